import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf } from '../../../../approvals/policy/condition/counts.ts';

test('a map is counted once, however often it is asked of', () => {
  let listed = 0;
  const ownKeys = (target: object) => {
    listed += 1;
    return Reflect.ownKeys(target);
  };
  const map = new Proxy({ a: 1, b: 2 }, { ownKeys });
  assert.deepEqual([countOf(map), countOf(map), countOf({}), listed], [2, 2, 0, 1]);
});

test('a map that is written out has the members that have a value', () => {
  const written = new Map<string, unknown>([
    ['a', 1],
    ['b', undefined],
  ]);
  assert.equal(countOf(written), 1);
});
