import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointerStep, pointerTo, stepsOf } from '../../approvals/json-pointer.ts';

test('points to members and elements, and to the whole value with nothing', () => {
  assert.equal(pointerTo(['rules', 0, 'id']), '/rules/0/id');
  assert.equal(pointerTo([]), '');
});

test('keeps apart names that hold the characters of a pointer', () => {
  assert.equal(pointerStep('a/b'), '/a~1b');
  assert.equal(pointerStep('a~1b'), '/a~01b');
});

test('reads the steps that a pointer was made of, whatever their names hold', () => {
  for (const path of [
    [],
    [''],
    ['rules', '0', 'id'],
    ['a/b', '~', '~1', '~0', 'a~1b', '//', ''],
    ['\u{1f511}'],
  ])
    assert.deepEqual(stepsOf(pointerTo(path)), path);
});
