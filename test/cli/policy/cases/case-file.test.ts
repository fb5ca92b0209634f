// Mistakes in a test file: each has its place and its cure, none makes a case pass by itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { readCases } from '../../../../cli/policy/cases/case-file.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;

const GOOD = `cases:
  - name: one
    agent: deploy-bot
    intent:
      action: { name: infra.delete, properties: { force: 1 } }
      resource: { type: database, id: prod/cluster }
    expect: { effect: deny }
`;

const troubles = (text: string): readonly string[] => {
  const read = readCases(text, policy);
  return read.ok ? [] : read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

test('a good file is read, with the line of each case and the time of the file', () => {
  const read = readCases(`now: 2026-11-21T14:30:00Z\n${GOOD}`, policy);
  assert.ok(read.ok);
  assert.deepEqual(
    read.cases.map(({ line, now }) => ({ line, now })),
    [{ line: 3, now: '2026-11-21T14:30:00Z' }],
  );
});

const MISTAKES: readonly (readonly [from: string, to: string, told: string])[] = [
  ['cases:', 'case:', '1:1 unknown word "case"; did you mean "cases"?'],
  ['cases:', 'cases: []\nnow: 2026-11-21T14:30:00Z\nmore:', '1:1 is empty; write a case'],
  ['name: one', 'name: one\n    nme: x', '3:5 unknown word "nme"; did you mean "name"?'],
  [
    'agent: deploy-bot',
    'agent: deploy-bt',
    '3:12 no agent is called "deploy-bt"; did you mean "deploy-bot"?',
  ],
  [
    'agent: deploy-bot',
    'agent: deploy-bot\n    now: 2026-11-21',
    '4:10 must be a time with its offset, like 2026-11-21T14:30:00Z',
  ],
  ['effect: deny', 'efect: deny', '7:15 unknown word "efect"; did you mean "effect"?'],
  ['effect: deny', 'effect: forbid', '7:23 must be one of allow, review, deny'],
  ['{ effect: deny }', '{}', '7:5 expects nothing; name the effect'],
  [
    'effect: deny',
    'effect: deny, refused: [/x]',
    '7:5 what is refused has no verdict; leave the other members out',
  ],
  [
    'effect: deny',
    'rules: [no-prod-delete]',
    '7:23 no rule is called "no-prod-delete"; did you mean "no-prod-deletion"?',
  ],
  [
    'effect: deny',
    'approvers: { group: data-owner }',
    '7:35 no group is called "data-owner"; did you mean "data-owners"?',
  ],
  [
    'effect: deny',
    'notify: [data-approval]',
    '7:24 no route is called "data-approval"; did you mean "data-approvals"?',
  ],
  ['effect: deny', 'expires: 30', '7:24 must be a duration; write one like 30m or 72h'],
  ['effect: deny', 'requireReason: maybe', '7:30 must be approve, deny, both, or false'],
  ['effect: deny', 'remind: often', '7:23 must be a time like 10m, or false'],
  [
    'effect: deny',
    'escalate: { after: 15m, tell: data-owner }',
    '7:45 no route or group is called "data-owner"; did you mean "data-owners"?',
  ],
  ['resource: {', 'resurce: {', '6:7 unknown word "resurce"; did you mean "resource"?'],
  ['force: 1', 'force: .inf', '5:58 is no number of JSON; an agent could not send it'],
  [
    'force: 1',
    'force: 9007199254740993',
    '5:58 The number is beyond 2^53 and cannot be kept exactly. Send it as a text.',
  ],
  ['agent: deploy-bot', 'agent: deploy-bot\n    enforcer: warehouse', ''],
  [
    'agent: deploy-bot',
    'agent: unregistered\n    enforcer: warehouse',
    '4:15 an enforcer asks for registered agents only; name one',
  ],
  ['type: database', 'type: vault', ''],
  [
    'agent: deploy-bot',
    'agent: countersign',
    '3:12 only countersign asks for countersign.policy.change, and for nothing else',
  ],
  [
    'infra.delete',
    'countersign.policy.change',
    '3:12 only countersign asks for countersign.policy.change, and for nothing else',
  ],
  [
    'infra.delete',
    'countersign.other',
    '5:23 is reserved: only countersign.policy.change can be tried, by the agent countersign',
  ],
];

for (const [from, to, told] of MISTAKES) {
  test(`${to}: ${told || 'is no mistake'}`, () => {
    assert.ok(GOOD.includes(from));
    const found = troubles(GOOD.replace(from, () => to));
    if (told === '') assert.deepEqual(found, []);
    else assert.ok(found.includes(told), `${told}\nis not in\n${found.join('\n')}`);
  });
}

test('a name that is none is one mistake, and no other is told beside it', () => {
  for (const name of ['"cool "', 'Ünicode'])
    assert.deepEqual(troubles(GOOD.replace('infra.delete', name)), [
      '5:23 may hold letters, digits and . _ : / - and starts with a letter or digit',
    ]);
});

test('a file without members is told what a test file looks like', () => {
  for (const text of ['', '# nothing yet\n', '- name: one\n', 'cases\n'])
    assert.match(
      troubles(text).join('\n'),
      /^1:1 (?:is empty; write it|must be a map,) like cases: \[\{ name: .*, agent: unregistered, intent: [^\n]*$/,
    );
});

test('a case is refused whose enforcer may not ask this, and one that stands there twice', () => {
  const asked = GOOD.replace('agent: deploy-bot', 'agent: deploy-bot\n    enforcer: warehouse');
  assert.deepEqual(troubles(asked.replace('type: database', 'type: vault')), [
    '4:15 may not ask for resource type "vault"; see enforcers.warehouse.resourceTypes',
  ]);
  assert.deepEqual(troubles(GOOD + GOOD.replace('cases:\n', '')), [
    '8:11 another case above has this name; rename one',
  ]);
});
