// Who comes in person by API: no workload, no token without the scope, and none that software holds which asks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRequest } from '../../functions/decide-request.ts';
import { AGENTS } from '../../local/directory.ts';
import { idOf } from '../support/builders.ts';
import { aPersonCaller, aWorkload, ownCalls } from './own-call.ts';

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
  for (const scopes of [[], ['approvals.decide'], ['User.Read']]) {
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
const holders: readonly (readonly [
  string,
  string,
  Parameters<typeof ownCalls>[0],
  Parameters<typeof ownCalls>[1],
])[] = [
  ['the agent itself', AGENTS.nightlyEtl, {}, NOBODY],
  ['the enforcer that asked', enforcer.clientId, { enforcer }, NOBODY],
  [
    'another registered agent',
    AGENTS.nightlyEtl,
    { agent: { clientId: AGENTS.deployBot, name: 'x', registered: true } },
    {},
  ],
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
