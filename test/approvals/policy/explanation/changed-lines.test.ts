// Lines that come and go: read in order they lead from one text to the other, whatever the texts are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedLines } from '../../../../approvals/policy/explanation/changed-lines.ts';

for (const [what, before, after, expected] of [
  ['nothing', 'a\nb', 'a\nb', []],
  ['a line that comes', 'a\nc', 'a\nb\nc', ['+b']],
  ['a line that goes', 'a\nb\nc', 'a\nc', ['-b']],
  ['a line that is another', 'a\nb\nc', 'a\nx\nc', ['-b', '+x']],
  ['two places, with what stays between them', 'a\nb\nc\nd', 'A\nb\nc\nD', ['-a', '+A', '…', '-d', '+D']],
  [
    'two rules whose effects change places: both are told, though the lines are the same ones',
    '- id: a\n  effect: deny\n- id: b\n  effect: allow',
    '- id: a\n  effect: allow\n- id: b\n  effect: deny',
    ['-  effect: deny', '-- id: b', '…', '+- id: b', '+  effect: deny'],
  ],
] as const)
  test(`tells ${what}`, () => assert.deepEqual(changedLines(before, after), expected));

const line = fc.constantFrom('a', 'b', 'c', '');
const texts = fc.array(line, { minLength: 1, maxLength: 30 });

test('what goes stood before and what comes stands after, in that order, and the rest is the same', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const told = changedLines(before.join('\n'), after.join('\n'));
      assert.deepEqual(without(before, told, '-'), without(after, told, '+'));
    }),
  );
});

test('two long texts with nothing in common are told whole', () => {
  const many = (letter: string) => Array.from({ length: 8000 }, (_, n) => `${letter}${n}`).join('\n');
  assert.equal(changedLines(many('a'), many('b')).length, 16_000);
});

/** The lines that stay, sorted; those that are told stand among the others in their order. */
function without(lines: readonly string[], told: readonly string[], sign: string): readonly string[] {
  const rest = [...lines].sort();
  let at = 0;
  for (const line of told.filter((each) => each.startsWith(sign)).map((each) => each.slice(1))) {
    at = lines.indexOf(line, at) + 1;
    assert.ok(at > 0, `"${line}" is not there any more`);
    rest.splice(rest.indexOf(line), 1);
  }
  return rest;
}
