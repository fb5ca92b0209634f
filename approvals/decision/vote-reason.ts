// Votes that a rule wants words with. What counts as words is said here once, for the door that takes a vote and for whoever checks the
// record afterwards. Pure.
import { hasWords } from '../text/plain-text.ts';
import type { Verdict } from '../verdict.ts';
import type { Choice } from '../words.ts';

/**
 * Reasons for a deny that can be chosen instead of written. This list is format: a stored deny may rest on one of them, so none may leave it.
 */
export const DENIAL_REASONS = [
  'not_expected',
  'wrong_target',
  'too_much',
  'wrong_time',
  'need_to_know_more',
  // Given by a report of suspicion, offered in no list.
  'suspicious',
] as const;

/** Does a rule want a reason with this choice? */
export const wantsReason = ({ requireReason }: Pick<Verdict, 'requireReason'>, choice: Choice): boolean =>
  requireReason === 'both' || requireReason === choice;

/**
 * Is this vote without the reason that a rule wants? A comment with something to read in it is one. For a deny a choice of the list is
 * one too; for an approval it is none, since all of them say why not.
 */
export function lacksReason(
  verdict: Pick<Verdict, 'requireReason'>,
  {
    choice,
    comment,
    reason,
  }: { readonly choice: Choice; readonly comment?: string; readonly reason?: string },
): boolean {
  if (!wantsReason(verdict, choice) || hasWords(comment)) return false;
  return choice === 'approve' || !isDenialReason(reason);
}

/** Is it one of the list? */
export const isDenialReason = (reason: string | undefined): boolean =>
  DENIAL_REASONS.some((each) => each === reason);
