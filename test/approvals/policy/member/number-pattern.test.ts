import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberPattern } from '../../../../approvals/policy/member/number-pattern.ts';

const isIn = (from: number, to: number, text: string) =>
  new RegExp(`^(?:${numberPattern(from, to)})$`).test(text);

test('a pattern is exactly the numbers of its range', () => {
  for (let from = 0; from <= 130; from++)
    for (const to of [from, from + 1, from + 9, from + 100, 999, 1000, 1009])
      for (let each = 0; each <= 1120; each++)
        assert.equal(isIn(from, to, String(each)), each >= from && each <= to, `${each} in ${from} to ${to}`);
});

test('so it is with large numbers, and at the ends', () => {
  const number = fc.integer({ min: 0, max: 9_999_999 });
  fc.assert(
    fc.property(number, number, number, (one, other, drawn) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      for (const each of [drawn, from, to, from - 1, to + 1].filter((n) => n >= 0))
        assert.equal(isIn(from, to, String(each)), each >= from && each <= to, `${each} in ${from} to ${to}`);
    }),
    { numRuns: 2000 },
  );
});
