import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { AgentCaller, EnforcerCaller } from '../../functions/caller.ts';
import { subjectClaims, subjectOf } from '../../functions/subject.ts';
import { AGENTS, BLUEPRINT_ID, PEOPLE, TENANT } from '../../local/directory.ts';

const etl = { name: 'nightly-etl', clientId: AGENTS.nightlyEtl, owners: [], callbacks: [] };
const policyWith = (change: object = {}) =>
  ({
    agents: new Map([[AGENTS.nightlyEtl, { ...etl, ...change }]]),
    enforcers: new Map(),
  }) as unknown as Policy;
const agent: AgentCaller = {
  kind: 'agent',
  clientId: AGENTS.nightlyEtl,
  name: 'nightly-etl',
  agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
};
const warehouse: EnforcerCaller = {
  kind: 'enforcer',
  clientId: AGENTS.warehouse,
  name: 'warehouse',
  resourceTypes: ['database'],
};
const wish = (id?: string, type = 'database') => ({
  resource: { type, id: 'prod/customers' },
  ...(id === undefined ? {} : { subject: { type: 'agent', id } as const }),
});
const told = (
  caller: AgentCaller | EnforcerCaller,
  wanted: ReturnType<typeof wish>,
  policy: Policy = policyWith(),
): unknown => {
  const answer = subjectOf({ policy }, caller, wanted);
  return answer.ok ? answer.value.clientId : answer.refusal.reason;
};

test('an agent asks for itself, whether it says so or not', () => {
  assert.equal(told(agent, wish()), AGENTS.nightlyEtl);
  assert.equal(told(agent, wish(AGENTS.nightlyEtl)), AGENTS.nightlyEtl);
});

test('refuses an agent that names another as subject', () => {
  assert.equal(told(agent, wish(AGENTS.deployBot)), 'invalid');
});

test('an enforcer asks for the registered agent it names, as registered', () => {
  assert.equal(told(warehouse, wish(AGENTS.nightlyEtl)), AGENTS.nightlyEtl);
});

test('refuses an enforcer that names nobody', () => {
  assert.equal(told(warehouse, wish()), 'invalid');
});

test('refuses an enforcer outside its resource types', () => {
  assert.equal(told(warehouse, wish(AGENTS.nightlyEtl, 'kubernetes')), 'not_permitted');
});

test('refuses an enforcer that names an agent nobody registered', () => {
  assert.equal(told(warehouse, wish(AGENTS.deployBot)), 'invalid');
});

test("refuses an enforcer that the agent's registration does not list", () => {
  assert.equal(told(warehouse, wish(AGENTS.nightlyEtl), policyWith({ enforcers: [] })), 'not_permitted');
  const listed = policyWith({ enforcers: ['warehouse'] });
  assert.equal(told(warehouse, wish(AGENTS.nightlyEtl), listed), AGENTS.nightlyEtl);
});

test('the person an agent acts for is part of the subject', () => {
  const acting = { ...agent.agent, onBehalfOf: PEOPLE.bob };
  assert.deepEqual(subjectClaims({ tenant: TENANT }, acting), {
    id: AGENTS.nightlyEtl,
    tenant: TENANT,
    on_behalf_of: PEOPLE.bob,
  });
});

test('an agent that an enforcer names has the blueprint its registration tells: whoever owns that is barred too', () => {
  const answer = subjectOf(
    { policy: policyWith({ blueprint: BLUEPRINT_ID }) },
    warehouse,
    wish(AGENTS.nightlyEtl),
  );
  const identity = { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true };
  assert.deepEqual(answer, { ok: true, value: { ...identity, blueprint: BLUEPRINT_ID } });
});
