// What was removed of a request because it had been kept for long enough, and how its readers are told.
import { dayOf } from './time.ts';
import type { Kept } from './verdict.ts';
import type { Instant } from './words.ts';

/** One removal: when it began, and by which policy. `left`: rows that are still to go, each batch with an event of its own. */
export interface Removal {
  readonly at: Instant;
  readonly policyVersion: string;
  readonly left?: number;
}

/** What was removed of a request. */
export interface Purged {
  readonly parameters: Removal;
  readonly records?: Removal;
}

/** What stands where a name stood. */
export const NAME_REMOVED = '(name removed)';

/** Has it gone already, to the last row? */
export const isRemoved = (purged: Purged | undefined, what: Kept): boolean =>
  purged?.[what] !== undefined && purged[what].left === undefined;

/** What is told once another batch has gone, and `left` rows are still to go. Of several batches the first says since when. */
export function purgedBy(
  before: Purged | undefined,
  what: Kept,
  by: { readonly at: Instant; readonly policyVersion: string },
  left: number,
): Purged {
  const { at, policyVersion } = before?.[what] ?? by;
  const removal: Removal = { at, policyVersion, ...(left === 0 ? {} : { left }) };
  if (what === 'parameters') return { ...before, parameters: removal };
  // The content goes with the record, where it had not gone before.
  const parameters = before !== undefined && isRemoved(before, 'parameters') ? before.parameters : removal;
  return { parameters, records: removal };
}

/** What its readers are told in the place of what is gone. */
export const removedWords = ({ parameters }: Purged): string =>
  `removed on ${dayOf(parameters.at)} under the policy's retention`;
