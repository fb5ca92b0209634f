// Values of the command line: spans of time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDuration } from '../../cli/read-values.ts';

for (const [text, ms] of [
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
] as const) {
  test(`${text} is ${ms} milliseconds`, () => {
    const wrong: string[] = [];
    assert.deepEqual([readDuration('--within', text, wrong), wrong], [ms, []]);
  });
}

for (const text of ['30', 'm', '1d', '-5s', '1.5h', '999999s', '']) {
  test(`"${text}" is no span of time`, () => {
    const wrong: string[] = [];
    readDuration('--within', text, wrong);
    assert.deepEqual(wrong, [`--within ${text} is not a time like 90s, 30m or 2h`]);
  });
}
