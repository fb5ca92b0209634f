// Judging an intent for a caller who can count: the verdict, and where rules with limits would allow it, what to count for a yes.
import type { Ruling } from '../../verdict.ts';
import type { Policy } from '../policy.ts';
import { limitsToCount, verdictOf } from './evaluation.ts';
import { matchRules, type Question } from './matching.ts';

/** Judges it. Never throws for what an agent sent. */
export function judgePolicy(policy: Policy, question: Question): Ruling {
  const matching = matchRules(policy, question);
  const verdict = verdictOf(policy, question, matching);
  const limits = limitsToCount(policy, question, matching);
  if (limits.length === 0) return { verdict };
  return {
    verdict,
    limited: { limits, judge: (counted) => verdictOf(policy, { ...question, counted }, matching) },
  };
}
