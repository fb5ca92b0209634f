// The cases of one file, each judged and compared.
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { PlacedCase } from './case-file.ts';
import { type Difference, differencesOf } from './compare.ts';
import { type Judged, judgeCase } from './judge-case.ts';
import { whyLines } from './why.ts';

/** A case, what came of it, and what was expected otherwise: nothing when it is good. */
export interface RunCase {
  readonly asked: PlacedCase;
  readonly judged: Judged;
  readonly differences: readonly Difference[];
  /** What decided, where something differs. */
  readonly why: readonly string[];
}

/** Runs them all, in the order of the file. */
export const runCases = (policy: Policy, cases: readonly PlacedCase[]): readonly RunCase[] =>
  cases.map((asked) => {
    const judged = judgeCase(policy, asked);
    const differences = differencesOf(asked.expect, judged, policy);
    const why = differences.length === 0 ? [] : whyLines(asked.expect, judged);
    return { asked, judged, differences, why };
  });

/** Ids of rules that no case matched: nobody has said what they are for. */
export function unmatchedRules(policy: Policy, runs: readonly RunCase[]): readonly string[] {
  const matched = new Set(runs.flatMap(({ judged }) => judged.verdict?.rules.map(({ id }) => id) ?? []));
  return policy.rules.map(({ id }) => id).filter((id) => !matched.has(id));
}
