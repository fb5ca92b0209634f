// One send that Teams does not take: the card is true at the time that Teams asks for, with no sweep at all, and nothing is sent twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { ask, click, untilKnown } from './support/client.ts';
import type { Fault } from './support/fault-proxy.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { assertSound, cardsOf, type Expected } from './support/soundness.ts';

const PENDING: Expected = { events: ['requested'], status: 'pending', cards: 1, callback: false };
const DENIED: Expected = {
  events: ['requested', 'voted', 'denied'],
  status: 'denied',
  cards: 1,
  callback: true,
};
/** For a busy machine. Nothing else would bring it: the sweep is never run here, and time is not put forward. */
const SOON_MS = 30_000;

let world: FaultWorld;
let count = 0;
before(async () => {
  world = await startFaultWorld({ paced: true });
});
after(() => world?.stop());

const refused = (status: number, headers: Record<string, string> = {}): Fault => ({
  do: 'answer',
  when: 'before',
  status,
  headers,
});

/** The next send about the request meets this fault. */
function meet(id: string, label: 'post' | 'update', fault: Fault): () => number {
  let met = 0;
  world.faults.add((call) => {
    if (call.to !== 'teams' || call.request !== id || call.label !== label || met > 0) return undefined;
    met += 1;
    return fault;
  });
  return () => met;
}

/** Its sends to Teams, in their order. */
const sends = (id: string) =>
  world.faults
    .of(id)
    .filter(({ to, label }) => to === 'teams' && (label === 'post' || label === 'update'))
    .map(({ label }) => label);

for (const [what, fault] of [
  ['412', refused(412)],
  ['429 with a second to wait', refused(429, { 'retry-after': '1' })],
  ['502', refused(502)],
] as const) {
  test(`after one ${what} a new card stands, and after another a denial is shown, within seconds and without a sweep`, async (t) => {
    const key = `put-off-${++count}`;
    const id = world.idFor(key);
    const post = meet(id, 'post', fault);
    let begun = performance.now();
    await untilKnown(() => ask(world, key));
    await assertSound(world, id, PENDING, SOON_MS);
    t.diagnostic(`stands after ${Math.round(performance.now() - begun)} ms`);
    assert.equal(post(), 1);
    assert.deepEqual(sends(id), ['post', 'post']);

    const [card] = cardsOf(world, id);
    assert.ok(card);
    const update = meet(id, 'update', fault);
    begun = performance.now();
    const data = { reason: 'wrong_target' };
    await untilKnown(() => click(world, card, { user: PEOPLE.bob, verb: 'deny', data }));
    await assertSound(world, id, DENIED, SOON_MS);
    t.diagnostic(`shows the denial after ${Math.round(performance.now() - begun)} ms`);
    assert.equal(update(), 1);
    await world.faults.quiet(3000);
    assert.deepEqual(sends(id), ['post', 'post', 'update', 'update']);
  });
}
