// Conditions that YAML ends before their author does: each is one mistake, at its place, with the cure; and what stands beside it is told as ever.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cutConditions } from '../../../../approvals/policy/file/cut-conditions.ts';
import { readYaml } from '../../../../approvals/policy/file/read-yaml.ts';

const told = (text: string): readonly string[] => {
  const read = readYaml(text, '');
  return read.ok ? [] : read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

/** Two rules behind the one in question: their lines are no mistakes. */
const REST = `  - { id: s, effect: deny, when: action.name == "b" }
  - id: t
    effect: deny
    when: agent.registered
`;
const inBraces = (when: string, more = '') =>
  `rules:\n  - { id: r, effect: deny, when: ${when}${more} }\n${REST}`;
const inLines = (when: string) => `rules:\n  - id: r\n    when: ${when}\n    effect: deny\n${REST}`;

for (const [sign, when] of [
  ['[', 'action.name in ["a", "b"]'],
  ['[', 'action.properties["x"] == 1'],
  ['[', '!(action.name in ["a"])'],
  ['[', '"a" in ["a"]'],
  ['[', '["a"] == ["b"]'],
  ['{', 'action.name.matches("a{2}")'],
  ['{', '{"a": true}[action.name]'],
  [',', 'action.properties.x.exists(t, t == "x")'],
  [',', 'action.properties.x == "a, b"'],
  [':', 'action.properties.x == "a: b"'],
  [':', 'agent.registered ? true : false'],
] as const)
  for (const more of ['', ', risk: high'])
    test(`within braces ${when}${more} is one mistake, with the condition in quotes`, () => {
      const [problem = '', ...others] = told(inBraces(when, more));
      assert.deepEqual(others, []);
      const [start, spelt = ''] = problem.split(' put the condition in quotes: ');
      assert.equal(
        start,
        `2:34 within "{ }" YAML ends a condition at "${sign}"; write the rule without braces, or`,
      );
      const read = readYaml(`{ ${spelt} }`, '');
      assert.ok(read.ok, spelt);
      assert.deepEqual(read.raw, { when });
    });

test('each of several is told, and what else is wrong in the file beside them', () => {
  const many = `${inBraces('a in ["b"]')}  - { id: u, when: x["y"] }\nrest: a: b\n`;
  assert.deepEqual(
    told(many).map((each) => each.slice(0, 45)),
    [
      '2:34 within "{ }" YAML ends a condition at "[',
      '7:20 within "{ }" YAML ends a condition at "[',
      '8:7 not valid YAML: ": " within a value begin',
    ],
  );
});

test('over several lines it is told where it begins', () => {
  const text = 'r:\n  - { id: r,\n      when: a in ["b"]\n        && c,\n      risk: high }\n';
  assert.deepEqual(told(text), [
    '3:13 within "{ }" YAML ends a condition at "["; write the rule without braces, or put the condition in quotes',
  ]);
});

for (const [what, text, at] of [
  ['a text of a line', inLines('a == "b" && c != "a #b"'), '3:31'],
  ['a text before more of the line', inLines('c != "a #b" && d'), '3:19'],
  ['a text within braces', inBraces('c != "a #b"'), '2:42'],
] as const)
  test(`" #" in ${what} is told as the comment that YAML takes it for`, () => {
    const [problem = '', ...others] = told(text);
    assert.deepEqual(others, []);
    assert.match(problem, new RegExp(`^${at} " #" begins a comment of YAML, also within a text, `));
    assert.match(problem, /; put the condition in quotes/);
  });

for (const [text, at] of [
  [inLines('a == "b" # c\n      && d'), '3:20'],
  [inLines('a == "b"\n      # c\n      && d'), '4:7'],
  [inLines('\n      a == "b" # c\n      && d'), '4:16'],
] as const)
  test(`a comment before the rest of a condition is told at ${at}`, () => {
    assert.deepEqual(told(text), [
      `${at} a comment of YAML (#) ends a condition that goes on below it; put the comment above "when"`,
    ]);
  });

test('what YAML reads as its author does is no mistake', () => {
  for (const text of [
    inBraces('action.name == "a"'),
    inBraces('action.name == "a"', ', list: [a, b], map: { c: d }'),
    inBraces(`'action.name in ["a", "b"]'`),
    inBraces('"action.name in [\\"a\\"]"', ', risk: high'),
    inBraces(`'a in [\n       "b" ]'`),
    inBraces('[a, b]'),
    inBraces('{ type: string, maxLength: 5 }'),
    inBraces('{ enum: ["a]", "}"] }', ', x: y'),
    inBraces('a # a ["b"]\n   '),
    inLines('a == "b" # of ["a", "#b"]'),
    inLines('a == "b"\n    # c'),
    inLines('a in ["b", "c"]'),
    inLines('>-\n      a == "b #c"\n      && d'),
    inLines('|\n      a == "b #c" # d\n      && e'),
    inLines(`'a == "b #c"'`),
    inLines('\n      type: string # of "a #b"\n      maxLength: 5'),
    inLines('[a, "b #c"]'),
    '# - { id: r, when: a in ["b"] }\na: b\n',
    'a: |\n  - { id: r, when: a in ["b"] }\n  when: a != "b #c"\n',
    'a: "{ id: r, when: a in [b] }"\n',
    'a: { whenever: b, "when": c, b.when: d }\n',
  ])
    assert.deepEqual(told(text), [], text);
});

test('no policy and no case that is shipped has one', () => {
  const files = ['docs/policies', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml') && !name.includes('node_modules'))
      .map((name) => `${folder}/${name}`),
  );
  assert.ok(files.length > 10, String(files));
  for (const file of [...files, 'countersign.yaml'])
    assert.deepEqual(cutConditions(readFileSync(file, 'utf8')), [], file);
});

test('a file of nothing but the beginnings of conditions is read at once', () => {
  for (const part of [
    '{ when: "',
    "{ when: '",
    '{ when: a["',
    'when: "a #',
    '{when: {when: [',
    ', when: a #b\n',
  ])
    for (const text of [part.repeat(25_000), `${part.repeat(25_000)}"`]) {
      // Of the processor: how much else runs on this machine says nothing.
      const before = process.cpuUsage();
      cutConditions(text);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 2_000_000, part);
    }
});
