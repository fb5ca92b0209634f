// Timer, every minute: removes what the policy's `retain` says has been kept for long enough, a few requests a run. A policy without it
// keeps everything, and costs nothing.
import type { TimerHandler } from '@azure/functions';
import { purgePass } from '../approvals/purge-pass.ts';
import { dayOf, later } from '../approvals/time.ts';
import type { Kept } from '../approvals/verdict.ts';
import type { Instant } from '../approvals/words.ts';
import type { Parts } from './parts.ts';

/** NCRONTAB, with seconds: apart from the sweep's. */
export const PURGE_SCHEDULE = '37 * * * * *';
const AT_A_TIME = 200;
const DAY_MS = 86_400_000;
/** What was left behind is looked at again after this. */
const LOOK_AGAIN_MS = 3_600_000;

/** Throws when storage is out of reach, or one request cannot be removed, once the others are. */
export const purgeOld = (parts: Parts): TimerHandler => {
  const { policy, desk } = parts;
  const restUntil: Partial<Record<Kept, Instant>> = {};

  async function run(what: Kept): Promise<void> {
    const retain = policy.retain[what];
    const now = desk.clock();
    if (retain === undefined || now < (restUntil[what] ?? '')) return;
    const order = { what, retain, policyVersion: policy.version };
    const { behind, isDone } = await purgePass(parts.purgeDesk, order, AT_A_TIME);
    // Nothing more comes due before the next day begins.
    const midnight = `${dayOf(later(now, DAY_MS))}T00:00:00.000Z`;
    if (isDone) restUntil[what] = behind === 0 ? midnight : later(now, LOOK_AGAIN_MS);
  }

  return async () => {
    // Whole records first: then nothing of them is looked at a second time.
    await run('records');
    await run('parameters');
  };
};
