import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOT_APP_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../../local/directory.ts';
import { startTeams } from '../../../local/teams/start.ts';
import { aCard, aCardMessage, CHANNEL, callJson, type Heard, startWorld } from './teams-world.ts';

const at = (value: unknown, ...path: string[]) =>
  path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);

test('a click reaches the bot as the invoke that Teams sends, under a token of the channel', async (t) => {
  const reply = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Thank you' };
  const { bot, local, postCard, teams } = await startWorld(t, { answer: () => ({ body: reply }) });
  const messageId = await postCard();
  const click = { messageId, user: PEOPLE.alice, verb: 'approve', data: { comment: 'fine' } };
  const { status, body } = await local('POST', '/click', click);
  assert.deepEqual([status, at(body, 'status'), at(body, 'body')], [200, 200, reply]);
  const [heard] = bot.heard;
  assert.deepEqual(at(body, 'activity'), heard);
  assert.deepEqual(
    [heard?.type, heard?.name, heard?.channelId],
    ['invoke', 'adaptiveCard/action', 'msteams'],
  );
  assert.deepEqual(heard?.value, {
    action: {
      type: 'Action.Execute',
      title: 'APPROVE',
      verb: 'approve',
      data: { request: 'req_1', nonce: 'n_1', comment: 'fine' },
    },
    trigger: 'manual',
  });
  assert.equal(heard?.replyToId, messageId);
  assert.deepEqual(
    [at(heard, 'from', 'name'), at(heard, 'from', 'aadObjectId'), at(heard, 'recipient', 'id')],
    ['Alice Aho', PEOPLE.alice, `28:${BOT_APP_ID}`],
  );
  assert.match(String(at(heard, 'from', 'id')), /^29:/);
  assert.deepEqual(heard?.conversation, {
    id: `${CHANNEL};messageid=${messageId}`,
    conversationType: 'channel',
    tenantId: TENANT,
    isGroup: true,
  });
  assert.equal(heard?.serviceUrl, `${teams.url}/`);
  assert.deepEqual([bot.tokens[0]?.serviceurl, bot.refused], [`${teams.url}/`, []]);
});

test('an external person carries their own tenant, a guest ours', async (t) => {
  const { bot, local, postCard } = await startWorld(t);
  const messageId = await postCard();
  for (const user of [PEOPLE.xavier, PEOPLE.gus])
    await local('POST', '/click', { messageId, user, verb: 'deny' });
  assert.deepEqual(
    bot.heard.map((activity) => at(activity, 'channelData', 'tenant', 'id')),
    [OTHER_TENANT, TENANT],
  );
});

test('a button that an update took away can still be pressed by a client that has not seen it', async (t) => {
  const { bot, local, postCard, call } = await startWorld(t);
  const messageId = await postCard();
  const path = `/v3/conversations/${encodeURIComponent(CHANNEL)}/activities/${messageId}`;
  await call('PUT', path, aCardMessage(aCard({ actions: [] })));
  assert.equal((await local('POST', '/click', { messageId, user: PEOPLE.bob, verb: 'deny' })).status, 200);
  assert.equal(at(bot.heard[0], 'value', 'action', 'data', 'request'), 'req_1');
  assert.equal((await local('POST', '/click', { messageId, user: PEOPLE.bob, verb: 'never' })).status, 404);
});

test('the values that inputs start with are sent along', async (t) => {
  const { bot, local, postCard } = await startWorld(t);
  const input = { type: 'Input.ChoiceSet', id: 'reason', value: 'too_much', choices: [] };
  const messageId = await postCard(aCard({ body: [{ type: 'Container', items: [input] }] }));
  await local('POST', '/click', { messageId, user: PEOPLE.bob, verb: 'deny' });
  assert.equal(at(bot.heard[0], 'value', 'action', 'data', 'reason'), 'too_much');
});

test("a card's own refresh is told apart from a click", async (t) => {
  const { bot, local, postCard } = await startWorld(t);
  const action = { type: 'Action.Execute', verb: 'refresh', data: { request: 'req_1' } };
  const messageId = await postCard(aCard({ refresh: { action } }));
  await local('POST', '/click', { messageId, user: PEOPLE.bob, verb: 'refresh', trigger: 'automatic' });
  assert.equal(at(bot.heard[0], 'value', 'trigger'), 'automatic');
  const manual = await local('POST', '/click', { messageId, user: PEOPLE.bob, verb: 'refresh' });
  assert.equal(manual.status, 404);
});

test('an unanswered invoke comes again under the same id, at most twice', async (t) => {
  const late = (_: Heard, attempt: number) => (attempt < 3 ? undefined : { body: { statusCode: 200 } });
  const { bot, local, postCard } = await startWorld(t, { answer: late, resendAfterMs: 60 });
  const messageId = await postCard();
  const { body } = await local('POST', '/click', { messageId, user: PEOPLE.alice, verb: 'approve' });
  assert.equal(at(body, 'status'), 200);
  assert.equal(bot.heard.length, 3);
  assert.equal(new Set(bot.heard.map(({ id }) => id)).size, 1);
});

test('a bot that never answers ends in 504, an absent one in 502, and a message is not sent again', async (t) => {
  const world = await startWorld(t, { answer: () => undefined, resendAfterMs: 40 });
  const messageId = await world.postCard();
  const silent = await world.local('POST', '/click', { messageId, user: PEOPLE.alice, verb: 'approve' });
  assert.deepEqual([at(silent.body, 'status'), world.bot.heard.length], [504, 3]);
  const line = { conversation: CHANNEL, user: PEOPLE.alice, text: '@Countersign help' };
  assert.equal(at((await world.local('POST', '/say', line)).body, 'status'), 504);
  assert.equal(world.bot.heard.length, 4);
  const alone = await startTeams({ ...world.teamsOptions, botUrl: 'http://127.0.0.1:9/api/messages' });
  t.after(() => alone.close());
  const unreached = await callJson('POST', `${alone.url}/_local/say`, line);
  assert.deepEqual([unreached.status, at(unreached.body, 'status')], [200, 502]);
});

test('in the channel the bot hears only mentions, in its chat everything', async (t) => {
  const { bot, local } = await startWorld(t);
  const say = (conversation: string, text: string) =>
    local('POST', '/say', { conversation, user: PEOPLE.alice, text });
  const unheard = await say(CHANNEL, 'lunch? write to me@Countersign.example');
  assert.equal(at(unheard.body, 'status'), null);
  await say(CHANNEL, '@countersign link data-approvals');
  await say(`a:${PEOPLE.alice}`, 'help');
  assert.deepEqual(
    bot.heard.map(({ type, text }) => [type, text]),
    [
      ['message', '<at>Countersign</at> link data-approvals'],
      ['message', 'help'],
    ],
  );
  const [mentioned, chatted] = bot.heard;
  assert.deepEqual(
    [at(mentioned, 'entities', '1', 'type'), at(mentioned, 'entities', '1', 'mentioned', 'id')],
    ['mention', `28:${BOT_APP_ID}`],
  );
  assert.equal(at(mentioned, 'conversation', 'id'), `${CHANNEL};messageid=${mentioned?.id}`);
  assert.deepEqual(chatted?.conversation, {
    id: `a:${PEOPLE.alice}`,
    conversationType: 'personal',
    tenantId: TENANT,
  });
});

test('nobody acts in a conversation they are not in', async (t) => {
  const { bot, local } = await startWorld(t);
  const line = { conversation: `a:${PEOPLE.alice}`, user: PEOPLE.bob, text: 'help' };
  assert.equal((await local('POST', '/say', line)).status, 403);
  assert.equal((await local('POST', '/say', { ...line, user: 'nobody' })).status, 404);
  assert.equal((await local('POST', '/say', { ...line, conversation: '19:elsewhere' })).status, 404);
  assert.equal(bot.heard.length, 0);
});

test('an installation tells the bot, without a name, and the roster follows', async (t) => {
  const { bot, local } = await startWorld(t);
  const { body } = await local('POST', '/install', { conversation: CHANNEL });
  assert.equal(at(body, 'status'), 200);
  assert.deepEqual(
    bot.heard.map(({ type }) => type),
    ['installationUpdate', 'conversationUpdate'],
  );
  const [added, joined] = bot.heard;
  assert.equal(added?.action, 'add');
  assert.deepEqual(Object.keys(added?.from as object), ['id', 'aadObjectId']);
  assert.equal(at(added, 'conversation', 'id'), CHANNEL);
  assert.deepEqual(joined?.membersAdded, [{ id: `28:${BOT_APP_ID}` }]);
});
