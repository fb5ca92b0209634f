// Reading a request and waiting for it, acting on it as its agent, and what anyone or an administrator may see.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { rawPost } from '../support/raw-call.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');
const NOBODYS = 'req_00000000000000000000000000';

it("tells another's request and one that does not exist apart for nobody, at no door", async () => {
  const id = await asked(flow);
  const bodies: readonly (readonly [string, object])[] = [
    ['cancel', {}],
    ['comments', { comment: 'hello' }],
    ['outcome', { result: 'succeeded' }],
  ];
  for (const other of [flow.agent('deploy-bot'), flow.agent('warehouse'), flow.agent('audit-export')]) {
    const [foreign, unknown] = [await other.read(id), await other.read(NOBODYS)];
    assertProblem(foreign, 404, 'unknown_task');
    assert.equal(foreign.text, unknown.text);
    for (const [what, body] of bodies) {
      const [theirs, none] = [await other.on(id, what, body), await other.on(NOBODYS, what, body)];
      assertProblem(theirs, 404, 'unknown_task', what);
      assert.equal(theirs.text, none.text);
    }
  }
  assert.equal((await flow.person('alice').read(id)).text, (await etl.read(NOBODYS)).text);
  await flow.records.tells(id, 'requested');
});

it('takes no id of another shape anywhere near storage', async () => {
  for (const id of [
    'req_1',
    'REQ_00000000000000000000000000',
    `${NOBODYS}'`,
    '%252e%252e',
    `${NOBODYS}%00`,
    'null',
  ]) {
    assertProblem(await etl.read(id), 404, 'unknown_task', id);
    const decision = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
    assertProblem(decision, 404, 'unknown_task', id);
  }
});

it('refuses unknown members and missing ones at the doors of a request', async () => {
  const id = await asked(flow);
  const wrong: readonly (readonly [string, object])[] = [
    ['cancel', { force: true }],
    ['comments', {}],
    ['comments', { comment: 'x', by: 'alice' }],
    ['outcome', { result: 'unknown' }],
    ['outcome', { result: 'succeeded', status: 'approved' }],
  ];
  for (const [what, body] of wrong) assertProblem(await etl.on(id, what, body), 400, 'invalid', what);
  assertProblem(await etl.on(id, 'comments', { comment: '  ' }), 400, 'comment_empty');
  assertProblem(await etl.on(id, 'comments', { comment: 'x'.repeat(5000) }), 400, 'comment_too_long');
  assertProblem(await etl.on(id, 'outcome', { result: 'succeeded' }), 409, 'invalid_task_state');
  await flow.records.tells(id, 'requested');
});

it('tells whether anybody was reached', async () => {
  const id = await asked(flow);
  const { body } = await etl.read(id);
  const { prompts: [prompt] = [], ...others } = body.task?.delivery ?? { prompts: [] };
  assert.deepEqual(others, { nobody_reached: false, callbacks: [] });
  const { history, ...told } = prompt as unknown as {
    readonly history: readonly { readonly what: string }[];
  };
  assert.deepEqual(told, { route: 'data-approvals', state: 'delivered' });
  assert.deepEqual(
    history.map(({ what }) => what),
    ['posted'],
  );
});

it('waits with Prefer: wait until the decision and answers within a second of it', async () => {
  const id = await asked(flow);
  const started = performance.now();
  const waiting = etl.read(id, { prefer: 'wait=20' });
  await flow.teams.click(id, 'alice', 'deny');
  const decided = performance.now();
  const reply = await waiting;
  assert.equal(reply.body.task?.status, 'denied');
  assert.ok(performance.now() - decided < 2500, 'it looks twice a second');
  assert.ok(performance.now() - started < 20_000);
  const at = performance.now();
  assert.equal((await etl.read(id, { prefer: 'wait=20' })).body.task?.status, 'denied');
  assert.ok(performance.now() - at < 2000, 'what has ended is told at once');
});

it('a comment ends a wait too; who says how many it knows misses none between two calls', async () => {
  const id = await asked(flow);
  const waiting = etl.read(id, { prefer: 'wait=20' });
  await flow.teams.click(id, 'alice', 'comment', { comment: 'Why all?', reason: 'too_much' });
  const { task } = (await waiting).body;
  assert.deepEqual([task?.status, task?.comment_count], ['pending', 1]);
  assert.deepEqual(
    [task?.comments?.[0]?.reason_code, task?.comments?.[0]?.untrusted_text],
    ['too_much', 'Why all?'],
  );
  const started = performance.now();
  await etl.read(id, { prefer: 'wait=20, comments=0' });
  assert.ok(performance.now() - started < 5000, 'what is news to the caller is told at once');
  await etl.read(id, { prefer: 'wait=1, comments=1' });
  assert.ok(performance.now() - started >= 900, 'what is not is waited for');
});

it('ends a wait in vain with the pending task, and takes nonsense for no wait', async () => {
  const id = await asked(flow);
  const started = performance.now();
  const reply = await etl.read(id, { prefer: 'respond-async, wait=1' });
  assert.deepEqual(
    [reply.status, reply.body.task?.status, reply.headers.get('retry-after')],
    [200, 'pending', '2'],
  );
  assert.ok(performance.now() - started >= 900);
  for (const prefer of ['wait=-1', 'wait=abc', 'wait', 'wait=0']) {
    const at = performance.now();
    assert.equal((await etl.read(id, { prefer })).status, 200);
    assert.ok(performance.now() - at < 900, prefer);
  }
});

it('lets one caller wait eight times at once; the ninth hears 429, another caller is not disturbed', async () => {
  const id = await asked(flow);
  const theirs = await flow.agent('deploy-bot').ask(EXPORT);
  const waits = Array.from({ length: 8 }, () => etl.read(id, { prefer: 'wait=3' }));
  // They must be waiting before the ninth comes: the first of them are once a call of another caller has gone through.
  await new Promise((resolve) => setTimeout(resolve, 700));
  const ninth = await etl.read(id, { prefer: 'wait=3' });
  assertProblem(ninth, 429, 'limit_reached');
  assert.equal((await etl.read(id)).status, 200, 'without waiting it is answered');
  const other = await flow.agent('deploy-bot').read(theirs.body.task?.id ?? '', { prefer: 'wait=1' });
  assert.equal(other.status, 200);
  const replies = await Promise.all(waits);
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200]);
  assert.equal((await etl.read(id, { prefer: 'wait=1' })).status, 200, 'and then there is room again');
});

it('publishes where its doors are and its public keys to anyone, and no private part of a key', async () => {
  const base = flow.world.urls.functions;
  const metadata = await flow.bearer().get('/.well-known/authzen-configuration');
  assert.equal(metadata.status, 200);
  assert.deepEqual(JSON.parse(metadata.text), {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_request_endpoint: `${base}/api/requests`,
    jwks_uri: `${base}/access/v1/jwks`,
    capabilities: ['urn:openid:authzen:capability:access-request'],
  });
  const keys = JSON.parse((await flow.bearer().get('/access/v1/jwks')).text).keys;
  assert.equal(keys.length, 1);
  assert.deepEqual([keys[0].kty, keys[0].crv, keys[0].d], ['EC', 'P-256', undefined]);
  assert.match(metadata.headers.get('cache-control') ?? '', /max-age=300/);
});

it('answers this machine alone: a call under another name reaches no door', async () => {
  const body = JSON.stringify(EXPORT);
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
  const before = await flow.records.count();
  for (const path of ['/api/requests', '/api/messages', '/access/v1/evaluation']) {
    for (const host of ['dev.example.com', '192.168.0.7:7071']) {
      const reply = await rawPost(`${flow.world.urls.functions}${path}`, { ...headers, host }, body);
      assert.deepEqual([reply.status, reply.body.type], [421, 'urn:countersign:error:local_only'], path);
    }
  }
  assert.equal(await flow.records.count(), before);
});

it('tells anyone that it lives, and administrators alone how it is', async () => {
  const health = await flow.bearer().get('/api/health');
  assert.deepEqual(
    [health.status, Object.keys(JSON.parse(health.text))],
    [200, ['status', 'mode', 'policy_version']],
  );
  assert.match(health.text, /"mode":"local"/);
  for (const caller of [
    etl,
    flow.agent('warehouse'),
    flow.agent('audit-export'),
    flow.person('alice'),
    flow.person('audrey'),
  ]) {
    assertProblem(await caller.get('/api/ready'), 403, 'not_permitted');
  }
  const ready = await flow.person('ada').get('/api/ready');
  assert.equal(ready.status, 200);
  const state = JSON.parse(ready.text);
  assert.deepEqual([state.ready, state.poison_length, state.overdue, state.unreached], [true, 0, 0, 0]);
});

it('answers other methods and paths with 404, and changes nothing by any GET', async () => {
  const id = await asked(flow);
  const before = await flow.records.read(id);
  const paths = [
    `/access/v1/requests/${id}/cancel`,
    `/access/v1/requests/${id}/decisions?decision=approve`,
    `/access/v1/requests/${id}/revoke`,
    '/api/requests',
    '/access/v1/evaluation',
    '/api/messages',
    '/api/approve',
    '/',
  ];
  for (const path of paths) assert.equal((await etl.get(path)).status, 404, path);
  for (const path of ['/api/health', '/access/v1/jwks', `/access/v1/requests/${id}`])
    assert.equal((await etl.post(path, {})).status, 404, path);
  await etl.read(id);
  assert.deepEqual(await flow.records.read(id), before);
});
