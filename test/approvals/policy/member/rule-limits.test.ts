import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainPolicy } from '../../../../approvals/policy/explanation/explanation.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import { judgePolicy } from '../../../../approvals/policy/judgement/judge.ts';
import type { Counted } from '../../../../approvals/rule-limit.ts';
import { GROUPS } from '../../../../local/directory.ts';
import { NOW } from '../../../support/builders.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';

const READ = 'when: action.name == "data.read"';
const FREE = `  - { id: free, effect: allow, ${READ.replace(/"/g, "'").replace('when: ', 'when: "')}" }`;
const HOURLY = `  - id: hourly
    ${READ}
    effect: allow
    limit: { count: 20, per: agent, window: 1h }`;
const DAILY = `  - id: daily
    ${READ}
    effect: allow
    limit: { count: 100, per: resource, window: 1d }`;
const rule = (id: string, effect: string) => `  - { id: ${id}, effect: ${effect}, when: "true" }`;

function load(...rules: readonly string[]) {
  return goodPolicy(`
admins: { entraGroup: ${GROUPS.admins} }
groups: { data-owners: { entraGroup: ${GROUPS.dataOwners} } }
routes: { data-approvals: {} }
resources: []
actions: { data.read: { verb: read, risk: low } }
defaults: { approvers: { group: data-owners, count: 2 }, notify: [data-approvals] }
rules:
${rules.join('\n')}
`);
}

const QUESTION = aQuestion({ action: { name: 'data.read' }, now: NOW });
const HOUR = { rule: 'hourly', count: 20, per: 'agent', windowMs: 3_600_000 } as const;
const DAY = { rule: 'daily', count: 100, per: 'resource', windowMs: 86_400_000 } as const;
const found = (...limits: Counted['limits']): Counted => ({ at: NOW, limits });

test('what is to be counted is named for a yes alone, by every rule that says it', () => {
  const limitsOf = (...rules: readonly string[]) => judgePolicy(load(...rules), QUESTION).limited?.limits;
  assert.deepEqual(limitsOf(HOURLY, FREE, DAILY), [HOUR, DAY]);
  assert.equal(limitsOf(FREE), undefined);
  assert.equal(limitsOf(HOURLY, rule('ask', 'review')), undefined);
  assert.equal(limitsOf(HOURLY, rule('never', 'deny')), undefined);
});

test('before it was counted nothing is allowed, whoever asks the policy', () => {
  const policy = load(HOURLY, FREE);
  const verdict = evaluatePolicy(policy, QUESTION);
  assert.deepEqual([verdict.effect, verdict.counted], ['review', undefined]);
  assert.deepEqual(verdict.risk, { level: 'high', reasons: ['limit of rule hourly was not counted'] });
  assert.deepEqual(judgePolicy(policy, QUESTION).verdict, verdict);
});

test('within its limits it is allowed, and the verdict says what was counted', () => {
  const counted = found({ ...HOUR, found: 19 }, { ...DAY, found: 99 });
  const verdict = judgePolicy(load(HOURLY, DAILY), QUESTION).limited?.judge(counted);
  assert.deepEqual([verdict?.effect, verdict?.counted, verdict?.risk.level], ['allow', counted, 'low']);
  assert.deepEqual(verdict?.requirements, []);
});

for (const [hour, day, reasons] of [
  [20, 0, ['limit of rule hourly reached: 20 in 1 h']],
  [0, 100, ['limit of rule daily reached: 100 in 1 d for one resource']],
  [
    21,
    101,
    ['limit of rule hourly reached: 20 in 1 h', 'limit of rule daily reached: 100 in 1 d for one resource'],
  ],
] as const) {
  test(`with ${hour} of 20 and ${day} of 100 found the default approvers are asked, and the reason says why`, () => {
    const counted = found({ ...HOUR, found: hour }, { ...DAY, found: day });
    const verdict = judgePolicy(load(HOURLY, DAILY, FREE), QUESTION).limited?.judge(counted);
    assert.deepEqual(verdict?.risk, { level: 'high', reasons });
    assert.deepEqual(
      [verdict?.effect, verdict?.requirements.map(({ count }) => count), verdict?.counted],
      ['review', [2], counted],
    );
  });
}

test('a count by other limits than the policy has is none', () => {
  const policy = load(HOURLY);
  for (const change of [
    { rule: 'daily' },
    { count: 2000 },
    { per: 'action' },
    { windowMs: 60_000 },
  ] as const) {
    const verdict = evaluatePolicy(policy, { ...QUESTION, counted: found({ ...HOUR, found: 0, ...change }) });
    assert.deepEqual([verdict.effect, verdict.counted], ['review', undefined], JSON.stringify(change));
  }
  const more = found({ ...HOUR, found: 3 }, { ...DAY, found: 0 });
  assert.deepEqual(
    evaluatePolicy(policy, { ...QUESTION, counted: more }).counted,
    found({ ...HOUR, found: 3 }),
  );
});

test('an explanation judges as if nothing had been counted yet, and tells the limit as not looked at', () => {
  const { effect, why, rules, not_looked_at } = explainPolicy(load(HOURLY), QUESTION);
  assert.deepEqual(
    [effect, why[1], not_looked_at[0], rules[0]?.adds?.limit],
    [
      'allow',
      'nothing that matches is stricter',
      'how often rule "hourly" said yes before: it allows 20 in 1 h, and beyond that people are asked',
      { count: 20, per: 'agent', window_seconds: 3600 },
    ],
  );
  const asked = { ...QUESTION, counted: found({ ...HOUR, found: 20 }) };
  const beyond = explainPolicy(load(HOURLY), asked);
  assert.deepEqual([beyond.effect, beyond.why[0]], ['review', 'the limit of rule "hourly" is reached']);
});
