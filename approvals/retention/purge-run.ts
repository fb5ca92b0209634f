// Removing for a while: pass after pass over each part that the policy keeps for a time, until nothing more is due or the time is over. It
// remembers until when there is nothing to do, and does not even look before.

import { createHash } from 'node:crypto';
import { dayAfter, dayOf, later, startOf } from '../time.ts';
import type { Hold, Kept, Retain } from '../verdict.ts';
import type { Instant } from '../words.ts';
import { type NamedHold, type PassDesk, purgePass } from './purge-pass.ts';

const AT_A_TIME = 200;
/** A run begins no further pass after this: the next one goes on. */
const RUN_FOR_MS = 20_000;
/** What was left behind is looked at again after this. */
const LOOK_AGAIN_MS = 3_600_000;

/** Makes the run, to be done again and again. It throws when storage is out of reach, or one request cannot be removed, once the others are. */
export function createPurgeRun(
  desk: PassDesk,
  {
    retain,
    policyVersion,
    isHeld,
  }: {
    readonly retain: Retain;
    readonly policyVersion: string;
    /** What `retain.hold` says. */
    readonly isHeld: NamedHold['isHeld'];
  },
): () => Promise<void> {
  const hold = retain.hold === undefined ? {} : { hold: { name: nameOf(retain.hold), isHeld } };
  const restUntil: Partial<Record<Kept, Instant>> = {};

  async function run(what: Kept, until: Instant): Promise<void> {
    const time = retain[what];
    const now = desk.clock();
    if (time === undefined || now < (restUntil[what] ?? '')) return;
    const order = { what, retain: time, policyVersion, ...hold };
    let passed = await purgePass(desk, order, AT_A_TIME);
    while (!passed.isDone && passed.removed + (passed.heldCount ?? 0) > 0 && desk.clock() < until)
      passed = await purgePass(desk, order, AT_A_TIME);
    const { behind, isDone } = passed;
    // Nothing more comes due before the next day begins.
    const midnight = startOf(dayAfter(dayOf(now)));
    if (isDone) restUntil[what] = behind === 0 ? midnight : later(now, LOOK_AGAIN_MS);
  }

  return async () => {
    // Whole records first: then nothing of them is looked at a second time.
    const until = later(desk.clock(), RUN_FOR_MS);
    await run('records', until);
    await run('parameters', until);
  };
}

const nameOf = (hold: Hold): string =>
  createHash('sha256').update(JSON.stringify(hold)).digest('base64url').slice(0, 22);
