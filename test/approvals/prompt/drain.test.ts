import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { drain } from '../../../approvals/prompt/drain.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { aConversation, anAsk, aPerson, idOf, NOW } from '../../support/builders.ts';
import { createPaced, PROMPT as KEY } from '../../support/paced.ts';

const { id: CONVERSATION } = aConversation();

test('more cards than Teams takes wait in line, are told as held, and all are posted within the limits', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 90; n++) await world.ask(n);
  assert.equal(world.posted().length, 4);
  assert.equal(world.held.all().length, 86);
  assert.equal(world.prompt(90).held?.since, NOW);
  while (await world.step());
  assert.equal(new Set(world.posted()).size, 90);
  assert.equal(world.sent.length, 90);
  assert.equal(world.told.at(-1)?.view.requests.length, 0);
  assert.deepEqual([world.held.all(), await world.held.conversations()], [[], []]);
  assert.equal(world.prompt(90).held, undefined);
});

test('a decided card is updated at once although hundreds wait', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 60; n++) await world.ask(n);
  const [first = ''] = world.posted();
  assert.ok((await decide(world.desk, first, { person: aPerson('alice'), choice: 'deny', via: 'teams' })).ok);
  await show(world.desk, first, KEY);
  const last = world.sent.at(-1);
  assert.deepEqual([last?.kind, last?.view.request.status], ['update', 'denied']);
});

test('what ended while it was held is never posted, and leaves the line', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 12; n++) await world.ask(n);
  const waiting = Array.from({ length: 12 }, (_, n) => idOf('req', n + 1)).filter(
    (id) => !world.posted().includes(id),
  );
  const [ended = ''] = waiting;
  const by = { clientId: anAsk().agent.clientId, kind: 'agent', name: 'nightly-etl' } as const;
  assert.ok((await cancel(world.desk, ended, by)).ok);
  while (await world.step());
  assert.deepEqual([world.posted().includes(ended), world.posted().length], [false, 11]);
  assert.deepEqual(world.held.all(), []);
});

test('a line whose nudge was lost is started again by whoever drains it next, and a doubled nudge sends nothing twice', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 10; n++) await world.ask(n);
  world.later.length = 0;
  world.advance(60_000);
  await Promise.all([drain(world.desk, CONVERSATION), drain(world.desk, CONVERSATION)]);
  while (await world.step());
  assert.deepEqual([new Set(world.posted()).size, world.sent.length], [10, 10]);
});
