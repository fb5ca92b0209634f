// What a policy of 200 rules takes: to be read, as at each start and each change, and to judge one wish, as at each call.

import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../approvals/policy/judgement/evaluation.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './figure.ts';
import { aWish, manyRules } from './many-rules.ts';

const RULES = 200;
const READINGS = 30;
const JUDGEMENTS = 3000;
/** The first ones are slow because the machine does not know the code yet: a running app does. */
const WARM_UP = { readings: 5, judgements: 300 } as const;

/** Measures both, in this process. */
export async function measurePolicy(): Promise<readonly Figure[]> {
  const text = manyRules(RULES);
  const read = () => {
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(`The policy to measure is wrong: ${JSON.stringify(parsed.problems[0])}`);
    return parsed.policy;
  };
  const began = performance.now();
  const policy = read();
  const first = performance.now() - began;
  const readings = times(READINGS, WARM_UP.readings, read);
  const wish = aWish();
  const matched = evaluatePolicy(policy, wish).rules.length;
  const judgements = times(JUDGEMENTS, WARM_UP.judgements, () => evaluatePolicy(policy, wish));
  return [
    {
      figure: 'judging_one_wish_by_200_rules_ms',
      value: median(judgements),
      target: 1,
      is: 'at most',
      numbers: {
        p99_ms: percentile(judgements, 0.99),
        rules: policy.rules.length,
        matched,
        samples: JUDGEMENTS,
      },
    },
    {
      figure: 'reading_a_policy_of_200_rules_ms',
      value: median(readings),
      target: 150,
      is: 'at most',
      numbers: { first_ms: first, worst_ms: Math.max(...readings), bytes: text.length, samples: READINGS },
    },
  ];
}

/** Milliseconds of each run, the first `unmeasured` left out. */
function times(count: number, unmeasured: number, run: () => unknown): readonly number[] {
  const taken: number[] = [];
  for (let n = -unmeasured; n < count; n++) {
    const start = performance.now();
    run();
    if (n >= 0) taken.push(performance.now() - start);
  }
  return taken;
}
