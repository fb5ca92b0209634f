// An agent that has no credential of the cluster, a gateway that has: what a rule allows goes through at once, what a person approved goes
// through once, and nothing else ever does.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { encode } from '../../../store/entity.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';

const flow = await startFlow();
after(flow.stop);
const { call, seen } = createGatewayCalls(flow);
const store = createRecordStore<ApprovalRequest>(flow.storage.requests, 'request');
const DEPLOYMENTS = 'cluster/apis/apps/v1/namespaces/prod/deployments';
const WEB = `${DEPLOYMENTS}/web`;
const SCALE = { spec: { replicas: 5 } };
const RAN = ['requested', 'voted', 'approved', 'redeemed', 'started', 'outcome'] as const;

it('passes on at once what a rule allows, with the credential that the agent never has, and records it', async () => {
  const before = (await seen()).length;
  const reply = await call('GET', DEPLOYMENTS);
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.headers.get('countersign-from'), 'target');
  assert.match(reply.text, /DeploymentList/);
  const id = reply.headers.get('countersign-request') ?? '';
  await flow.records.tells(id, 'requested', 'approved', 'redeemed', 'started', 'outcome');
  assert.equal((await seen()).length, before + 1);
});

it('lets a change wait for a person, and sends exactly the approved bytes once', async () => {
  const before = (await seen()).length;
  const asked = await call('PATCH', WEB, SCALE);
  assert.equal(asked.status, 202, asked.text);
  assert.ok(asked.headers.get('retry-after'));
  const id = asked.body.task?.id ?? '';
  const { words } = await flow.teams.card(id);
  assert.match(words, /deploy-bot asks to change kubernetes cluster\/apis\/apps/);
  assert.equal((await call('PATCH', WEB, SCALE, { 'countersign-request': id })).status, 202);
  assert.equal((await seen()).length, before, 'nothing goes out before the approval');
  const CHANGED = { spec: { replicas: 50 } };
  const early = await call('PATCH', WEB, CHANGED, { 'countersign-request': id });
  assert.match(early.text, /out_of_scope.* by this call\. The request still waits for people/);

  await flow.teams.click(id, 'alice', 'approve');
  const other = await call('PATCH', WEB, CHANGED, { 'countersign-request': id });
  assert.equal(other.status, 409, other.text);
  assert.match(other.text, /out_of_scope.* by this call\. It did not use the approval up\./);
  assert.equal((await seen()).length, before, 'other bytes go nowhere');

  const sent = await call('PATCH', WEB, SCALE, { 'countersign-request': id });
  assert.equal(sent.status, 200, sent.text);
  assert.match(sent.text, /"replicas":5/);
  const again = await call('PATCH', WEB, SCALE, { 'countersign-request': id });
  assert.equal(again.status, 409);
  assert.match(again.text, /approval_used/);
  const late = await call('PATCH', WEB, CHANGED, { 'countersign-request': id });
  assert.match(late.text, /out_of_scope.* by this call\. The approval was used before, at 2/);
  assert.equal((await seen()).length, before + 1);
  await flow.records.tells(id, ...RAN);
});

it('sends nothing by a row that somebody altered in storage: the call is not the one that was signed', async () => {
  const before = (await seen()).length;
  const wanted = { spec: { replicas: 6 } };
  const id = (await call('PATCH', WEB, wanted)).body.task?.id ?? '';
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'approve');
  const row = await store.load(id);
  assert.ok(row);
  const { agent } = row.data;
  const altered = { ...row.data, agent: { ...agent, onBehalfOf: PEOPLE.alice } };
  await flow.storage.requests.upsertEntity(encode(id, 'request', altered), 'Replace');
  const reply = await call('PATCH', WEB, wanted, { 'countersign-request': id });
  assert.equal(reply.status, 409, reply.text);
  assert.match(reply.text, /out_of_scope/);
  assert.equal((await seen()).length, before);
  // What is left behind is verified once more in the end, and would find it.
  await flow.storage.requests.upsertEntity(encode(id, 'request', row.data), 'Replace');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('takes the same call under the same Idempotency-Key for the one that was approved', async () => {
  const key = { 'idempotency-key': 'scale-web-to-7' };
  const wanted = { spec: { replicas: 7 } };
  const asked = await call('PATCH', WEB, wanted, key);
  assert.equal(asked.status, 202, asked.text);
  const id = asked.body.task?.id ?? '';
  await flow.teams.card(id);
  await flow.teams.click(id, 'bob', 'approve');
  assert.equal(
    (await call('PATCH', WEB, { spec: { replicas: 8 } }, key)).status,
    409,
    'a key is for one call',
  );
  const sent = await call('PATCH', WEB, wanted, key);
  assert.equal(sent.status, 200, sent.text);
  assert.match(sent.text, /"replicas":7/);
});

it('tells the reasons of a person who denies, as untrusted text', async () => {
  const asked = await call(
    'PATCH',
    WEB,
    { spec: { replicas: 0 } },
    { 'countersign-reason': 'Nobody visits us.' },
  );
  const id = asked.body.task?.id ?? '';
  assert.match((await flow.teams.card(id)).words, /Nobody visits us\./);
  await flow.teams.click(id, 'alice', 'deny', { comment: 'Somebody does.' });
  const reply = await call('PATCH', WEB, { spec: { replicas: 0 } }, { 'countersign-request': id });
  assert.deepEqual([reply.status, reply.body.type], [403, 'urn:countersign:error:denied']);
  assert.equal(reply.body.task?.status, 'denied');
  assert.equal(reply.body.task.decision?.votes[0]?.untrusted_text, 'Somebody does.');
});

it('answers what the policy denies with a problem, and sends nothing', async () => {
  const before = (await seen()).length;
  const reply = await call('DELETE', WEB);
  assert.equal(reply.status, 403, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /problem\+json/);
  assert.match(reply.text, /no-prod-deletion/);
  assert.equal((await seen()).length, before);
});
