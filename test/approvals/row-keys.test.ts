import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptionKey, eventKey, promptKey, tellKey } from '../../approvals/row-keys.ts';

test('event rows sort by number up to a million', () => {
  const keys = [1, 2, 9, 10, 99, 100, 999_999].map(eventKey);
  assert.deepEqual([...keys].sort(), keys);
  assert.equal(eventKey(1), 'event-000001');
});

test('every kind of row has a prefix of its own', () => {
  assert.deepEqual([promptKey(1), tellKey(1), adoptionKey('x')], ['prompt-1', 'todo-tell-1', 'adopted-x']);
});
