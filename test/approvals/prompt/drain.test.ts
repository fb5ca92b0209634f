import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import type { DrainNudge } from '../../../approvals/pace/pace-book.ts';
import { createTurns } from '../../../approvals/pace/turns.ts';
import { drain } from '../../../approvals/prompt/drain.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { createLimits } from '../../../local/teams/connector/limits.ts';
import { aConversation, anAsk, aPerson, idOf, NOW } from '../../support/builders.ts';
import { createMemoryHeldList, createMemoryPaceBook } from '../../support/memory-pace.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const KEY = 'prompt-1';
const ROOMY = { maxPending: 1000, requestsPerMinute: 1000 };
const { id: CONVERSATION } = aConversation();

/** A world in which Teams has limits and sends are paced: nudges for later are drawn by the test, in the order of their times. */
async function createPaced() {
  const world = createTestDesk();
  const held = createMemoryHeldList();
  const paces = createMemoryPaceBook();
  const teams = createLimits(true, () => Date.parse(world.desk.clock()));
  const path = ['v3', 'conversations', CONVERSATION, 'activities'];
  const later: { readonly nudge: DrainNudge; readonly at: number }[] = [];
  const ms = () => Date.parse(world.desk.clock());
  const pacing = {
    ...world.desk,
    paces,
    held,
    nudgeLater: async (nudge: unknown, seconds: number) =>
      void later.push({ nudge: nudge as DrainNudge, at: ms() + seconds * 1000 }),
  };
  const counted =
    <T extends unknown[], R>(method: string, send: (...args: T) => Promise<R>) =>
    (...args: T): Promise<R> => {
      assert.equal(teams.refuse(method, path), undefined, 'Teams had to refuse a send');
      return send(...args);
    };
  const cards = {
    post: counted('POST', world.desk.cards.post),
    update: counted('PUT', world.desk.cards.update),
  };
  const desk = { ...pacing, cards, turns: createTurns(pacing) };
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  return {
    ...world,
    desk,
    held,
    later,
    ask: async (n: number, change: Parameters<typeof anAsk>[0] = {}) => {
      const asked = await submit(desk, anAsk({ id: idOf('req', n), limits: ROOMY, ...change }));
      assert.ok(asked.ok);
      await show(desk, idOf('req', n), KEY);
    },
    prompt: (n: number) => world.tables.get(idOf('req', n), KEY)?.data as Prompt,
    posted: () => world.sent.filter(({ kind }) => kind === 'post').map(({ view }) => view.request.id),
    /** Lets time pass to the next nudge, and works it off. `false`: there is none. */
    step: async () => {
      later.sort((a, b) => a.at - b.at);
      const next = later.shift();
      if (next === undefined) return false;
      if (next.at > ms()) world.advance(next.at - ms());
      await drain(desk, next.nudge.conversation);
      return true;
    },
  };
}

test('more cards than Teams takes wait in line, are told as held, and all are posted within the limits', async () => {
  const world = await createPaced();
  for (let n = 1; n <= 90; n++) await world.ask(n);
  assert.equal(world.posted().length, 4);
  assert.equal(world.held.all().length, 86);
  assert.equal(world.prompt(90).held?.since, NOW);
  while (await world.step());
  assert.equal(new Set(world.posted()).size, 90);
  assert.equal(world.sent.length, 90);
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
