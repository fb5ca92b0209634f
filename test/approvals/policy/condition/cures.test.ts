// What a condition is told that the library refuses: in our words, with what to write instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiler } from '../../../../approvals/policy/condition/condition.ts';

const compile = createCompiler();

function told(source: string): readonly string[] {
  const compiled = compile(source);
  return compiled.ok ? [] : compiled.mistakes.map(({ message }) => message);
}
const many = (count: number, of: (at: number) => string, between = ', ') =>
  Array.from({ length: count }, (_, at) => of(at)).join(between);

for (const [most, over, words] of [
  [
    many(80, (at) => `action.name == "a${at}"`, ' || '),
    many(81, (at) => `action.name == "a${at}"`, ' || '),
    /^a condition has at most 400 parts .*; put what belongs together in a list, as a in \["b", "c"\], or write two/,
  ],
  [
    `action.name in [${many(256, (at) => `"a${at}"`)}]`,
    `action.name in [${many(257, (at) => `"a${at}"`)}]`,
    /^a list has at most 256 items; write two lists with \|\| between them, or two rules$/,
  ],
  [
    `{${many(64, (at) => `"a${at}": true`)}}[action.name]`,
    `{${many(65, (at) => `"a${at}": true`)}}[action.name]`,
    /^a map has at most 64 entries; write two conditions with \|\| between them$/,
  ],
  [
    `${'!('.repeat(11)}agent.registered${')'.repeat(11)}`,
    `${'!('.repeat(24)}agent.registered${')'.repeat(24)}`,
    /^nested more than 24 deep; take out parentheses that nothing needs, or write two rules$/,
  ],
] as const)
  test(`the bound is told with its cure: ${words.source.slice(0, 40)}`, () => {
    assert.deepEqual(told(most), []);
    const [message = '', ...others] = told(over);
    assert.match(message, words);
    assert.deepEqual(others, []);
  });

test('a call with very many values is told so', () => {
  assert.deepEqual(told(`size(${many(33, String)}) == 1`), ['a call takes at most 32 values']);
});

for (const [source, cure] of [
  ['action == "read"', 'action.name'],
  ['"read" == action', 'action.name'],
  ['action in ["read"]', 'action.name'],
  ['now > timestamp("2026-12-20T00:00:00Z") && agent != "etl"', 'agent.name'],
  ['resource == "prod/x"', 'resource.id or resource.type'],
  ['subject == "x"', 'subject.id'],
] as const)
  test(`${source} is told the member that was meant`, () => {
    const word = cure.split('.')[0] ?? '';
    assert.deepEqual(told(source), [
      `"${word}" has several members, and a text is compared with one of them; write ${cure}`,
    ]);
  });

test('the member is named for no other mistake', () => {
  for (const source of [
    'action.name == 5',
    'resource.id in [5]',
    '"action" == 5',
    'action.properties == "x"',
    'action.name == 5 && resource.id != "what the resource in use is"',
    "action.name == 5 && resource.id != 'it\\'s the resource in use'",
  ])
    assert.doesNotMatch(told(source).join('\n'), /has several members/, source);
});
