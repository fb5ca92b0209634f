// The group chat: a few people, who add the bot by mentioning it; and mentions that cards make.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { GROUP_CHAT } from '../../../local/teams/conversations.ts';
import { aCard, aCardMessage, CHANNEL, callJson, startWorld } from './teams-world.ts';

const GROUP = GROUP_CHAT.id;

test('the bot hears nothing in the group chat until somebody mentions it, which adds it; and then only what mentions it', async (t) => {
  const { local, bot } = await startWorld(t);
  const say = (text: string, user: string = PEOPLE.alice) =>
    local('POST', '/say', { conversation: GROUP, user, text });
  const listed = async () =>
    ((await local('GET', '/conversations')).body as { id: string }[]).map(({ id }) => id);
  await say('good evening');
  assert.ok(!(await listed()).includes(GROUP));
  assert.equal(bot.heard.length, 0);
  await say('@Countersign help');
  assert.deepEqual(
    bot.heard.map(({ type }) => type),
    ['installationUpdate', 'conversationUpdate', 'message'],
  );
  await say('thank you');
  assert.equal(bot.heard.length, 3);
  assert.equal((await listed()).at(-1), GROUP);
  const { conversation, channelData } = bot.heard[2] as unknown as Record<string, Record<string, unknown>>;
  assert.deepEqual(
    [conversation?.id, conversation?.conversationType, conversation?.isGroup],
    [GROUP, 'groupChat', true],
  );
  assert.deepEqual(Object.keys(channelData ?? {}), ['tenant'], 'a group chat has no team and no channel');
  assert.equal((await say('@Countersign help', PEOPLE.carmen)).status, 403, 'Carmen is not in it');
});

test('the page shows the group chat to its people alone', async (t) => {
  const { teams } = await startWorld(t);
  const { body } = await callJson('GET', `${teams.url}/page/state`);
  const { conversations } = body as { conversations: { id: string; people?: string[] }[] };
  const group = conversations.find(({ id }) => id === GROUP);
  assert.ok(group?.people?.includes(PEOPLE.alice));
  assert.ok(!group?.people?.includes(PEOPLE.carmen));
});

const mentioning = (text: string, entity: object) =>
  aCard({ body: [{ type: 'TextBlock', text }], msteams: { entities: [entity] } });
const alice = {
  type: 'mention',
  text: '<at>Alice Aho</at>',
  mentioned: { id: PEOPLE.alice, name: 'Alice Aho' },
};

test('a card tells whom it mentioned when it was posted', async (t) => {
  const { local, postCard } = await startWorld(t);
  await postCard(mentioning('Asked: <at>Alice Aho</at>', alice));
  await postCard();
  const messages = (await local('GET', '/messages')).body as { mentioned?: string[] }[];
  assert.deepEqual(
    messages.map(({ mentioned }) => mentioned),
    [[PEOPLE.alice], undefined],
  );
});

for (const [what, text, entity] of [
  ['whose text stands in no text block', 'Asked: somebody', alice],
  ['without an id', 'Asked: <at>Alice Aho</at>', { ...alice, mentioned: { name: 'Alice Aho' } }],
  ['with a tag of another kind', 'Asked: <b>Alice</b>', { ...alice, text: '<b>Alice</b>' }],
] as const) {
  test(`a mention ${what} is refused, as Teams refuses it`, async (t) => {
    const { call } = await startWorld(t);
    const path = `/v3/conversations/${encodeURIComponent(CHANNEL)}/activities`;
    const { status, body } = await call('POST', path, aCardMessage(mentioning(text, entity)));
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /Invalid mention entity/);
  });
}
