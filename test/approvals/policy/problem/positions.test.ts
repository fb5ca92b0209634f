// Whatever way YAML lets a condition be written, a mistake in it is told at its own line and column.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readYaml } from '../../../../approvals/policy/file/read-yaml.ts';
import { problemAt } from '../../../../approvals/policy/problem/problem.ts';

/** Line and column of the first `!` of the value of `when`. */
function found(text: string): string {
  const read = readYaml(text, '');
  assert.ok(read.ok, `${text}\n${JSON.stringify(read)}`);
  const value = String(Reflect.get(Object(read.raw), 'when'));
  const { line, column } = problemAt(read.source, ['when'], '', value.indexOf('!'));
  return `${line}:${column}`;
}

function expected(text: string): string {
  const at = text.indexOf('!');
  const before = text.slice(0, at).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

test('a character of a text is found where the file has it', () => {
  for (const text of [
    'when: a !',
    'when: "a !"',
    "when: 'a !'",
    'when: a &&\n  b &&\n\n     !c',
    'when: >-\n  a &&\n  !b',
    'when: >- # how it is folded\n    a &&\n\n      b &&\n    !c\n',
    'when: |2\n    a &&\n  !b\nother: 1',
    'when: |+\n\n\n  a\n  !b\n\n',
    'x: 1\nwhen: |\r\n  a &&\r\n  !b\r\n',
    'when: "a == \\"\\u0041\\x41\\U0001F600\\" && \\\n   b\\n \n  !c"',
    "when: 'a == ''b'' &&\n   c == '''' && !d'",
    '{ x: 1, when: a\n && !b }',
  ])
    assert.equal(found(text), expected(text), JSON.stringify(text));
});

test('also when the library writes the text, in whatever way it chooses', () => {
  const words = fc.array(
    fc.constantFrom('a', '"b c"', "'", '\\', '&&', 'é', '😀', '\n', '\t', '  ', 'x: y', '#z', '- '),
    { maxLength: 30 },
  );
  const types = fc.constantFrom('BLOCK_FOLDED', 'BLOCK_LITERAL', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
  fc.assert(
    fc.property(words, words, types, fc.integer({ min: 20, max: 60 }), (before, after, type, lineWidth) => {
      const text = stringify(
        { when: `${before.join(' ')} ! ${after.join(' ')}` },
        { lineWidth, defaultStringType: type },
      );
      assert.equal(found(text), expected(text), JSON.stringify(text));
    }),
    { numRuns: 2000 },
  );
});
