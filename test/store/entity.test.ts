// What is told of a row whose version cannot be read: never guessed at, and the operator learns why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import { mustBeKnown, STORAGE_VERSION } from '../../store/entity.ts';

const told = (v: unknown): string => {
  try {
    mustBeKnown({ partitionKey: 'p', rowKey: 'r', v });
  } catch (error) {
    assert.ok(error instanceof StoreFault);
    assert.equal(error.retry, false);
    return error.message;
  }
  return '';
};

test('a row without a version is told apart from one whose version is none', () => {
  assert.equal(told(STORAGE_VERSION), '');
  for (const nothing of [undefined, null]) assert.equal(told(nothing), 'row r has no version (property v)');
  for (const [v, shown] of [
    ['2', 'string 2'],
    [0, 'number 0'],
    [1.5, 'number 1.5'],
    [1n, 'bigint 1'],
  ]) {
    const expected = 'expected a whole number from 1';
    assert.equal(told(v), `row r has a property v that is no version: ${shown}, ${expected}`);
  }
});
