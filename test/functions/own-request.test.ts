// Doors on a request for its own agent and enforcer: what is not theirs does not exist for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { Caller } from '../../functions/caller.ts';
import { cancelRequest } from '../../functions/cancel-request.ts';
import { mayRead } from '../../functions/own-request.ts';
import { AGENTS, PEOPLE, TENANT } from '../../local/directory.ts';
import { aPerson, aRequest, idOf } from '../support/builders.ts';
import { aPersonCaller, aWorkload, ownCalls } from './own-call.ts';

const UNKNOWN = { status: 404, says: 'unknown_task' };
const CANCELLED = { status: 200, says: 'cancelled' };
const etl = aWorkload(AGENTS.nightlyEtl, 'Requests.Create');
const warehouse = aWorkload(AGENTS.warehouse, 'Requests.Enforce');

test('its agent withdraws it', async () => {
  const { call } = await ownCalls();
  assert.deepEqual(await call(cancelRequest, etl), CANCELLED);
});

test('the enforcer that asked withdraws it', async () => {
  const { call } = await ownCalls({ enforcer: { clientId: AGENTS.warehouse, name: 'warehouse' } });
  assert.deepEqual(await call(cancelRequest, warehouse), CANCELLED);
});

test('a request of others is told like one that does not exist', async () => {
  const { stage, call } = await ownCalls();
  const others = [
    aWorkload(AGENTS.deployBot, 'Requests.Create'),
    warehouse,
    aWorkload(AGENTS.auditExport, 'Approvals.Audit'),
    // The same app, without the role of an agent.
    aWorkload(AGENTS.nightlyEtl, 'Approvals.Admin'),
    aPersonCaller(),
  ];
  for (const other of others) assert.deepEqual(await call(cancelRequest, other), UNKNOWN, other.clientId);
  assert.deepEqual(await call(cancelRequest, etl, { id: idOf('req', 9) }), UNKNOWN);
  assert.deepEqual(stage.writes(), []);
});

test('the app of the enforcer that asked gets nowhere without the role of one', async () => {
  const { call } = await ownCalls({ enforcer: { clientId: AGENTS.warehouse, name: 'warehouse' } });
  assert.deepEqual(await call(cancelRequest, aWorkload(AGENTS.warehouse, 'Approvals.Audit')), UNKNOWN);
  assert.deepEqual(await call(cancelRequest, aPersonCaller({ clientId: AGENTS.warehouse })), UNKNOWN);
});

test('an id of another shape is not even looked for', async () => {
  const { stage, call } = await ownCalls();
  assert.deepEqual(await call(cancelRequest, etl, { id: '../requests' }), UNKNOWN);
  assert.deepEqual(stage.reads(), []);
});

const record = { by: aPerson('sam') } as ApprovalRequest['record'];
const agent: Caller = {
  kind: 'agent',
  clientId: AGENTS.nightlyEtl,
  name: 'nightly-etl',
  agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true },
};
const person = (oid: string, scopes = ['Approvals.Decide']): Caller => ({
  kind: 'person',
  person: { oid, tenant: TENANT, name: 'x' },
  scopes,
  roles: [],
  clientId: 'x',
  signIn: { app: 'x', acrs: [] },
});

test('a record is nobody’s own, also not of the agent it names', () => {
  assert.equal(mayRead(aRequest(), agent), true);
  assert.equal(mayRead(aRequest(record === undefined ? {} : { record }), agent), false);
});

test('a test is nobody’s own: no agent asked', () => {
  const { agent: named } = aRequest();
  assert.equal(mayRead(aRequest({ trial: { by: aPerson('ada') }, agent: named }), agent), false);
});

test('reads a record to the person who made it and to no other', () => {
  const recorded = aRequest(record === undefined ? {} : { record });
  assert.equal(mayRead(recorded, person(PEOPLE.sam)), true);
  assert.equal(mayRead(recorded, person(PEOPLE.alice)), false);
  assert.equal(mayRead(recorded, person(PEOPLE.sam, [])), false);
  assert.equal(mayRead(aRequest(), person(PEOPLE.alice)), false);
});
