// Timer, each hour: seals the heads of the record where no list of today is there yet.
import type { TimerHandler } from '@azure/functions';
import { sealToday } from '../approvals/audit/seal.ts';
import type { Parts } from './parts.ts';

/** NCRONTAB, with seconds: each hour, so that a day's list is missing for an hour at most when one run fails. */
export const SEAL_SCHEDULE = '0 41 * * * *';

/** Throws when a part is broken. */
export const sealDaily =
  ({ audit }: Parts): TimerHandler =>
  async () => {
    const refusal = await sealToday(audit);
    if (refusal !== undefined) throw new Error(`The heads could not be sealed: ${refusal.reason}`);
  };
