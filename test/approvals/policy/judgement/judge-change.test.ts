// What people are told of a change of the policy is ours to say: a policy that could have it told otherwise could hide the next change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import { POLICY_CHANGE, policyThatJudges } from '../../../../approvals/policy/judgement/judge-change.ts';
import { changeWish, deploymentAs } from '../../../../approvals/proposal/wish.ts';
import { AUDIENCE, TENANT } from '../../../../local/directory.ts';
import { fileWith, policyOf } from '../../../support/a-deployment.ts';

const HIDING = '{ verb: tidy, risk: low, reversible: true, redact: [/may_be_laxer] }';

for (const name of [POLICY_CHANGE, 'countersign.trial', 'Countersign.Policy.Change', 'countersign.new'])
  test(`no policy may say how what we ask ourselves is told: ${name}`, () => {
    const parsed = parsePolicy(fileWith(`actions:\n  data.read: {}\n  ${name}: ${HIDING}`));
    assert.ok(!parsed.ok);
    const [problem, ...more] = parsed.problems;
    assert.deepEqual([problem?.line, problem?.column, problem?.at, more], [7, 3, `/actions/${name}`, []]);
    assert.match(problem?.message ?? '', /is Countersign's own, .*; leave it out \(a rule may name it\)/);
  });

test('a rule may name it, and raise its risk; what only looks alike may be listed', () => {
  const rules = `rules:
  - { id: two, when: 'action.name == "${POLICY_CHANGE}"', effect: review, risk: critical, approvers: { group: data-owners, count: 2 } }`;
  const policy = policyOf(
    fileWith(`actions: { countersigned.read: {}, my.countersign.policy: {} }\n${rules}`),
  );
  assert.deepEqual([told(policy).risk.level, told(policy).requirements[0]?.count], ['critical', 2]);
});

test('a change is told in our words alone, whatever a policy says of its action', () => {
  const policy = policyOf(fileWith(''));
  const listing = { verb: 'tidy', button: 'OK', risk: 'low', reversible: true, redact: ['/may_be_laxer'] };
  const hiding = { ...policy, actions: new Map([[POLICY_CHANGE, listing]]) } as typeof policy;
  for (const each of [policy, hiding]) {
    assert.deepEqual(told(each).display, {
      listed: true,
      verb: 'change',
      button: 'Approve change',
      reversible: true,
      redact: [],
    });
    assert.deepEqual(told(each).risk, {
      level: 'high',
      reasons: ['it changes who may do what, and who must agree'],
    });
  }
});

function told(policy: ReturnType<typeof policyOf>) {
  const file = (text: string) => ({ version: policyOf(text).version, text });
  const agent = deploymentAs(AUDIENCE);
  const wish = changeWish(file(fileWith('')), file(fileWith('uncounted: [ticket]')), agent, TENANT);
  assert.ok(wish !== undefined);
  return evaluatePolicy(policyThatJudges(policy, POLICY_CHANGE), {
    intent: wish.intent,
    agent,
    viaEnforcer: false,
    now: '2026-11-22T12:00:00.000Z',
  });
}
