// A file that is not YAML: told in plain words, once for each line, with the line as it would be right; and what is told is right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from '../../../../approvals/policy/file/read-yaml.ts';

const told = (text: string): readonly string[] => {
  const read = readYaml(text, '');
  return read.ok ? [] : read.problems.map(({ line, message }) => `${line} ${message}`);
};

const WRITTEN: readonly (readonly [text: string, ...words: RegExp[]])[] = [
  ['a: b: c\n', /^1 .*": " within a value begins another map; write it in quotes: a: 'b: c'$/],
  ["- when: it's: c\n", /write it in quotes: when: 'it''s: c'$/],
  ['when: "a" == b\n', /a text ends before the value does; write it in quotes: when: '"a" == b'$/],
  ['when: !x == b\n', /a value that begins with "!" stands in quotes; write it in quotes: when: '!x == b'$/],
  ['when: @x\n', /begins with "@" stands in quotes; write it in quotes: when: '@x'$/],
  ['r:\n  - id: a\n   effect: b\n', /^3 .*indented unlike those it belongs with/],
  ['r:\n  - id: a\n  effect: b\n', /^3 .*indented unlike those it belongs with/],
  ['r:\n  -id: a\n    effect: b\n', /^2 .*a list item begins with "- ", the sign and a space$/],
  ['r:\n\t- a\n', /^2 .*lines are indented with spaces/],
  ['r: "a\n', /a text does not end; close it with the quote/],
  ['r: {a: b\n', /a "\{" is not closed; write "\}" where it ends$/],
  ['r: [a, b\n', /a "\[" is not closed; write "\]" where it ends$/],
  ['r: [a]]\n', /there is one "\]" too many; take it out$/],
  ['r: [a,,b]\n', /there is one "," too many; take it out$/],
  ['a: b\nrules\n', /^2 .*a name is missing its ":"; write it like name: value$/],
  [
    'r: { a: b == "c: d" && e }\n',
    /": " within a value of "\{ \}" begins another map; put the whole value in quotes$/,
  ],
  ['a: b\n---\nc: d\n', /a line "---" begins a second document, and a file is one; take the line out$/],
  ['a: b\n...\nc: d\n', /^3 .*a line "\.\.\." above ends the file, and this stands behind it; take the line/],
  ['r: {"a": b}[c]\n', /a text ends before the value does; write it in quotes: r: '\{"a": b\}\[c\]'$/],
  ['a: b\n]\nc: d\ne: f\n', /^2 .*there is one "\]" too many; take it out$/],
  ['a: | b\n', /the text after "\|" or ">" begins on the next line, indented$/],
];
for (const [text, ...words] of WRITTEN)
  test(`${JSON.stringify(text)} is told in plain words, once`, () => {
    const problems = told(text);
    assert.equal(problems.length, words.length, problems.join('\n'));
    for (const [at, each] of words.entries()) assert.match(problems[at] ?? '', each);
  });

test('the line that is told instead can be read, and says what was meant', () => {
  for (const value of ['b: c', '"a" == b', '!x', '@x', '%x', "it's: 'c'", '`a`'] as const) {
    const [problem = ''] = told(`when: ${value}\n`);
    const [, spelt] = /write it in quotes: (.*)$/.exec(problem) ?? [];
    assert.ok(spelt !== undefined, problem);
    const read = readYaml(`${spelt}\n`, '');
    assert.ok(read.ok, spelt);
    assert.deepEqual(read.raw, { when: value });
  }
});
