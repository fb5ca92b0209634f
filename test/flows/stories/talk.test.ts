// Talking with the bot: a route that is linked late, in a group chat; who is mentioned; what waits, one request, and what was; and that the
// record tells who linked what.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { logId } from '../../../approvals/audit/log.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { PEOPLE, TENANT } from '../../../local/directory.ts';
import { CHANNEL, GROUP_CHAT } from '../../../local/teams/conversations.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { EXPORT } from '../support/caller.ts';
import { wordsOf } from '../support/card-words.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import type { Message, Who } from '../support/teams.ts';
import { until } from '../support/until.ts';

const policyText = policyWith(ROOMY)
  .replace(/^routes:\n/m, 'routes:\n  night-shift: {}\n')
  .replaceAll('notify: [data-approvals]', 'notify: [data-approvals, night-shift]');
const flow = await startFlow({ policyText });
after(flow.stop);

/** What the bot says next in this conversation to what is written here. */
async function says(who: Who, text: string, where: string): Promise<Message> {
  const before = (await flow.teams.messages()).length;
  await door('say', { conversation: where, user: PEOPLE[who], text });
  return await until(`an answer to ${text}`, async () => {
    const messages = (await flow.teams.messages()).slice(before);
    const own = messages.filter((each) => each.from.aadObjectId === undefined);
    return own.find(({ conversation, text: said }) => conversation.id === where && !said.startsWith('Hello'));
  });
}

async function door(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${flow.world.urls.teams}/_local/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  return await response.json();
}

const own = (who: Who) => `a:${PEOPLE[who]}`;
let id = '';

it('posts in the channel, mentions those who may decide and nobody else, and does not post where no route leads', async () => {
  const reply = await flow.agent('nightly-etl').ask(EXPORT);
  id = reply.body.task?.id ?? '';
  const card = await until('the card in the channel', async () =>
    (await flow.teams.messages()).find(({ card }) => card !== null && JSON.stringify(card).includes(id)),
  );
  assert.equal(card.conversation.id, CHANNEL.id);
  const mentioned = (card as Message & { readonly mentioned?: readonly string[] }).mentioned ?? [];
  // Dana, of the same group, owns the agent.
  assert.deepEqual([...mentioned].sort(), [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen].sort());
});

it('lists the route that leads nowhere for administrators, and brings what waits at once when it is linked in a group chat', async () => {
  const routes = await says('noor', '@Countersign routes', CHANNEL.id);
  assert.match(routes.text, /data-approvals: to .*linked by Ada Alm.*1 delivered/);
  assert.match(routes.text, /night-shift: linked nowhere\..*1 not delivered yet/);
  assert.match(
    (await says('alice', '@Countersign link night-shift', GROUP_CHAT.id)).text,
    /^Only administrators of Countersign can do this/,
  );
  const linked = await says('ada', '@Countersign link night-shift', GROUP_CHAT.id);
  assert.match(
    linked.text,
    /^Done\. Cards of the route night-shift come here from now on, and those of open requests that stand nowhere come now\.$/,
  );
  const card = await until('the card in the group chat', async () =>
    (await flow.teams.messages()).find(
      (each) => each.card !== null && each.conversation.id === GROUP_CHAT.id,
    ),
  );
  assert.ok(JSON.stringify(card.card).includes(id));
});

it('greets the group chat once, whatever is said of the installation later', async () => {
  const greetings = async () =>
    (await flow.teams.messages()).filter(
      ({ conversation, text }) => conversation.id === GROUP_CHAT.id && text.startsWith('Hello'),
    );
  await until('the greeting', async () => (await greetings()).length === 1);
  await door('install', { conversation: GROUP_CHAT.id, user: PEOPLE.bob });
  await says('bob', '@Countersign help', GROUP_CHAT.id);
  assert.equal((await greetings()).length, 1);
});

it('tells approvers what waits for them, in their own chat; others that nothing does', async () => {
  const pending = await says('bob', 'pending', own('bob'));
  assert.match(
    wordsOf(pending.card),
    /1 request waits for you.*nightly-etl asks to export .*one data owner needed/,
  );
  assert.ok(JSON.stringify(pending.card).includes(`/review/${id}`));
  assert.equal((await says('sam', 'pending', own('sam'))).text, 'Nothing waits for you.');
  const aside = await says('bob', '@Countersign pending', CHANNEL.id);
  assert.equal(aside.text, 'Others read along here, so I answered in your own chat with me.');
  const shown = await says('bob', `show ${id}`, own('bob'));
  assert.match(wordsOf(shown.card), /Waiting for approval.*A copy as of/);
  assert.equal(
    (await says('sam', `show ${id}`, own('sam'))).text,
    'There is no such request, or none that you may see.',
  );
});

it('is decided in the group chat, and both cards tell it without mentioning anybody again', async () => {
  assert.match(
    (await says('bob', '@Countersign approve', GROUP_CHAT.id)).text,
    /^What you write decides nothing/,
  );
  const cards = await flow.teams.cards(id);
  const inGroup = cards.find(({ conversation }) => conversation.id === GROUP_CHAT.id);
  assert.ok(inGroup);
  const answer = await flow.teams.press(inGroup.messageId, 'bob', 'approve');
  assert.match(answer.text, /Approved, not used yet/);
  for (const card of await flow.teams.cards(id)) {
    assert.match(card.words, /Approved, not used yet.*Bob Berg/);
    assert.doesNotMatch(JSON.stringify(card.card), /<at>|"entities"/);
  }
  const history = await says('alice', 'history nightly-etl', own('alice'));
  assert.match(wordsOf(history.card), /nightly-etl asked to export .*Approved, not used yet.*Bob Berg/);
});

it('has put each link in the log, by who made it, and no try that was refused', async () => {
  await says('ada', '@Countersign unlink night-shift', GROUP_CHAT.id);
  const log = createRecordStore<object>(flow.storage.requests, 'log');
  const events = (await log.list<ChainEvent>(logId(TENANT), 'event-')).map(({ row }) => row.data);
  assert.deepEqual(
    events
      .filter(({ type }) => type.startsWith('route_'))
      .map(({ type, actor, facts }) => [type, actor.id, facts.route, facts.conversation ?? facts.previous]),
    [
      ['route_linked', PEOPLE.ada, 'data-approvals', CHANNEL.id],
      ['route_linked', PEOPLE.ada, 'night-shift', GROUP_CHAT.id],
      ['route_unlinked', PEOPLE.ada, 'night-shift', GROUP_CHAT.id],
    ],
  );
});
