// The lines of a value as the sanitiser gives them: nothing of them is lost, and none of them begins as ours do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plainLines } from '../../../approvals/text/plain-text.ts';
import { tells } from '../../hostile/read-back.ts';

/** All that stands in front of a line, and the blanks it begins with. */
function beforeLine(value: string, number: number): readonly [before: string, blanks: string] {
  const lines = value.split('\n');
  const before = lines.slice(0, number - 1).map((line) => `${line}\n`);
  return [before.join(''), /^\s*/.exec(lines[number - 1] ?? '')?.[0] ?? ''];
}

test('line by line the true text comes out with true numbers, and no line begins as ours do', () => {
  const lines = fc
    .array(
      fc.constantFrom(' ', '  ', '\n', '\n', '\t', '\r', 'a', 'b: {', '{', '3▎ x', '┃', '\u00A0', '↵', ' ↵ '),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(lines, (value) => {
      let read = '';
      for (const { number, text } of plainLines(value, { max: 1e6 }).lines) {
        assert.doesNotMatch(text, /[\n\t\r┃▎]/);
        const [before, blanks] = beforeLine(value, number);
        // One count may tell the breaks and what nobody sees behind them.
        const told = Array.from({ length: blanks.length + 1 }, (_, n) => before + blanks.slice(0, n));
        assert.ok(
          number === 1 ? read === '' : told.some((each) => tells(read, each, 'exact')),
          JSON.stringify([value, read]),
        );
        read += `${read === '' || read.endsWith('"⟩') ? '' : ' '}${text.replaceAll('\u00A0', ' ')}`;
      }
      assert.ok(tells(read, value, 'exact'), JSON.stringify([value, read]));
    }),
    { numRuns: 500 },
  );
});

test('as many lines are told as asked for, whatever is counted within them', () => {
  const value = Array.from({ length: 30 }, (_, n) => ` line ${n} `).join('\n');
  const { lines, cut } = plainLines(value, { max: 1e6, maxLines: 12 });
  assert.deepEqual([lines.at(-2)?.number, cut > 0], [12, true]);
});
