// Who sees what where: the agent's owner reads along one-to-one, on one card on which nothing can be decided, whoever claims to click on it; and a
// card that its route's conversation will not take comes to the fallback.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE, TENANT } from '../../../local/directory.ts';
import { createRequestStore } from '../../../store/request-store.ts';
import { createRouteBook } from '../../../store/route-book.ts';
import { EXPORT } from '../support/caller.ts';
import { createChatCards } from '../support/chat-cards.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { until } from '../support/until.ts';

// Dana owns the agent, is in data-owners, and is named too: she gets one card.
const policyText = policyWith(ROOMY)
  .replaceAll(
    'notify: [data-approvals]',
    `notify: [data-approvals, { group: data-owners }, { person: ${PEOPLE.dana} }]`,
  )
  .replace(/^routes:\n/m, 'routes:\n  ops: {}\n')
  .replace(/^ {2}data-approvals:\n/m, '  data-approvals:\n    fallback: ops\n');
const flow = await startFlow({ policyText });
after(flow.stop);
const CHAT = `a:${PEOPLE.dana}`;
await flow.teams.install('alice');
await flow.teams.install('dana');

const store = createRequestStore(flow.storage);

async function asked(): Promise<string> {
  const reply = await flow.agent('nightly-etl').ask(EXPORT);
  assert.equal(reply.status, 202, reply.text);
  return reply.body.task?.id ?? '';
}
const cardOfAlice = (id: string) =>
  until('a card for Alice', async () =>
    (await flow.teams.cards(id)).find(({ conversation }) => conversation.id === `a:${PEOPLE.alice}`),
  );
async function byAlice(id: string, verb: string, data: object = {}): Promise<void> {
  const card = await cardOfAlice(id);
  assert.equal((await flow.teams.press(card.messageId, 'alice', verb, data)).kind, 'card');
}
const { of: hers, says } = createChatCards(flow.teams, CHAT);

it('tells the owner by a card of its own when it is asked, at each comment, and when it is decided, each once and without buttons', async () => {
  const id = await asked();
  const card = await says(id, /Waiting for approval.*you own the agent.*Exactly this is asked/);
  assert.deepEqual(card.verbs, []);
  assert.equal((await hers(id)).length, 1);
  await byAlice(id, 'comment', { comment: 'Why all columns?' });
  await says(id, /Alice Aho commented.*Why all columns\?/);
  assert.equal(
    (await flow.agent('nightly-etl').on(id, 'comments', { comment: 'Marketing asked.' })).status,
    200,
  );
  await says(id, /Marketing asked/);
  await until('the older ones to say so', async () => {
    const [first, second] = await hers(id);
    return [first, second].every((each) => /Told again on a newer card/.test(each?.words ?? '')) || undefined;
  });
  assert.equal((await hers(id)).length, 3);
  await byAlice(id, 'approve');
  assert.deepEqual((await says(id, /Approved, not used yet/)).verbs, []);
  assert.equal((await hers(id)).length, 4);
  // Nothing more comes of looking again, nor of what is told twice.
  await flow.pass(6 * 60_000);
  const all = await hers(id);
  assert.equal(all.length, 4);
  for (const { words, verbs } of all) assert.deepEqual([/Approved/.test(words), verbs], [true, []]);
  const people = (await flow.teams.cards(id)).filter(({ conversation }) => conversation.id !== CHAT);
  assert.equal(
    new Set(people.map(({ conversation }) => conversation.id)).size,
    people.length,
    'nobody else hears again',
  );
});

it('tells the owner nothing of what she wrote herself, but of the answer', async () => {
  const id = await asked();
  await says(id, /you own the agent/);
  const dana = flow.person('dana');
  assert.equal((await dana.on(id, 'comments', { comment: 'I know of it.' })).status, 200);
  await says(id, /I know of it/);
  assert.equal((await hers(id)).length, 1);
  await byAlice(id, 'comment', { comment: 'So do I.' });
  await says(id, /So do I/);
  assert.equal((await hers(id)).length, 2);
});

it('takes no vote, report or remark that claims to come from the owner’s card', async () => {
  const id = await asked();
  await says(id, /you own the agent/);
  // A true click of Alice, which decides nothing, to be forged as Dana's on the card of the owner.
  const alices = await cardOfAlice(id);
  const { activity } = await flow.teams.press(alices.messageId, 'alice', 'comment');
  const { request, events } = await flow.records.read(id);
  const rows = await Promise.all(request.prompts.map((key) => store.read<Prompt>(id, key)));
  const prompt = rows.find((row) => row?.data.person === PEOPLE.dana)?.data;
  assert.ok(prompt);
  const conversation = { ...(activity.conversation as object), id: CHAT };
  const from = { id: '29:dana', name: 'Dana Dorn', aadObjectId: PEOPLE.dana };
  for (const verb of ['approve', 'deny', 'report', 'revoke', 'comment']) {
    const data = { request: id, prompt: prompt.key, nonce: prompt.nonce, comment: 'fine' };
    const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
    const answer = await flow.teams.send({ ...activity, conversation, from, value }, {});
    assert.equal(answer.kind, 'words', verb);
    assert.match(answer.text, /own/, verb);
  }
  assert.equal((await flow.records.read(id)).events.length, events.length);
});

it('brings a card to the fallback where the conversation of its route is gone, and it can be decided there', async () => {
  const routes = createRouteBook(flow.storage);
  const there = await routes.find('data-approvals');
  assert.ok(there !== undefined);
  const by = { oid: PEOPLE.ada, tenant: TENANT, name: 'Ada Alm' };
  const now = new Date().toISOString();
  await routes.bind('data-approvals', { ...there, id: '19:gone@thread.tacv2' }, by, now);
  await routes.bind('ops', there, by, now);
  const id = await asked();
  const moved = await until('a prompt that moved', async () => {
    const prompt = (await store.read<Prompt>(id, 'prompt-1'))?.data;
    return prompt?.ledger?.some(({ what }) => what === 'posted') ? prompt : undefined;
  });
  assert.deepEqual(
    [moved.route, moved.fallback, moved.conversation?.id],
    ['data-approvals', 'ops', there.id],
  );
  const card = moved.activities[0]?.id ?? '';
  assert.equal((await flow.teams.press(card, 'bob', 'approve')).kind, 'card');
  assert.equal((await flow.records.read(id)).request.status, 'approved');
  const { body } = await flow.agent('nightly-etl').read(id);
  assert.match(
    JSON.stringify(body),
    /"route":"data-approvals","fallback":"ops","state":"delivered".*"what":"moved"/,
  );
});
