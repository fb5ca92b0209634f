// What docs/policy.md says its examples do, they do: each sentence beside the example it is about, and cases that would fail if it were untrue.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { readCases } from '../../cli/policy/cases/case-file.ts';
import { runCases } from '../../cli/policy/cases/run-cases.ts';
import { blocks, completed, first, page } from './policy-page.ts';

const ask = (action: string, id: string, expect: string, rest = ''): string =>
  `  - { name: "NAME", agent: nightly-etl, ${rest} intent: { action: ${action}, resource: { type: database, id: ${id} } }, expect: ${expect} }\n`;
const EXPORT = (properties: string) => `{ name: data.export, properties: { ${properties} } }`;
const READ = '{ name: data.read, properties: { most: 100 } }';
const SATURDAY = 'now: 2026-01-17T11:00:00Z,';
const NIGHT = 'now: 2026-01-14T04:59:00Z,';

/** A sentence of the page, something that stands in the example alone, and what it means. */
const SAID: readonly (readonly [sentence: string, example: string, cases: readonly string[]])[] = [
  [
    'Reading a development database needs nobody.',
    'id: no-drop',
    [
      ask('{ name: data.read }', 'dev/x', '{ effect: allow }'),
      ask('{ name: data.read }', 'prod/x', '{ effect: review }'),
    ],
  ],
  [
    'An export of more than 10,000 rows waits for two data owners; for 30 minutes, then the answer is no.',
    'id: no-drop',
    [
      ask(
        EXPORT('rows: 10001'),
        'prod/x',
        '{ effect: review, approvers: { group: data-owners, count: 2 }, expires: 30m }',
      ),
      ask(EXPORT('rows: 10000'), 'prod/x', '{ effect: review, approvers: { group: data-owners } }'),
    ],
  ],
  ['Nothing is ever dropped.', 'id: no-drop', [ask('{ name: data.drop }', 'dev/x', '{ effect: deny }')]],
  [
    'whatever an agent thinks of tomorrow.',
    'id: no-drop',
    [ask('{ name: data.think }', 'dev/x', '{ effect: review, approvers: { group: data-owners } }')],
  ],
  [
    'Production changes while those who know it are awake.',
    'id: working-hours',
    [
      ask(
        EXPORT('rows: 1'),
        'prod/x',
        '{ effect: review, approvers: { group: sre-leads, count: 2 } }',
        SATURDAY,
      ),
      ask(EXPORT('rows: 1'), 'prod/x', '{ effect: review, rules: [] }'),
      ask(EXPORT('columns: [IBAN]'), 'dev/x', '{ effect: deny, rules: [secret-columns] }'),
    ],
  ],
  [
    'Where several patterns fit, later lines say more.',
    'id: "prod/holidays"',
    [ask('{ name: data.read }', 'prod/holidays', '{ effect: review, rules: [] }')],
  ],
  [
    'Each entry is a set of people and a `count`: so many seats.',
    'id: one-of-each',
    [
      ask(
        '{ name: iam.role.assign }',
        'prod/x',
        '{ approvers: [{ group: data-owners }, { groups: [sre-leads, data-owners], people: [7c0ffee0-0000-4000-8000-00000000e005], count: 2 }] }',
      ),
    ],
  ],
  [
    'a card for each member, in their own chat with the app',
    '- { person:',
    [
      ask(
        EXPORT('rows: 1'),
        'prod/x',
        '{ notify: [data-approvals, { group: sre-leads }, { person: 7c0ffee0-0000-4000-8000-00000000e001 }] }',
        NIGHT,
      ),
      ask(EXPORT('rows: 1'), 'prod/x', '{ notify: [data-approvals] }'),
    ],
  ],
  [
    '`addApprovers` names who may fill any seat from then on.',
    'addApprovers:',
    [
      ask(
        EXPORT('rows: 1'),
        'prod/x',
        '{ remind: 30m, expires: 2h, escalate: [{ after: 30m, tell: [data-approvals, sre-leads] }, { after: 1h, addApprovers: { group: sre-leads } }] }',
      ),
    ],
  ],
  [
    'Twenty small reads are one big one.',
    'id: small-read',
    [
      ask(READ, 'prod/x', '{ effect: allow }', 'allowedBefore: 19,'),
      ask(READ, 'prod/x', '{ effect: review, risk: high }', 'allowedBefore: 20,'),
      ask('{ name: data.read, properties: { most: 101 } }', 'prod/x', '{ effect: review, rules: [] }'),
    ],
  ],
];

for (const [sentence, example, cases] of SAID)
  test(`the page is right that: ${sentence}`, () => {
    assert.ok(page.includes(sentence), 'the page does not say so');
    const found = blocks.filter((block) => block.includes(example));
    const [block = '', ...more] = found;
    assert.deepEqual([found.length > 0, more], [true, []], example);
    const parsed = parsePolicy(block === first ? first : completed(parse(block)));
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const text = cases.map((each, at) => each.replace('NAME', String(at))).join('');
    const read = readCases(`cases:\n${text}`, parsed.policy);
    assert.ok(read.ok, JSON.stringify(read));
    for (const { asked, differences } of runCases(parsed.policy, read.cases))
      assert.deepEqual(differences, [], asked.name);
  });
