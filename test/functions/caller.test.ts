import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { CallerCheck, WorkloadCaller } from '../../entra/callers.ts';
import type { Identified } from '../../functions/caller.ts';
import { identify } from '../../functions/caller.ts';
import { AGENTS, OTHER_TENANT, PEOPLE, TENANT } from '../../local/directory.ts';
import { aPost } from '../support/http-calls.ts';

const clientId = AGENTS.nightlyEtl;
const policy = {
  agents: new Map([[clientId, { name: 'nightly-etl', clientId, owners: [], callbacks: [] }]]),
  enforcers: new Map([
    [AGENTS.warehouse, { name: 'warehouse', clientId: AGENTS.warehouse, resourceTypes: ['database'] }],
  ]),
} as unknown as Policy;
const identifyAs = (check: CallerCheck) => identify({ policy, verifyToken: async () => check }, aPost());
const workload = (change: Partial<WorkloadCaller>): Promise<Identified> =>
  identifyAs({
    ok: true,
    caller: { kind: 'workload', clientId, tenant: TENANT, roles: ['Requests.Create'], ...change },
  });

test('the Authorization header, and nothing else, is verified', async () => {
  const seen: (string | undefined)[] = [];
  const verifyToken = async (authorization: string | undefined): Promise<CallerCheck> => {
    seen.push(authorization);
    return { ok: false, status: 401, reason: 'missing' };
  };
  await identify(
    { policy, verifyToken },
    aPost('{}', { authorization: 'Bearer t', 'x-ms-client-principal': 'x' }),
  );
  await identify({ policy, verifyToken }, aPost('{}', { 'x-ms-client-principal': 'x' }));
  assert.deepEqual(seen, ['Bearer t', undefined]);
});

test('a registered agent is called by its registered name', async () => {
  assert.deepEqual(await workload({ objectId: 'o' }), {
    ok: true,
    caller: {
      kind: 'agent',
      clientId,
      name: 'nightly-etl',
      agent: { clientId, objectId: 'o', name: 'nightly-etl', registered: true },
    },
  });
});

test('an agent nobody registered is called by its client id', async () => {
  const told = await workload({ clientId: AGENTS.deployBot });
  assert.ok(told.ok && told.caller.kind === 'agent');
  assert.deepEqual([told.caller.name, told.caller.agent.registered], [AGENTS.deployBot, false]);
});

test('the person an agent acts for is remembered', async () => {
  const told = await workload({ onBehalfOf: PEOPLE.bob });
  assert.equal(told.ok && told.caller.kind === 'agent' && told.caller.agent.onBehalfOf, PEOPLE.bob);
});

test('the blueprint of an agent identity is remembered', async () => {
  const told = await workload({ blueprint: 'b', objectId: 'o' });
  assert.ok(told.ok && told.caller.kind === 'agent');
  assert.deepEqual([told.caller.agent.blueprint, told.caller.agent.objectId], ['b', 'o']);
});

for (const roles of [['Requests.Create'], ['Requests.Enforce'], []]) {
  test(`an enforcer that acts for a person is refused, with the roles [${roles}]`, async () => {
    const told = await workload({ clientId: AGENTS.warehouse, onBehalfOf: PEOPLE.bob, roles });
    assert.ok(!told.ok && 'refusal' in told && told.refusal.reason === 'not_permitted');
    assert.match(told.refusal.needs, /acts for no person/);
  });
}

test('an enforcer is known by its registration, with its resource types', async () => {
  const told = await workload({ clientId: AGENTS.warehouse, roles: ['Requests.Enforce'] });
  assert.deepEqual(told, {
    ok: true,
    caller: { kind: 'enforcer', clientId: AGENTS.warehouse, name: 'warehouse', resourceTypes: ['database'] },
  });
});

test('the role of an agent beside that of an enforcer changes nothing', async () => {
  const told = await workload({
    clientId: AGENTS.warehouse,
    roles: ['Requests.Create', 'Requests.Enforce'],
  });
  assert.equal(told.ok && told.caller.kind, 'enforcer');
});

test('an enforcer nobody registered is refused, with the cure', async () => {
  const told = await workload({ roles: ['Requests.Enforce', 'Requests.Create'] });
  const refusal = { reason: 'not_permitted', needs: 'an entry under `enforcers` in countersign.yaml' };
  assert.deepEqual(told, { ok: false, refusal });
});

for (const roles of [[], ['Approvals.Audit'], ['requests.create']]) {
  test(`a workload with the roles [${roles}] may neither ask nor enforce`, async () => {
    assert.deepEqual(await workload({ roles }), { ok: true, caller: { kind: 'workload', clientId, roles } });
  });
}

test('a person is a person, whatever roles the token names', async () => {
  const caller = {
    kind: 'person',
    oid: PEOPLE.ada,
    tenant: OTHER_TENANT,
    name: 'Ada',
    roles: ['Requests.Create', 'Requests.Enforce'],
    scopes: ['Approvals.Decide'],
    clientId,
    authTime: 1_795_269_600,
    acrs: ['c1'],
  } as const;
  assert.deepEqual(await identifyAs({ ok: true, caller }), {
    ok: true,
    caller: {
      kind: 'person',
      person: { oid: PEOPLE.ada, tenant: OTHER_TENANT, name: 'Ada' },
      scopes: caller.scopes,
      roles: caller.roles,
      clientId,
      signIn: { app: clientId, at: '2026-11-21T14:00:00.000Z', acrs: ['c1'] },
    },
  });
});

test('a token that is not ours is not let in, and told what to bring', async () => {
  const told = await identifyAs({ ok: false, status: 401, reason: 'expired' });
  assert.ok(!told.ok && 'unauthenticated' in told);
  assert.match(told.unauthenticated, /Bearer token/);
});

test('a token that proves nothing here is told what it lacks, in words', async () => {
  const told = await identifyAs({ ok: false, status: 403, reason: 'grants_nothing' });
  assert.ok(!told.ok && 'refusal' in told && told.refusal.reason === 'not_permitted');
  assert.match(told.refusal.needs, /app role|scope/);
});

test('when the keys of Entra ID cannot be had nobody is let in: the fault goes on', async () => {
  const verifyToken = () => Promise.reject(new Error('no keys'));
  await assert.rejects(identify({ policy, verifyToken }, aPost()), /no keys/);
});
