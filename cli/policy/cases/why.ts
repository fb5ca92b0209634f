// Why a case came out otherwise than expected: what decided, and of each rule in question which part of its condition.
import { explainPolicy } from '../../../approvals/policy/explanation/explanation.ts';
import { ruleLines } from '../../../approvals/policy/explanation/explanation-lines.ts';
import { wrap } from '../../wrap.ts';
import type { Expected } from './case-file.ts';
import type { Judged } from './judge-case.ts';

/** Lines of at most 80 columns. In question are rules that match against the expectation or not as expected; else all that match. */
export function whyLines(expect: Expected, judged: Judged): readonly string[] {
  if (judged.refused !== undefined) return [];
  const { why, rules } = explainPolicy(judged.judge, judged.question);
  const matching = rules.filter(({ result }) => result === 'matched' || result === 'failed');
  const { rules: wanted } = expect;
  const other =
    wanted === undefined ? [] : rules.filter((rule) => wanted.includes(rule.id) !== matching.includes(rule));
  return [
    ...why.flatMap((each) => wrap(each, '    because ', '      ')),
    ...(other.length > 0 ? other : matching).flatMap(ruleLines),
  ];
}
