// The app is ended without warning before and after every storage write of every trip, then started again on the same storage; each caller
// repeats its call with the same keys. Requests are frozen one by one where their placement says (nothing of theirs passes any more), and
// one kill then ends them all: for each of them it is a kill at that very place.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './support/fault-proxy.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import {
  assertMended,
  begin,
  freshKey,
  inGroups,
  type Placement,
  placeFrozen,
  prepare,
  spreadNudges,
  type Write,
  writesOf,
} from './support/placements.ts';
import { CALLED, EXPIRE, type Trip } from './support/trips.ts';

const HOW: Readonly<Record<string, () => Fault>> = {
  'killed before': () => ({ do: 'swallow', when: 'before' }),
  'killed after': () => ({ do: 'swallow', when: 'after' }),
};
/** Handlers that run side by side: all must come to their place, although the frozen ones keep theirs occupied. */
const AT_ONCE = 24;
const FREEZE_WITHIN_MS = 30_000;

describe('kills', () => {
  let world: FaultWorld;
  before(async () => {
    world = await startFaultWorld({ expires: '5m' });
    spreadNudges(world);
  });
  after(() => world?.stop());

  for (const trip of [...CALLED, EXPIRE]) {
    test(`${trip.name}: killed before or after whichever write, it is done once and told truly`, async (t) => {
      const writes = await writesOf(world, trip);
      assert.ok(writes.length >= 4, `only ${writes.length} writes were seen`);
      const placed = writes.flatMap((write) =>
        Object.entries(HOW).map(([how, fault]): Placement => {
          const cards = isUnconfirmedByNature(trip, write, how) ? { cards: 2 } : {};
          return { key: freshKey(trip), write, how, fault, ...cards };
        }),
      );
      let kills = 0;
      await inGroups(placed, AT_ONCE, async (group) => {
        await runGroup(world, trip, group);
        kills += 1;
      });
      t.diagnostic(`${placed.length} placements in ${kills} kills`);
    });
  }
});

async function runGroup(world: FaultWorld, trip: Trip, group: readonly Placement[]): Promise<void> {
  const [host] = world.hosts;
  assert.ok(host);
  const keys = group.map(({ key }) => key);
  await prepare(world, trip, keys);
  const placed = group.map((placement) => ({ placement, ...placeFrozen(world, placement) }));
  const trips = begin(world, trip, keys);
  // Whoever is not reached fails the test first; then nobody waits for these.
  trips.catch(() => undefined);
  await reached(trip, placed);
  await host.app.kill();
  for (const { end } of placed) end();
  await host.app.start();
  await trips;
  await assertMended(world, trip, group);
}

/** The card is posted, its id not yet stored: Teams takes no key that would find it again, so it is posted once more. */
const isUnconfirmedByNature = (trip: Trip, { label, nth }: Write, how: string): boolean =>
  trip.name === 'ask' && label === 'swap prompt-1' && nth === 3 && how === 'killed before';

/**
 * What is written whenever somebody looks at a card once more: rows of lists, which decide nothing; and where the clock begins, the lease of
 * the look by a late nudge at a card or a callback, behind the four writes of the first. How many look hangs on who met whom.
 */
const isAnotherLook = (trip: Trip, { label, nth }: Write): boolean =>
  (nth > 1 && /^(?:put|remove) (?:pending|dead|agent|resource|kind)$/.test(label)) ||
  (trip.act === undefined && nth > 4 && /^swap (?:prompt|todo)-/.test(label));

/** Waits until every request stands frozen at its place; where the place does not come it is at its end, which is looked at as well. */
async function reached(
  trip: Trip,
  placed: readonly { placement: Placement; fired: () => boolean }[],
): Promise<void> {
  const until = Date.now() + FREEZE_WITHIN_MS;
  for (;;) {
    const missing = placed.filter(({ fired }) => !fired()).map(({ placement }) => placement);
    if (missing.length === 0) return;
    if (Date.now() >= until) {
      const told = missing
        .filter(({ write }) => !isAnotherLook(trip, write))
        .map(({ write, how }) => `${how} ${write.label} ${write.nth}`);
      assert.deepEqual(told, [], 'never reached');
      return;
    }
    await sleep(20);
  }
}
