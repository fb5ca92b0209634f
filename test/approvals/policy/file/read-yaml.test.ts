// What YAML takes away from a value without a word, and what ends a line for one reader and not for the next: refused, at its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from '../../../../approvals/policy/file/read-yaml.ts';

const told = (text: string): readonly string[] => {
  const read = readYaml(text, '');
  return read.ok ? [] : read.problems.map(({ line, message }) => `${line} ${message}`);
};

for (const [text, line, cure] of [
  ['when: ! agent.registered\n', 1, /; write it in quotes: when: '! agent.registered'$/],
  [`a: 1\nwhen: ! (resource.id == "prod")\n`, 2, /write it in quotes: when: '! \(resource.id == "prod"\)'$/],
  ['when: !\n  (agent.registered)\n', 2, /put the whole value in quotes$/],
  ['when: ! >-\n  agent.registered\n', 1, /write it into the text itself$/],
  ['when: ! "agent.registered"\n', 1, /write it into the text itself$/],
  ['- { id: a, when: ! agent.registered }\n', 1, /put the whole value in quotes$/],
  ['- ! agent.registered\n', 1, /put the whole value in quotes$/],
  ['a: ! { b: c }\n', 1, /"!" before a value/],
  ['a: ! [b]\n', 1, /"!" before a value/],
  ['a: !!str b\n', 1, /"!" before a value/],
] as const)
  test(`a "!" that YAML takes for a tag of its own is refused: ${JSON.stringify(text)}`, () => {
    const [first = '', ...others] = told(text);
    assert.ok(first.startsWith(`${line} "!" before a value is taken away by YAML`), first);
    assert.match(first, cure);
    assert.deepEqual(others, []);
  });

for (const text of [
  'when: &prod agent.registered\n',
  'when:\n  && agent.registered\n',
  'a: &b { c: d }\n',
  '&a b: c\n',
])
  test(`an "&" that YAML takes for an anchor is refused: ${JSON.stringify(text)}`, () => {
    const [first = '', ...others] = told(text);
    assert.match(first, /"&" before a value is taken away by YAML, .*anchors and aliases are not allowed/);
    assert.deepEqual(others, []);
  });

for (const [what, text, line] of [
  ['a carriage return alone', '# a\r- { id: deny }\n', 1],
  ['a carriage return alone, after others', '# a\r\n# b\r- { id: deny }\r\n', 2],
  ['U+0085', '# a\u0085- { id: deny }\n', 1],
  ['U+2028', 'a: b # a\u2028c: d\n', 1],
  ['U+2029', 'a: "b\u2029c"\n', 1],
  ['a NUL', 'a: b\0 c\n', 1],
  ['an escape', 'a: b\u001b[2K\n', 1],
] as const)
  test(`${what} is refused, wherever it stands`, () => {
    const [first = ''] = told(text);
    assert.match(first, /a character that nobody sees \(U\+\w{4}\) stands here; take it out/);
    assert.ok(first.startsWith(`${line} `), first);
  });

test('lines end by LF or by CRLF, and a mark of the byte order stands first', () => {
  assert.deepEqual(told('\uFEFFa: b\r\nc: "d\\u2028e"\r\n# \tf\n'), []);
});

test('a comment of YAML within a condition, or a line of it that stands too far left, is never passed over', () => {
  for (const text of [
    'when: a == b # x\n  && c\n',
    'when: a == b\n  # x\n  && c\n',
    'when: a == b\n# x\n  && c\n',
    'r:\n  when: >-\n    a == b\n  # x\n    && c\n',
    'r:\n  when: |\n    a == b\n  && c\n',
    'r:\n  when: a == b\n  && c\n',
    'r: { when: a == b # x\n  && c }\n',
    'r:\n  - when: a == b\n  && c\n',
    'when: a == b\nwhen: a == b && c\n',
    'when: a == b\n"when": a == b && c\n',
  ])
    assert.notDeepEqual(told(text), [], text);
});
