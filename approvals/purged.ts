// What was removed of a request because it had been kept for long enough, and how its readers are told.
import { dayOf } from './time.ts';
import type { Kept } from './verdict.ts';
import type { ApprovalRequest, Instant } from './words.ts';

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
export const isRemoved = ({ purged }: ApprovalRequest, what: Kept): boolean =>
  purged?.[what] !== undefined && purged[what].left === undefined;

/** What its readers are told in the place of what is gone. */
export const removedWords = ({ parameters }: Purged): string =>
  `removed on ${dayOf(parameters.at)} under the policy's retention`;
