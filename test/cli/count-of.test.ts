import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf } from '../../cli/count-of.ts';

test('counts one thing in the singular, none and many in the plural', () => {
  assert.deepEqual(
    [0, 1, 2000].map((count) => countOf(count, 'policy', 'policies')),
    ['0 policies', '1 policy', '2,000 policies'],
  );
  assert.equal(countOf(1, 'request'), '1 request');
});
