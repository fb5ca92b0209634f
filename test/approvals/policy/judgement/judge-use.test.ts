import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectionTo, type Use } from '../../../../approvals/policy/judgement/judge-use.ts';
import type { Policy } from '../../../../approvals/policy/policy.ts';
import { goodPolicy } from '../../../support/good-policy.ts';
import { aQuestion } from '../support/a-question.ts';
import { anId } from '../support/an-id.ts';

const ENFORCER = { clientId: anId('c003'), name: 'warehouse' };
const ETL = { clientId: anId('c001'), name: 'etl', registered: true };
const DENIED = { because: 'denied' };

const load = (when: string, actions = 'export: {}'): Policy =>
  goodPolicy(`admins: { entraGroup: ${anId('d003')} }
agents: { etl: { clientId: ${ETL.clientId}, owners: [${anId('e001')}] } }
groups: { owners: { entraGroup: ${anId('d001')} } }
routes: { home: { timeZone: UTC } }
actions: { ${actions} }
defaults: { approvers: { group: owners }, notify: [home] }
rules: [{ id: newer, effect: deny, when: '${when}' }]
`);

const use = (change: Partial<Use> & { asked?: 'agent' | 'enforcer'; said?: object } = {}): Use => {
  const { asked = 'agent', said = { scanned: true }, ...more } = change;
  const { intent, now } = aQuestion({
    action: { name: 'export', properties: { rows: 99 } },
    resource: { type: 'bucket', id: 'b1', properties: { ...said } },
    context: { ticket: 'CHG-1' },
  });
  const request = { agent: ETL, ...(asked === 'enforcer' ? { enforcer: ENFORCER } : {}) };
  return { intent, request, by: 'agent', now, ...more };
};

test('what an agent said when it asked stays a claim, whoever uses the approval', () => {
  for (const when of [
    '!resource.properties.scanned',
    'now >= timestamp("2026-11-21T12:00:00Z") && !(has(context.ticket) && context.ticket == "CHG-1")',
  ]) {
    const policy = load(when);
    assert.deepEqual(objectionTo(policy, use({ by: 'agent' })), DENIED);
    assert.deepEqual(objectionTo(policy, use({ by: 'enforcer' })), DENIED);
    assert.equal(objectionTo(policy, use({ asked: 'enforcer', by: 'enforcer' })), undefined);
    // Redeem refuses it anyhow: what an enforcer asked is its own to use.
    assert.deepEqual(objectionTo(policy, use({ asked: 'enforcer', by: 'agent' })), DENIED);
  }
});

test('an enforcer that uses what an agent asked for is held to its own words too', () => {
  const policy = load('has(resource.properties.scanned)');
  assert.equal(objectionTo(policy, use({ by: 'agent' })), undefined);
  assert.deepEqual(objectionTo(policy, use({ by: 'enforcer' })), DENIED);
});

test('a freeze that has not begun, and rules of review, stop nothing', () => {
  const policy = load('now >= timestamp("2026-11-21T18:00:00Z")');
  assert.equal(objectionTo(policy, use()), undefined);
  assert.deepEqual(objectionTo(policy, use({ now: '2026-11-21T18:00:00.000Z' })), DENIED);
  const reviews = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, effect: 'review' as const })) };
  assert.equal(objectionTo(reviews, use({ now: '2026-11-21T18:00:00.000Z' })), undefined);
});

test('an agent is judged as the policy in force knows it, not as the request recorded it', () => {
  const renamed = { ...ETL, name: 'old-etl' };
  const gone = { ...ETL, clientId: anId('c009') };
  const of = (agent: typeof ETL) => use({ request: { agent } });
  assert.deepEqual(objectionTo(load('agent.name == "etl"'), of(renamed)), DENIED);
  assert.deepEqual(objectionTo(load('!agent.registered'), of(gone)), DENIED);
  assert.deepEqual(objectionTo(load(`agent.name == "${gone.clientId}"`), of(gone)), DENIED);
  assert.equal(objectionTo(load('!agent.registered'), of(ETL)), undefined);
});

test('parameters that the schema of the policy in force does not take stop the use, and are told', () => {
  const rows = (maximum: number) =>
    `export: { parameters: { type: object, properties: { rows: { type: integer, maximum: ${maximum} } } } }`;
  assert.deepEqual(objectionTo(load('false', rows(10)), use()), {
    because: 'misfit',
    problems: [
      {
        at: '/action/properties/rows',
        message: "The policy's schema of this action says: must be <= 10.",
      },
    ],
  });
  assert.equal(objectionTo(load('false', rows(99)), use()), undefined);
  assert.equal(
    objectionTo(load('false', 'other: {}'), use()),
    undefined,
    'an action without a schema takes any',
  );
  assert.deepEqual(objectionTo(load('true', rows(10)), use()), DENIED, 'a rule comes first');
});
