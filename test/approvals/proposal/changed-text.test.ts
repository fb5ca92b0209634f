import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedText } from '../../../approvals/proposal/changed-text.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 8 })
  .map((lines) => lines.join('\n'));

test('read without what goes it is the text now, without what comes the text before', () => {
  fc.assert(
    fc.property(text, text, (was, now) => {
      const lines = changedText(was, now);
      const without = (sign: string) =>
        lines
          .filter((line) => line.sign !== sign)
          .map((line) => line.text)
          .join('\n');
      assert.deepEqual([without('comes'), without('goes')], [was, now]);
    }),
  );
});

test('a text that is new or gone is told whole', () => {
  assert.deepEqual(changedText(undefined, 'a\nb'), [
    { sign: 'comes', text: 'a' },
    { sign: 'comes', text: 'b' },
  ]);
  assert.deepEqual(changedText('a', undefined), [{ sign: 'goes', text: 'a' }]);
});
