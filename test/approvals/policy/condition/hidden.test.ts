// What is written in a condition and is no part of it: nothing of that loads, however YAML puts its lines together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiler } from '../../../../approvals/policy/condition/condition.ts';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';

const HEAD = `admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { data-owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: { data-approvals: {} }
defaults: { approvers: { group: data-owners }, notify: [data-approvals] }
rules:
  - id: dev-read
    effect: allow
`;

const told = (when: string): readonly string[] => {
  const parsed = parsePolicy(`${HEAD}${when}\n`);
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

const READ = 'action.name == "data.read"';
const DEV = '&& resource.properties.environment == "dev"';

for (const [form, when, place] of [
  ['folded', `    when: >-\n      ${READ} // reads only\n      ${DEV}`, '9:34'],
  ['folded, the lines kept', `    when: >\n      ${READ} // reads only\n        ${DEV}`, '9:34'],
  ['literal', `    when: |\n      ${READ} // reads only\n      ${DEV}`, '9:34'],
  ['plain', `    when: ${READ} // reads only\n      ${DEV}`, '8:38'],
  ['plain, begun on the next line', `    when:\n      ${READ} // reads only\n      ${DEV}`, '9:34'],
  [
    'in double quotes',
    `    when: "action.name == 'data.read' // reads only\n      && agent.registered"`,
    '8:39',
  ],
  ['in single quotes', `    when: '${READ} // reads only\n      ${DEV}'`, '8:39'],
  ['at the end', `    when: ${READ} // reads only`, '8:38'],
  ['before everything', `    when: |\n      // reads only\n      ${READ}`, '9:7'],
  ['before a mistake that it makes', `    when: >-\n      (${READ} // reads only\n      ${DEV})`, '9:35'],
] as const)
  test(`a comment in a condition is refused at its place: ${form}`, () => {
    const [first = '', ...others] = told(when);
    assert.ok(first.startsWith(`${place} condition: a comment`), first);
    assert.match(first, /put the comment above the condition, as a comment of YAML \(#\)$/);
    assert.deepEqual(others, []);
  });

test('a comment by another sign gets the same cure', () => {
  const [first = ''] = told(`    when: |\n      ${READ} # reads only\n      ${DEV}`);
  assert.match(
    first,
    /^9:34 condition: a comment .*put the comment above the condition, as a comment of YAML/,
  );
});

const compile = createCompiler();

for (const source of [
  'resource.id == "https://example.com/a"',
  "resource.id == 'https://example.com/a'",
  'resource.id == r"https://example.com/a"',
  "resource.id.matches(R'^https?://\\w+\\.example\\.com//')",
  'resource.id == """https://example.com/"a" //"""',
  "resource.id == '''it's // here'''",
  'resource.id == r"""\\""" // a"""',
  'resource.id == "a \\" // b"',
  'resource.id == "a \\\\" && resource.id == "//"',
  'resource.id == "" || resource.id == "//"',
  'resource.id == \'"//"\'',
  '4 / 2 == 2 && action.properties.a / 2 == 1',
])
  test(`two strokes within a text are no comment: ${source}`, () => {
    const compiled = compile(source);
    assert.ok(compiled.ok, JSON.stringify(compiled));
  });

for (const [source, offset] of [
  ['resource.id == "a"// b', 18],
  ['resource.id == "a\\\\"// b"', 20],
  ['resource.id == r"a\\\\" // b"', 22],
  ['resource.id == """a""" // b"""', 23],
  ['resource.id == "" // ""', 18],
  ['4 //2 == 2', 2],
] as const)
  test(`two strokes behind a text are a comment: ${source}`, () => {
    const compiled = compile(source);
    assert.ok(!compiled.ok);
    assert.match(compiled.mistakes[0]?.message ?? '', /^a comment/);
    assert.equal(compiled.mistakes[0]?.offset, offset);
  });

test('a text that does not end is told as such, whatever stands in it', () => {
  for (const source of [
    'resource.id == "http://a',
    `resource.id == '''http://a'`,
    'resource.id == """http://a""',
  ]) {
    const compiled = compile(source);
    assert.match(
      compiled.ok ? '' : (compiled.mistakes[0]?.message ?? ''),
      /the text does not end|Unterminated/,
    );
  }
});

test('a character that nobody sees is refused at its place: YAML reads "\\b" in double quotes as one', () => {
  for (const [when, place] of [
    [`    when: "resource.id.matches('\\bprod\\b')"`, '8:33'],
    [`    when: "resource.id == 'a\\0'"`, '8:29'],
    [`    when: "agent.registered \\L&& agent.registered"`, '8:28'],
  ] as const) {
    const [first = ''] = told(when);
    assert.match(first, /condition: a character that nobody sees \(U\+\w{4}\) .*in double quotes/);
    assert.ok(first.startsWith(`${place} `), first);
  }
});

test('a pattern never holds a backspace, which is what "\\b" is in a text', () => {
  const compiled = compile('resource.id.matches("\\bprod\\b")');
  assert.match(compiled.ok ? '' : (compiled.mistakes[0]?.message ?? ''), /backspace.*"\\\\b", or r"\\b"$/);
  assert.equal(compile('resource.id.matches("\\\\bprod\\\\b")').ok, true);
  assert.equal(compile('resource.id.matches(r"\\bprod\\b")').ok, true);
});
