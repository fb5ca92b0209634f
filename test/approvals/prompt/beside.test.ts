// One conversation asks once about a request, whichever ways lead there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { standsBeside } from '../../../approvals/prompt/beside.ts';
import { isUnreached } from '../../../approvals/prompt/reach.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { ToldRoute, Verdict } from '../../../approvals/verdict.ts';
import type { Conversation, Prompt } from '../../../approvals/work.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation, anAsk, aPerson, aVerdict, NOW } from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const HERE = aConversation();
const THERE = aConversation({ id: '19:there@thread.tacv2' });
const CHAT = aConversation({ id: 'a:alice', type: 'personal' });
const told = (route: string, more: Partial<ToldRoute> = {}): ToldRoute => ({
  route,
  timeZone: 'UTC',
  ...more,
});

async function asked(
  verdict: Partial<Verdict>,
  links: Readonly<Record<string, Conversation>>,
): Promise<Stage> {
  const ask = anAsk({ verdict: aVerdict(verdict) });
  const stage = createEmptyStage(ask);
  for (const [route, to] of Object.entries(links))
    await stage.desk.routes.bind(route, to, aPerson('ada'), NOW);
  await stage.desk.people.remember(PEOPLE.alice, CHAT, NOW);
  assert.ok((await submit(stage.desk, ask)).ok);
  return stage;
}
const run = (stage: Stage, ...keys: readonly string[]) =>
  Promise.all(keys.map((key) => show(stage.desk, stage.id, key)));
const places = (stage: Stage) =>
  stage.sent.map(({ conversation, view }) => `${conversation.id} ${view.prompt.key}`);

for (const order of [
  ['prompt-1', 'prompt-2'],
  ['prompt-2', 'prompt-1'],
] as const)
  test(`two routes that lead to one chat bring one card, ${order.join(' looked at before ')}`, async () => {
    const stage = await asked({ notify: [told('a'), told('b')] }, { a: HERE, b: HERE });
    for (const key of order) await run(stage, key);
    await run(stage, ...order);
    assert.deepEqual(places(stage), [`${HERE.id} prompt-1`]);
    assert.equal(stage.row<Prompt>('prompt-2').lastError, 'card_beside');
    assert.equal(await isUnreached(stage.desk.store, stage.request()), false);
  });

test('looked at side by side they bring one card too', async () => {
  const stage = await asked({ notify: [told('a'), told('b')] }, { a: HERE, b: HERE });
  await run(stage, 'prompt-1', 'prompt-2');
  assert.deepEqual(places(stage), [`${HERE.id} prompt-1`]);
});

test('where the first cannot be posted the other one is, once it is looked at again', async () => {
  const stage = await asked({ notify: [told('a'), told('b')] }, { a: HERE, b: HERE });
  stage.sendFaults.push(new SendFault('refused', 'no'));
  await run(stage, 'prompt-1');
  await run(stage, 'prompt-2');
  assert.deepEqual(places(stage), [`${HERE.id} prompt-2`]);
});

test('a fallback that is told anyway gets one card', async () => {
  const stage = await asked({ notify: [told('a', { fallback: 'b' }), told('b')] }, { a: THERE, b: HERE });
  stage.sendFaults.push(new SendFault('closed', 'removed'));
  await run(stage, 'prompt-1');
  await run(stage, 'prompt-2');
  await run(stage, 'prompt-1');
  assert.equal(stage.sent.length, 1);
  assert.equal(stage.sent[0]?.conversation.id, HERE.id);
});

test('a route that leads to somebody’s own chat gives way to their own card', async () => {
  const oneToOne = { groups: [], people: [PEOPLE.alice] };
  const stage = await asked({ notify: [told('a')], oneToOne }, { a: CHAT });
  await run(stage, 'prompt-1');
  await run(stage, 'prompt-2');
  assert.deepEqual(places(stage), [`${CHAT.id} prompt-2`]);
});

test('a card that asks gives way to no summary, and a summary to a card that asks', async () => {
  const stage = await asked(
    { notify: [told('a', { details: 'approvers' }), told('b')] },
    { a: HERE, b: HERE },
  );
  await run(stage, 'prompt-1');
  await run(stage, 'prompt-2');
  assert.deepEqual(places(stage), [`${HERE.id} prompt-2`]);
});

const card = { id: 'card', shows: 1, gone: false };
for (const [what, other, stands] of [
  ['stands where it was before it went on to here', { activities: [{ ...card, at: THERE }] }, false],
  ['stands here', { activities: [card] }, true],
  [
    'stands here, where it was before it went on',
    { conversation: THERE, activities: [{ ...card, at: HERE }] },
    true,
  ],
  ['was deleted here', { activities: [{ ...card, gone: true }] }, false],
  ['was replaced here', { activities: [{ ...card, replaced: true }] }, false],
  ['may stand here', { unconfirmed: 1 }, true],
] as const satisfies readonly (readonly [string, Partial<Prompt>, boolean])[])
  test(`a card that ${what} counts as ${stands ? 'one' : 'none'} beside`, async () => {
    const stage = await asked({ notify: [told('a'), told('b')] }, { a: HERE, b: HERE });
    const rows = ['prompt-1', 'prompt-2'].map((key) => stage.row<Prompt>(key));
    const [first, second] = rows as [Prompt, Prompt];
    const stored = [{ ...first, conversation: HERE, ...other } as Prompt, second];
    const list = async () => stored.map((data) => ({ row: { key: data.key, data }, etag: '' }));
    const desk = { ...stage.desk, store: { list } } as never;
    assert.equal(await standsBeside(desk, second, stage.request(), HERE), stands);
  });
