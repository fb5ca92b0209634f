// Where faults are placed: a trip is run once to see its writes, then once for each of them with a fault right there. Requests do not
// disturb each other, so many placements run side by side in one app.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilKnown } from './client.ts';
import type { Fault } from './fault-proxy.ts';
import type { FaultWorld } from './fault-world.ts';
import { assertSound, whatIsWrong } from './soundness.ts';
import type { Trip } from './trips.ts';

/** The `nth` write of this label since the trip began. */
export interface Write {
  readonly label: string;
  readonly nth: number;
  /** Only those with this in their body are counted. */
  readonly holds?: RegExp;
}

export interface Placement {
  readonly key: string;
  readonly write: Write;
  readonly how: string;
  readonly fault: () => Fault;
  /** Where it is not what the trip expects. */
  readonly cards?: number;
}

const LEASES_AND_WATCHES_MS = 26_000;
/** Design 6.15: 60 seconds after faults have stopped and leases (20 s) have run out. */
const ROUNDS = 3;
let runs = 0;

/** A key that no request had yet. */
export const freshKey = (trip: Trip): string => `${trip.name.replaceAll(' ', '-')}-${++runs}`;

/** The storage writes of an undisturbed run: those that every such run makes. */
export async function writesOf(world: FaultWorld, trip: Trip): Promise<readonly Write[]> {
  const one = await writesOfOneRun(world, trip);
  if (trip.act !== undefined) return one;
  // Begun by the clock, the sweep and a late nudge may look once more on a busy machine: what only one of two runs did is not the trip's.
  const other = await writesOfOneRun(world, trip);
  return one.filter(({ label, nth }) => other.some((each) => each.label === label && each.nth === nth));
}

async function writesOfOneRun(world: FaultWorld, trip: Trip): Promise<readonly Write[]> {
  for (let run = 1; run <= 4; run++) {
    const calls = await undisturbed(world, trip);
    // A cold or busy machine makes calls time out, and their repeats are no writes of the trip; nor are those of handlers that met.
    if (calls.every((call) => call.status !== 0 && call.status !== 409 && call.status !== 412)) {
      return numbered(calls.map((call) => call.label).filter((label) => label !== undefined));
    }
  }
  throw new Error(`${trip.name} made no run without a call that timed out: this machine is too busy.`);
}

async function undisturbed(world: FaultWorld, trip: Trip) {
  const key = freshKey(trip);
  await prepare(world, trip, [key]);
  const before = world.faults.of(world.idFor(key)).length;
  await begin(world, trip, [key]);
  await world.faults.quiet();
  await assertSound(world, world.idFor(key), trip.expected, 8000);
  const calls = world.faults.of(world.idFor(key)).slice(before);
  return calls.filter((call) => call.label !== undefined && call.to !== 'teams');
}

function numbered(labels: readonly string[]): readonly Write[] {
  const counts = new Map<string, number>();
  return labels.map((label) => {
    const nth = (counts.get(label) ?? 0) + 1;
    counts.set(label, nth);
    return { label, nth };
  });
}

/**
 * The sweep nudges what its own commit has nudged a moment before. That two handlers meet is tested elsewhere; here the second nudge comes
 * after the first one's work, so that a trip's writes are the same from run to run.
 */
export function spreadNudges(world: FaultWorld): void {
  const last = new Map<string, number>();
  world.faults.setPace(({ to, request, label }) => {
    if (to !== 'queues' || request === undefined || label === undefined) return 0;
    const key = `${request} ${label}`;
    const before = last.get(key) ?? 0;
    last.set(key, Date.now());
    return Date.now() - before < 600 ? 1200 : 0;
  });
}

/** Brings these requests to where the trip begins. */
export async function prepare(world: FaultWorld, trip: Trip, keys: readonly string[]): Promise<void> {
  for (const step of trip.before) {
    await Promise.all(keys.map((key) => untilKnown(() => step(world, key))));
    await world.faults.quiet();
  }
  // On a busy machine silence is not yet rest.
  const { from } = trip;
  if (from === undefined) return;
  await Promise.all(keys.map((key) => assertSound(world, world.idFor(key), from, 40_000)));
  await world.faults.quiet();
}

/** Makes the trip for these requests: each caller repeats until it knows; or the clock runs and the sweep looks. */
export async function begin(world: FaultWorld, trip: Trip, keys: readonly string[]): Promise<void> {
  const { act } = trip;
  if (act !== undefined) {
    await Promise.all(keys.map((key) => untilKnown(() => act(world, key))));
    return;
  }
  await world.pass(5 * 60_000 + 1000);
  await world.sweep();
  await sleep(300);
}

/** Puts the fault in force; `fired` tells whether it ever was met. */
export function place(world: FaultWorld, { key, write, fault }: Placement) {
  const id = world.idFor(key);
  let seen = 0;
  let fired = false;
  const end = world.faults.add((call) => {
    if (fired || call.request !== id || call.label !== write.label) return undefined;
    if (write.holds?.test(call.body) === false) return undefined;
    seen += 1;
    if (seen < write.nth) return undefined;
    fired = true;
    return fault();
  });
  return { fired: () => fired, end };
}

/** As `place`; from then on nothing of this request passes, until `end`. */
export function placeFrozen(world: FaultWorld, placement: Placement) {
  const id = world.idFor(placement.key);
  const { fired, end } = place(world, placement);
  // Asked after the first rule, so the call that fires is spoilt as placed.
  const thaw = world.faults.add((call) =>
    fired() && call.request === id ? { do: 'swallow', when: 'before' } : undefined,
  );
  return {
    fired,
    end: () => {
      end();
      thaw();
    },
  };
}

/** Faults have stopped: after at most three looks of the sweep everything must be as it should. */
export async function assertMended(
  world: FaultWorld,
  trip: Trip,
  placements: readonly Placement[],
): Promise<void> {
  for (let round = 1; ; round++) {
    await world.faults.quiet();
    await world.pass(LEASES_AND_WATCHES_MS);
    await world.sweep();
    const wrong = await stillWrong(world, trip, placements);
    if (wrong.length === 0) return;
    if (round === ROUNDS) assert.fail(`${trip.name}:\n${wrong.join('\n')}`);
  }
}

async function stillWrong(
  world: FaultWorld,
  trip: Trip,
  placements: readonly Placement[],
): Promise<readonly string[]> {
  await world.faults.quiet();
  const until = Date.now() + 2500;
  let open = placements;
  for (;;) {
    const wrong: { readonly placement: Placement; readonly problem: string }[] = [];
    for (const placement of open) {
      const expected = { ...trip.expected, cards: placement.cards ?? trip.expected.cards };
      const problem = await whatIsWrong(world, world.idFor(placement.key), expected);
      if (problem !== undefined) wrong.push({ placement, problem });
    }
    if (wrong.length === 0) return [];
    if (Date.now() > until) {
      return wrong.map(
        ({ placement: { key, write, how }, problem }) =>
          `${how} ${write.label} ${write.nth} (${key}): ${problem}`,
      );
    }
    open = wrong.map(({ placement }) => placement);
    await sleep(300);
  }
}

/** In groups of this size, one after the other. */
export async function inGroups<T>(
  items: readonly T[],
  size: number,
  run: (group: readonly T[]) => Promise<void>,
) {
  for (let at = 0; at < items.length; at += size) await run(items.slice(at, at + size));
}
