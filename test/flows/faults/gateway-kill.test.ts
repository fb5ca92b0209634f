// The app ends without warning while a target has not answered yet: what was started is never sent again, by whatever name it is asked for.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { startRogueTarget } from '../support/rogue-target.ts';
import { until } from '../support/until.ts';

const rogue = await startRogueTarget();
after(rogue.close);
const flow = await startFlow({
  inProcessHost: false,
  policyText: policyWith(ROOMY)
    .replace(
      /^targets:$/m,
      `targets:\n  rogue: { url: "http://127.0.0.1:${rogue.port}", internal: true, methods: [PUT] }`,
    )
    .replace(/^actions:$/m, 'actions:\n  http.put: { verb: put }')
    .replace(/^rules:$/m, 'rules:\n  - { id: rogue, when: resource.id.startsWith("rogue/"), effect: allow }'),
});
after(flow.stop);
const { call } = createGatewayCalls(flow);

it('killed between "started" and the answer, the call is not sent again, and its outcome stays open', async () => {
  const key = { 'idempotency-key': 'put-once' };
  const lost = call('PUT', 'rogue/hangs', { n: 1 }, key).catch((error: unknown) => error);
  await until('the call to arrive', () => rogue.arrived.length === 1 || undefined);
  await flow.world.app.kill();
  assert.ok((await lost) instanceof Error, 'the agent never hears of it');
  await flow.world.app.start();

  const again = await call('PUT', 'rogue/hangs', { n: 1 }, key);
  assert.deepEqual([again.status, again.body.type], [409, 'urn:countersign:error:approval_used']);
  const id = again.headers.get('countersign-request') ?? '';
  const named = await call('PUT', 'rogue/hangs', { n: 1 }, { 'countersign-request': id });
  assert.equal(named.status, 409);
  assert.equal(rogue.arrived.length, 1);
  const { request } = await flow.records.tells(id, 'requested', 'approved', 'redeemed', 'started');
  assert.deepEqual([request.grant?.state, request.grant?.outcome], ['redeemed', undefined]);
  assert.ok(request.grant?.outcomeDueAt, 'the clock will call it unknown');
});
