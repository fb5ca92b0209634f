// `remind` and `escalate` in countersign.yaml: what they come to, and the mistakes that are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Policy } from '../../../../approvals/policy/policy.ts';
import type { Escalation, Verdict } from '../../../../approvals/verdict.ts';
import { AGENTS, GROUPS, PEOPLE } from '../../../../local/directory.ts';
import { MINUTE_MS } from '../../../support/builders.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';

const policyOf = (
  rules: string,
  defaults = 'expires: 30m',
): string => `admins: { entraGroup: ${GROUPS.admins} }
agents: { etl: { clientId: ${AGENTS.nightlyEtl}, owners: [${PEOPLE.dana}] } }
groups:
  data-owners: { entraGroup: ${GROUPS.dataOwners} }
  sre-leads: { entraGroup: ${GROUPS.sreLeads} }
routes: { data-approvals: { timeZone: Europe/Paris }, on-call: {} }
actions: { data.export: {} }
defaults: { approvers: { group: data-owners }, notify: [data-approvals], ${defaults} }
rules:
${rules}`;
const rule = (id: string, members: string, effect = 'review'): string =>
  `  - { id: ${id}, when: "true", effect: ${effect}${members === '' ? '' : `, ${members}`} }\n`;

const load = (rules: string, defaults?: string): Policy => goodPolicy(policyOf(rules, defaults));
const judge = (rules: string, defaults?: string): Verdict =>
  evaluatePolicy(
    load(rules, defaults),
    aQuestion({
      agent: { clientId: AGENTS.nightlyEtl, name: 'etl', registered: true },
      action: { name: 'data.export' },
    }),
  );

const DATA_OWNERS = { name: 'data-owners', id: GROUPS.dataOwners };
const SRE_LEADS = { name: 'sre-leads', id: GROUPS.sreLeads };
const ON_CALL = { route: 'on-call', timeZone: 'UTC' };

test('an escalation has its names resolved: a route is told by its card, a group by its people', () => {
  const { escalations } = judge(
    rule(
      'one',
      `escalate: { after: 15m, tell: [on-call, sre-leads], addApprovers: { group: sre-leads, people: [${PEOPLE.olivia}] } }`,
    ),
  );
  const expected: readonly Escalation[] = [
    {
      afterMs: 15 * MINUTE_MS,
      notify: [ON_CALL],
      groups: [SRE_LEADS],
      adds: { groups: [SRE_LEADS], people: [PEOPLE.olivia] },
    },
  ];
  assert.deepEqual(escalations, expected);
});

test('of several rules the shortest reminder wins, and all their escalations come, whatever their order', () => {
  const rules = [
    rule('one', 'remind: 10m, escalate: { after: 15m, tell: on-call }'),
    rule('two', 'remind: 5m, escalate: [{ after: 20m, tell: on-call }, { after: 5m, tell: sre-leads }]'),
    rule(
      'three',
      'escalate: { after: 15m, tell: sre-leads, addApprovers: { groups: [sre-leads, data-owners] } }',
    ),
  ];
  const verdict = judge(rules.join(''));
  assert.equal(verdict.remindEveryMs, 5 * MINUTE_MS);
  const byId = [DATA_OWNERS, SRE_LEADS].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  assert.deepEqual(verdict.escalations, [
    { afterMs: 5 * MINUTE_MS, notify: [], groups: [SRE_LEADS] },
    { afterMs: 15 * MINUTE_MS, notify: [ON_CALL], groups: [SRE_LEADS], adds: { groups: byId, people: [] } },
    { afterMs: 20 * MINUTE_MS, notify: [ON_CALL], groups: [] },
  ]);
  const turned = judge(rules.toReversed().join(''));
  assert.deepEqual([turned.remindEveryMs, turned.escalations], [verdict.remindEveryMs, verdict.escalations]);
});

test('the reminder of the defaults holds for every review, and for nothing that is decided at once', () => {
  const defaults = 'expires: 30m, remind: 10m';
  assert.equal(judge('  []', defaults).remindEveryMs, 10 * MINUTE_MS);
  assert.equal(judge(rule('one', 'remind: 3m'), defaults).remindEveryMs, 3 * MINUTE_MS);
  for (const effect of ['allow', 'deny'])
    assert.equal(judge(rule('one', '', effect), defaults).remindEveryMs, undefined);
});

const wrong: [what: string, rules: string, at: string, message: RegExp, defaults?: string][] = [
  [
    'in an allow rule',
    rule('one', 'remind: 5m', 'allow'),
    '/rules/0/remind',
    /has no effect in a rule that says allow/,
  ],
  [
    'in a deny rule',
    rule('one', 'escalate: { after: 5m, tell: on-call }', 'deny'),
    '/rules/0/escalate',
    /has no effect/,
  ],
  ['a reminder each second', rule('one', 'remind: 1s'), '/rules/0/remind', /must be from 60s/],
  [
    'a reminder at the end',
    rule('one', 'remind: 30m'),
    '/rules/0/remind',
    /never come: .* open for 30m .* raise expires/,
  ],
  [
    'a reminder after the end of its rule',
    rule('one', 'remind: 10m, expires: 5m'),
    '/rules/0/remind',
    /open for 5m/,
  ],
  [
    'reminders by the hundred',
    rule('one', 'remind: 1m, expires: 6h'),
    '/rules/0/remind',
    /more than 250 times/,
    'expires: 6h',
  ],
  [
    'a reminder longer than that of the defaults',
    rule('one', 'remind: 10m'),
    '/rules/0/remind',
    /longer than defaults.remind \(5m\)/,
    'expires: 30m, remind: 5m',
  ],
  [
    'a reminder of the defaults after their end',
    '  []',
    '/defaults/remind',
    /never come/,
    'expires: 30m, remind: 45m',
  ],
  [
    'an escalation without a time',
    rule('one', 'escalate: { tell: on-call }'),
    '/rules/0/escalate/after',
    /"after" is missing/,
  ],
  [
    'an escalation after the end',
    rule('one', 'escalate: [{ after: 45m, tell: on-call }]'),
    '/rules/0/escalate/0/after',
    /never come/,
  ],
  [
    'an escalation that does nothing',
    rule('one', 'escalate: { after: 5m }'),
    '/rules/0/escalate',
    /add tell or addApprovers/,
  ],
  [
    'a name that nothing has',
    rule('one', 'escalate: { after: 5m, tell: on-cal }'),
    '/rules/0/escalate/tell',
    /no route or group is called "on-cal"; did you mean "on-call"/,
  ],
  [
    'one such name of several',
    rule('one', 'escalate: { after: 5m, tell: [on-call, nobody] }'),
    '/rules/0/escalate/tell/1',
    /no route or group/,
  ],
  [
    'nobody to tell',
    rule('one', 'escalate: { after: 5m, tell: 7 }'),
    '/rules/0/escalate/tell',
    /must be the name of a route or a group/,
  ],
  [
    'nobody added',
    rule('one', 'escalate: { after: 5m, addApprovers: {} }'),
    '/rules/0/escalate/addApprovers',
    /nobody is named/,
  ],
  [
    'a count of those added',
    rule('one', 'escalate: { after: 5m, addApprovers: { group: sre-leads, count: 1 } }'),
    '/rules/0/escalate/addApprovers/count',
    /unknown word "count"; here may stand: group, groups, people/,
  ],
  [
    'an unknown group added',
    rule('one', 'escalate: { after: 5m, addApprovers: { group: sre-lead } }'),
    '/rules/0/escalate/addApprovers/group',
    /did you mean "sre-leads"/,
  ],
];
for (const [what, rules, at, message, defaults] of wrong) {
  test(`${what} is a mistake, told with its place and its cure`, () => {
    const parsed = parsePolicy(policyOf(rules, defaults));
    const problems = parsed.ok ? [] : parsed.problems;
    assert.deepEqual(
      problems.map((each) => each.at),
      [at],
    );
    assert.match(problems[0]?.message ?? '', message);
  });
}
