// Timer: seals the heads of the record where no list of today is there yet, and goes on with a list that one run has no time for.
import type { TimerHandler } from '@azure/functions';
import { sealToday } from '../approvals/audit/seal.ts';
import { later } from '../approvals/time.ts';
import type { Parts } from './parts.ts';

/** NCRONTAB, with seconds. A look that finds the day's list is two calls to storage. */
export const SEAL_SCHEDULE = '41 */5 * * * *';
/** Some plans end a run after five minutes; what is left is the next one's. */
const RUN_FOR_MS = 240_000;

/** Throws when a part is broken. */
export const sealDaily =
  ({ audit }: Parts): TimerHandler =>
  async () => {
    const refusal = await sealToday(audit, later(audit.clock(), RUN_FOR_MS));
    if (refusal !== undefined) throw new Error(`The heads could not be sealed: ${refusal.reason}`);
  };
