// How grave it is, as one line: the policy's level, whether it can be undone, and the policy's reasons.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Risk } from '../../approvals/verdict.ts';
import { ours, type Run, theirs } from './parts.ts';

/** A level as a card begins with it. */
export const RISK_WORDS: Readonly<Record<Risk, string>> = {
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
  critical: 'Critical risk',
};

const REASON_MAX = 140;
const REASONS_SHOWN = 3;

/** `high, cannot be undone: personal data leaves the database`. */
export function riskRuns({ request }: CardView): readonly Run[] {
  const { risk, display } = request.verdict;
  const reasons = risk.reasons
    .slice(0, REASONS_SHOWN)
    .flatMap((reason, index) => [ours(index === 0 ? ': ' : '; '), theirs(reason, REASON_MAX)]);
  return [ours(`${risk.level}${display.reversible ? '' : ', cannot be undone'}`), ...reasons];
}
