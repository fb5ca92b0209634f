// Were the heads of the record sealed of late? Pure.

import { DAY_MS, startOf } from '../time.ts';
import type { Instant } from '../words.ts';
import { type Checked, failed, ok } from './check.ts';

/** Once a day, and two hours for a run that failed or a clock that differs. */
const SEALED_LATE_MS = 26 * 3_600_000;

/** What is known of sealing. */
export interface SealedState {
  /** The newest list that bears our signature. */
  readonly newest?: { readonly n: number; readonly at: Instant };
  /** The first day on which something was asked. */
  readonly firstDay?: string;
}

/** Judges when heads were sealed last. Before anything is a day old, nothing has to be sealed. */
export function checkSealed({ newest, firstDay }: SealedState, now: Instant): Checked {
  const cure =
    'Look for the function sealDaily in the Function App: is it disabled, does it fail? It needs the role Storage Blob Data Contributor on the container sealed-heads. POST /api/audit/seals seals at once.';
  const hours = (since: Instant) =>
    Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 3_600_000));
  if (newest === undefined) {
    const isDue =
      firstDay !== undefined && Date.parse(now) - Date.parse(startOf(firstDay)) > SEALED_LATE_MS + DAY_MS;
    return isDue
      ? failed('the heads of the record were never sealed', cure)
      : ok('nothing is old enough to be sealed');
  }
  const says = `list ${newest.n} of sealed heads is ${hours(newest.at)} hours old`;
  return Date.parse(now) - Date.parse(newest.at) > SEALED_LATE_MS ? failed(says, cure) : ok(says);
}
