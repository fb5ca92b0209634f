import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createYeses } from '../../../../approvals/audit/check/check-limits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Ids of the yeses that are too many; each was counted at so many minutes, by so high a limit in an hour. */
function tooMany(...yeses: readonly (readonly [minute: number, count: number])[]): readonly string[] {
  const all = createYeses();
  for (const [nth, [minute, count]] of yeses.entries()) {
    const yes = { key: 'k', rule: 'reads', count, windowMs: HOUR, at: minute * MINUTE };
    all.add([yes], { line: nth + 1, id: `req_${nth}` });
  }
  return all.tooMany().map(({ id }) => id);
}

test('as many as the limit says are good in any window, one more is not', () => {
  assert.deepEqual(tooMany([0, 2], [10, 2]), []);
  assert.deepEqual(tooMany([0, 2], [10, 2], [20, 2]), ['req_2']);
  assert.deepEqual(tooMany([20, 2], [10, 2], [0, 2]), ['req_0']);
});

test('the window is open at its far end', () => {
  assert.deepEqual(tooMany([0, 1], [60, 1]), []);
  assert.deepEqual(tooMany([0, 1], [59.9, 1]), ['req_1']);
});

test('a newer policy goes on counting: each yes is held to the limit it was counted by', () => {
  assert.deepEqual(tooMany([0, 3], [1, 3], [2, 3], [10, 2]), ['req_3']);
  assert.deepEqual(tooMany([0, 2], [1, 2], [10, 3]), []);
  assert.deepEqual(tooMany([0, 2], [1, 2], [10, 3], [11, 3]), ['req_3']);
});

test('while a policy is replaced, what two limits count in the same minute is not held against each other', () => {
  assert.deepEqual(tooMany([0, 2], [0.1, 2], [0.2, 1]), []);
  assert.deepEqual(tooMany([0, 2], [0.1, 2], [2, 1]), ['req_2']);
});
