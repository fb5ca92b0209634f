// How grave it is, as one line: the policy's level, whether it can be undone, and the policy's reasons.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { ours, type Run, theirs } from './parts.ts';

const REASON_MAX = 140;
const REASONS_SHOWN = 3;

/** `high, cannot be undone: personal data leaves the database`. */
export function riskRuns({ request }: CardView): readonly Run[] {
  const { risk, display } = request.verdict;
  const reasons = risk.reasons
    .slice(0, REASONS_SHOWN)
    .flatMap((reason, index) => [ours(index === 0 ? ': ' : '; '), theirs(reason, REASON_MAX)]);
  return [ours(say.risk.short(risk.level, display.reversible)), ...reasons];
}
