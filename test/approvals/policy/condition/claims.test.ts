import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { evaluatePolicy } from '../../../../approvals/policy/judgement/evaluation.ts';
import type { PolicyProblem } from '../../../../approvals/policy/problem/problem.ts';
import { aQuestion } from '../support/a-question.ts';
import { anId } from '../support/an-id.ts';

const HEAD = `admins: { entraGroup: ${anId('d003')} }
agents: { etl: { clientId: ${anId('c001')}, owners: [${anId('e008')}] } }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: {} }
actions: { read: {} }
defaults: { approvers: { group: owners }, notify: [home] }
`;
const CLAIM = 'claimed.resource.properties.environment == "dev"';
const fileOf = (effect: string, when: string): string =>
  `${HEAD}rules:\n  - id: one\n    effect: ${effect}\n    when: ${when}\n`;
const problemsOf = (effect: string, when: string): readonly PolicyProblem[] => {
  const parsed = parsePolicy(fileOf(effect, when));
  return parsed.ok ? [] : parsed.problems;
};

test('an allow rule that reads a claim is refused at its very place, with the cure', () => {
  for (const [when, columns] of [
    [CLAIM, [11]],
    [`action.name == "read" && ${CLAIM}`, [36]],
    [`action.name == "read" || has(claimed.context.ticket)`, [40]],
    ['!has(claimed.context.ticket)', [16]],
    ['action.name == "read" ? true : size(claimed.context) == 0', [47]],
    ['["dev"].exists(e, e == claimed.resource.properties.environment)', [34]],
    ['claimed["context"]["ticket"] == "x" && has(claimed.context.other)', [11, 54]],
  ] as const) {
    const found = problemsOf('allow', `'${when}'`);
    assert.deepEqual(
      found.map(({ line, column, at }) => [line, column, at]),
      columns.map((column) => [10, column + 1, '/rules/0/when']),
      when,
    );
    for (const { message } of found)
      assert.match(
        message,
        /allow rule may not read claimed.*under resources.*enforcer.*write a review rule/,
      );
  }
});

test('what makes it stricter may rest on a claim, and a text or parameter of that name is none', () => {
  for (const effect of ['review', 'deny']) assert.deepEqual(problemsOf(effect, CLAIM), []);
  assert.deepEqual(problemsOf('allow', 'action.properties.claimed == "claimed"'), []);
});

test('the same is said by a review rule, and then no claim lets anything through', () => {
  const parsed = parsePolicy(
    `${fileOf('allow', 'action.name == "read"')}  - { id: two, effect: review, when: '!(${CLAIM})' }\n`,
  );
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const judged = (properties?: Record<string, unknown>): string =>
    evaluatePolicy(
      parsed.policy,
      aQuestion({
        agent: { clientId: anId('c001'), name: 'etl', registered: true },
        resource: { type: 'vm', id: 'a', ...(properties === undefined ? {} : { properties }) },
      }),
    ).effect;
  assert.deepEqual(
    [judged(), judged({ environment: 'prod' }), judged({ environment: 'dev' })],
    ['review', 'review', 'allow'],
  );
});
