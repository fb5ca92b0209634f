import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointerStep, pointerTo } from '../../approvals/json-pointer.ts';

test('points to members and elements, and to the whole value with nothing', () => {
  assert.equal(pointerTo(['rules', 0, 'id']), '/rules/0/id');
  assert.equal(pointerTo([]), '');
});

test('keeps apart names that hold the characters of a pointer', () => {
  assert.equal(pointerStep('a/b'), '/a~1b');
  assert.equal(pointerStep('a~1b'), '/a~01b');
});
