// What rules and defaults ask of votes comes together in the verdict: the strictest of all that match.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { Verdict } from '../../../../approvals/verdict.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';
import { anId } from '../support/an-id.ts';

const textOf = (rules: readonly string[], defaults: string) => `admins: { entraGroup: ${anId('d003')} }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: { verb: read } }
defaults: { approvers: { group: owners }, notify: [home]${defaults} }
rules:
${rules.map((rule, n) => `  - { id: r${n}, ${rule} }`).join('\n')}
`;

function judge(rules: readonly string[], defaults = ''): Verdict {
  return evaluatePolicy(goodPolicy(textOf(rules, defaults)), aQuestion());
}
const problem = (rule: string): string => {
  const parsed = parsePolicy(textOf([rule], ''));
  return parsed.ok ? '' : (parsed.problems[0]?.message ?? '');
};
const review = (more: string, when = 'true') => `effect: review, when: '${when}'${more}`;

test('a reason is asked where any matching rule or the defaults ask it', () => {
  assert.equal('requireReason' in judge([review('')]), false);
  assert.equal(judge([review(', requireReason: deny')]).requireReason, 'deny');
  assert.equal(judge([review(', requireReason: deny')], ', requireReason: approve').requireReason, 'both');
  assert.equal(judge([review('')], ', requireReason: approve').requireReason, 'approve');
  assert.equal('requireReason' in judge([review(', requireReason: both', 'false')]), false);
  const rules = [review(', requireReason: approve'), review(', requireReason: deny')];
  assert.equal(judge(rules).requireReason, 'both');
  assert.equal(judge([...rules].reverse()).requireReason, 'both');
});

test('where nobody votes no reason is asked, and a rule that nobody votes by says so', () => {
  assert.equal('requireReason' in judge([`effect: deny, when: 'true'`], ', requireReason: both'), false);
  assert.equal('requireReason' in judge([`effect: allow, when: 'true'`], ', requireReason: both'), false);
  assert.match(problem(`effect: deny, when: 'true', requireReason: both`), /no effect|review/);
});

test('the longest cool-down of the rules that match and the defaults holds, also beside an allow', () => {
  const [short, long] = [review(', coolDown: 10m'), review(', coolDown: 2h')];
  assert.equal('coolDownMs' in judge([review('')]), false);
  for (const rules of [
    [short, long],
    [long, short],
  ])
    assert.equal(judge(rules).coolDownMs, 7_200_000);
  assert.equal(judge([short, review(', coolDown: 2h', 'false')], ', coolDown: 30m').coolDownMs, 1_800_000);
  assert.equal(judge([`effect: allow, when: 'true'`], ', coolDown: 30m').coolDownMs, 1_800_000);
  assert.equal('coolDownMs' in judge([`effect: deny, when: 'true'`], ', coolDown: 30m'), false);
  assert.match(problem(review(', coolDown: 8d')), /must be from 60s to 168h/);
  assert.match(problem(`effect: allow, when: 'true', coolDown: 1h`), /no effect|review/);
});

test('a mistake names the nearest word', () => {
  assert.match(problem(review(', requireReason: aprove')), /did you mean "approve"/);
  assert.match(problem(review(', requireReasons: both')), /did you mean "requireReason"/);
});
