// Timer, every minute: removes what the policy's `retain` says has been kept for long enough, for some seconds a run, on where the
// last one stood. With a policy without it there is no such timer.
import type { TimerHandler } from '@azure/functions';
import type { Policy } from '../approvals/policy/policy.ts';
import { purgePass } from '../approvals/purge-pass.ts';
import { dayAfter, dayOf, later, startOf } from '../approvals/time.ts';
import type { Kept } from '../approvals/verdict.ts';
import type { Instant } from '../approvals/words.ts';
import type { Parts } from './parts.ts';

/** NCRONTAB, with seconds: apart from the sweep's. */
export const PURGE_SCHEDULE = '37 * * * * *';
const AT_A_TIME = 200;
/** A run begins no further pass after this: the next one goes on. */
const RUN_FOR_MS = 20_000;
/** What was left behind is looked at again after this. */
const LOOK_AGAIN_MS = 3_600_000;

/** Does this policy remove anything, ever? */
export const removesAnything = ({ retain }: Policy): boolean => Object.keys(retain).length > 0;

/** Throws when storage is out of reach, or one request cannot be removed, once the others are. */
export const purgeOld = (parts: Parts): TimerHandler => {
  const { policy, desk } = parts;
  const restUntil: Partial<Record<Kept, Instant>> = {};

  async function run(what: Kept, until: Instant): Promise<void> {
    const retain = policy.retain[what];
    const now = desk.clock();
    if (retain === undefined || now < (restUntil[what] ?? '')) return;
    const order = { what, retain, policyVersion: policy.version };
    let passed = await purgePass(parts.purgeDesk, order, AT_A_TIME);
    while (!passed.isDone && passed.removed > 0 && desk.clock() < until)
      passed = await purgePass(parts.purgeDesk, order, AT_A_TIME);
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
};
