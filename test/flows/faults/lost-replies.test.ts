// Every storage write of every trip, once done with its reply cut off, once done and answered 500, once landing after the caller has given
// up, once never done. The caller learns the truth, each transition has one event, the agent hears one callback, no second card appears.
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
  place,
  prepare,
  spreadNudges,
  writesOf,
} from './support/placements.ts';
import { CALLED, EXPIRE, type Trip } from './support/trips.ts';

const HOW: Readonly<Record<string, () => Fault>> = {
  'cut after': () => ({ do: 'cut', when: 'after' }),
  'cut before': () => ({ do: 'cut', when: 'before' }),
  '500 after': () => ({ do: 'answer', when: 'after', status: 500 }),
  // The app gives a call up after two seconds.
  late: () => ({ do: 'hold', when: 'before', until: sleep(2300) }),
};
/** What is no commit decides nothing: bookkeeping, index rows and nudges get the two faults that differ most. */
const BOOKKEEPING = /^(swap|put|remove|nudge) /;
const HOW_FOR_BOOKKEEPING = ['cut after', 'late'];
const AT_ONCE = 48;

describe('lost replies', () => {
  let world: FaultWorld;
  before(async () => {
    world = await startFaultWorld({ expires: '5m' });
    spreadNudges(world);
  });
  after(() => world?.stop());

  for (const trip of CALLED) {
    test(`${trip.name}: whichever write's reply is lost, the caller learns the truth and all is done once`, async (t) => {
      const placed = await placementsOf(world, trip);
      await inGroups(placed, AT_ONCE, (group) => runWhole(world, trip, group));
      t.diagnostic(`${placed.length} placements`);
    });
  }

  test('expire: whichever write of the sweep and of what follows loses its reply, it ends once', async (t) => {
    const placed = await placementsOf(world, EXPIRE);
    await runWhole(world, EXPIRE, placed);
    t.diagnostic(`${placed.length} placements`);
  });
});

/** A busy machine may make a handler look once less, and a fault is not met: those are placed once more, on requests of their own. */
async function runWhole(world: FaultWorld, trip: Trip, group: readonly Placement[]): Promise<void> {
  const unmet = await runGroup(world, trip, group);
  if (unmet.length === 0) return;
  const still = await runGroup(
    world,
    trip,
    unmet.map((placement) => ({ ...placement, key: freshKey(trip) })),
  );
  const never = still.filter(({ write }) => write.nth === 1 || !BOOKKEEPING.test(write.label));
  assert.deepEqual(
    never.map(({ how, write }) => `${how} ${write.label} ${write.nth}`),
    [],
    'faults that never fired',
  );
}

async function placementsOf(world: FaultWorld, trip: Trip): Promise<readonly Placement[]> {
  const writes = await writesOf(world, trip);
  assert.ok(writes.length >= 4, `only ${writes.length} writes were seen`);
  return writes.flatMap((write) =>
    Object.entries(HOW)
      .filter(([how]) => !BOOKKEEPING.test(write.label) || HOW_FOR_BOOKKEEPING.includes(how))
      .map(([how, fault]) => ({ key: freshKey(trip), write, how, fault })),
  );
}

/** Gives the placements whose fault was never met. */
async function runGroup(
  world: FaultWorld,
  trip: Trip,
  group: readonly Placement[],
): Promise<readonly Placement[]> {
  const keys = group.map(({ key }) => key);
  await prepare(world, trip, keys);
  const placed = group.map((placement) => ({ placement, ...place(world, placement) }));
  await begin(world, trip, keys);
  await assertMended(world, trip, group);
  for (const { end } of placed) end();
  return placed.filter(({ fired }) => !fired()).map(({ placement }) => placement);
}
