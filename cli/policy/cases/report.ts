// What a run of cases says, in plain lines of at most 80 columns.
import { plainText } from '../../../approvals/text/plain-text.ts';
import { countOf } from '../../count-of.ts';
import { wrap } from '../../wrap.ts';
import type { Difference } from './compare.ts';
import type { RunCase } from './run-cases.ts';

/** One line for a case that is as expected; for another its line in the file, each difference, and what decided. */
export function reportCase({ asked, differences, why }: RunCase): readonly string[] {
  const name = plainText(asked.name, 200);
  if (differences.length === 0) return wrap(name, '✓ ', '  ');
  return [
    ...wrap(`${name} (line ${asked.line})`, '✗ ', '  '),
    ...differences.flatMap((each) => wrap(differenceWords(each), '    ', '      ')),
    ...why,
  ];
}

/** `effect: expected deny, is review`. */
export const differenceWords = ({ member, expected, found }: Difference): string =>
  `${member}: expected ${plainText(expected, 500)}, is ${plainText(found, 500)}`;

/** How many there were, and which rules none of them matched. */
export function reportSum(runs: readonly RunCase[], unmatched: readonly string[]): readonly string[] {
  const bad = runs.filter(({ differences }) => differences.length > 0).length;
  const end = bad === 0 ? 'all as expected.' : `${runs.length - bad} as expected, ${bad} not.`;
  return [
    `${countOf(runs.length, 'case')}: ${end}`,
    ...(unmatched.length === 0
      ? ['Every rule is matched by a case.']
      : wrap(`Matched by no case: ${unmatched.join(', ')}.`, '', '  ')),
  ];
}
