// Who comes in person by API: no workload, no token without the scope, and none that software holds which asks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { Caller } from '../../functions/caller.ts';
import { decideRequest } from '../../functions/decide-request.ts';
import { personAtDoor, TO_DECIDE } from '../../functions/person-door.ts';
import { AGENTS, BLUEPRINT_ID, PEOPLE, SIGN_IN_CLIENT_ID, TENANT } from '../../local/directory.ts';
import { idOf } from '../support/builders.ts';
import { aPersonCaller, aWorkload, ownCalls } from './own-call.ts';

const OTHER_BLUEPRINT = '7c0ffee0-0000-4000-8000-00000000b0ff';
const approve = { body: { decision: 'approve' } };
const NOT_PERMITTED = { status: 403, says: 'not_permitted' };
const UNKNOWN = { status: 404, says: 'unknown_task' };

test('takes the decision of a person whose token nobody else holds', async () => {
  const { stage, call } = await ownCalls();
  assert.deepEqual(await call(decideRequest, aPersonCaller(), approve), { status: 200, says: 'approved' });
  assert.equal(stage.request().votes[0]?.person.name, 'Alice Aho');
});

test('refuses every workload, whatever its role is called', async () => {
  const { stage, call } = await ownCalls();
  for (const role of ['Approvals.Decide', 'Requests.Create', 'Requests.Enforce', 'Approvals.Admin']) {
    const caller = aWorkload(role === 'Requests.Enforce' ? AGENTS.warehouse : AGENTS.deployBot, role);
    assert.deepEqual(await call(decideRequest, caller, approve), NOT_PERMITTED, role);
  }
  assert.deepEqual([stage.writes(), stage.lookUps, stage.reads()], [[], [], []]);
});

test("refuses a person's token without the scope to decide", async () => {
  const { stage, call } = await ownCalls();
  for (const scopes of [[], ['approvals.decide'], ['User.Read'], ['Approvals.Operate']]) {
    assert.deepEqual(await call(decideRequest, aPersonCaller({ scopes }), approve), NOT_PERMITTED);
  }
  assert.deepEqual([stage.writes(), stage.reads()], [[], []]);
});

test('tells an id of another shape, and one nobody was given, alike', async () => {
  const { call } = await ownCalls();
  for (const id of ['', '../x', idOf('req', 9)]) {
    assert.deepEqual(await call(decideRequest, aPersonCaller(), { ...approve, id }), UNKNOWN, id);
  }
});

test('an id of another shape is not even looked for', async () => {
  const { stage, call } = await ownCalls();
  await call(decideRequest, aPersonCaller(), { ...approve, id: "x' or '1' eq '1" });
  assert.deepEqual(stage.reads(), []);
});

const NOBODY = { agents: false, enforcers: false };
const enforcer = { clientId: AGENTS.auditExport, name: 'other' };
const bot = { clientId: AGENTS.deployBot, name: 'x', registered: true };
type Change = Parameters<typeof ownCalls>[0];
type Registered = Parameters<typeof ownCalls>[1];
const holders: readonly (readonly [string, string, Change, Registered])[] = [
  ['the agent itself', AGENTS.nightlyEtl, {}, NOBODY],
  ['the blueprint of the agent', OTHER_BLUEPRINT, { agent: { ...bot, blueprint: OTHER_BLUEPRINT } }, NOBODY],
  ['the enforcer that asked', enforcer.clientId, { enforcer }, NOBODY],
  ['another registered agent', AGENTS.nightlyEtl, { agent: bot }, {}],
  ['the blueprint of another registered agent', BLUEPRINT_ID, { agent: bot }, {}],
  ['a registered enforcer', AGENTS.warehouse, {}, {}],
];
for (const [what, clientId, change, registered] of holders) {
  test(`refuses a person's token that ${what} holds`, async () => {
    const { stage, call } = await ownCalls(change, registered);
    assert.deepEqual(await call(decideRequest, aPersonCaller({ clientId }), approve), NOT_PERMITTED);
    assert.deepEqual([stage.writes(), stage.lookUps], [[], []]);
  });
}

test('a body that is wrong is refused before anybody is asked about the person', async () => {
  const { stage, call } = await ownCalls();
  const told = await call(decideRequest, aPersonCaller(), { body: { decision: 'approve', as: 'bob' } });
  assert.deepEqual([told, stage.lookUps], [{ status: 400, says: 'invalid' }, []]);
});

test('a door about no request lets in people alone, with tokens that no software of ours holds', () => {
  const clientId = AGENTS.warehouse;
  const enforcers = new Map([[clientId, { name: 'warehouse', clientId, resourceTypes: [] }]]);
  const policy = { agents: new Map(), enforcers } as unknown as Policy;
  const person: Caller = {
    kind: 'person',
    person: { oid: PEOPLE.alice, tenant: TENANT, name: 'Alice Aho' },
    scopes: ['Approvals.Decide'],
    roles: [],
    clientId: SIGN_IN_CLIENT_ID,
    signIn: { app: SIGN_IN_CLIENT_ID, acrs: [] },
  };
  assert.deepEqual(personAtDoor({ policy }, person), { ok: true, value: person });
  const operator = { ...person, scopes: ['Approvals.Operate'] };
  assert.deepEqual(personAtDoor({ policy }, operator), { ok: true, value: operator });
  assert.equal(personAtDoor({ policy }, operator, TO_DECIDE).ok, false);
  const others: readonly Caller[] = [
    { ...person, clientId },
    { ...person, scopes: ['Requests.Create'] },
    { kind: 'workload', clientId: AGENTS.auditExport, roles: ['Approvals.Decide', 'Approvals.Admin'] },
  ];
  for (const other of others) {
    const told = personAtDoor({ policy }, other);
    assert.equal(told.ok ? 'let in' : told.refusal.reason, 'not_permitted', other.clientId);
  }
});
