// POST /api/requests: what it answers when it is asked well, and that whatever is wrong is refused by name and leaves nothing behind.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { AGENTS } from '../../../local/directory.ts';
import { DEV_READ, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { rawPost } from '../support/raw-call.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');
const warehouse = flow.agent('warehouse');
const url = `${flow.world.urls.functions}/api/requests`;
const bearer = { authorization: `Bearer ${await flow.world.tokens.agent('nightly-etl')}` };
const json = { ...bearer, 'content-type': 'application/json' };

/** Runs `calls` and asserts that no request came into being. */
async function recordsNothing(calls: () => Promise<void>): Promise<void> {
  const [count, sends] = [await flow.records.count(), await flow.teams.sends()];
  await calls();
  assert.equal(await flow.records.count(), count);
  assert.deepEqual(await flow.teams.sends(), sends);
}

it('answers 202 with the task, where to look and when, and keeps the answer out of caches', async () => {
  const context = { business_justification: 'Monthly churn model', ticket: 'INC-7' };
  const client = { model: 'gpt-x', run: 'run-9', source: 'https://ci.example.com/run/9' };
  const reply = await etl.ask({ ...EXPORT, context, client });
  assert.equal(reply.status, 202);
  const { task } = reply.body;
  assert.ok(task);
  assert.match(task.id, /^req_[0-9a-z]{26}$/);
  assert.equal(task.status_endpoint, `${flow.world.urls.functions}/access/v1/requests/${task.id}`);
  assert.deepEqual(
    ['location', 'retry-after', 'cache-control', 'content-type'].map((name) => reply.headers.get(name)),
    [task.status_endpoint, '2', 'no-store', 'application/json; charset=utf-8'],
  );
  assert.deepEqual(
    [task.status, task.policy.effect, task.policy.rules],
    ['pending', 'review', ['prod-export']],
  );
  assert.match(task.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(reply.body.result, undefined);
  const card = await flow.teams.card(task.id);
  assert.match(
    card.words,
    /context\.ticket, claimed by the agent INC-7/,
    'what counts in the hash is on the card',
  );
  assert.match(card.words, /“Monthly churn model”/);
});

const wrong: readonly (readonly [string, object | string, string])[] = [
  ['nothing at all', {}, '/action'],
  ['a list', '[]', ''],
  ['a text', '"approve"', ''],
  ['no JSON', '{"action":', ''],
  ['two values', '{}{}', ''],
  ['a duplicate key', '{"action":{"name":"a","name":"b"},"resource":{"type":"t","id":"i"}}', '/action/name'],
  [
    'a number beyond 2^53',
    '{"action":{"name":"a","properties":{"n":9007199254740993}},"resource":{"type":"t","id":"i"}}',
    '/action/properties/n',
  ],
  [
    '1e400',
    '{"action":{"name":"a","properties":{"n":1e400}},"resource":{"type":"t","id":"i"}}',
    '/action/properties/n',
  ],
  [
    'NaN',
    '{"action":{"name":"a","properties":{"n":NaN}},"resource":{"type":"t","id":"i"}}',
    '/action/properties/n',
  ],
  [
    '__proto__',
    '{"action":{"name":"a","properties":{"__proto__":{}}},"resource":{"type":"t","id":"i"}}',
    '/action/properties',
  ],
  [
    'a lone surrogate',
    '{"action":{"name":"a","properties":{"s":"\\ud800"}},"resource":{"type":"t","id":"i"}}',
    '/action/properties/s',
  ],
  ['a byte order mark', '\ufeff{}', ''],
  [
    '33 levels',
    `{"action":{"name":"a","properties":{"d":${'['.repeat(31)}${']'.repeat(31)}}},"resource":{"type":"t","id":"i"}}`,
    '/action/properties/d',
  ],
  ['a member of ours', { ...EXPORT, status: 'approved' }, '/status'],
  ['an approval of its own', { ...EXPORT, approvers: [], approved: true }, '/approve'],
  ['a policy version', { ...EXPORT, policy_version: 'x' }, '/policy_version'],
  ['an unknown member deep down', { ...EXPORT, action: { ...EXPORT.action, risk: 'low' } }, '/action/risk'],
  ['another subject', { ...EXPORT, subject: { type: 'agent', id: AGENTS.deployBot } }, '/subject/id'],
  ['a person as subject', { ...EXPORT, subject: { type: 'user', id: AGENTS.nightlyEtl } }, '/subject/type'],
  ['an action name with a bidi trick', { ...EXPORT, action: { name: 'read\u202e' } }, '/action/name'],
  [
    'a resource id that hides something',
    { ...EXPORT, resource: { type: 'database', id: 'prod/\u200bx' } },
    '/resource/id',
  ],
  [
    'parameters that do not fit the schema',
    { ...EXPORT, action: { name: 'data.export', properties: { format: 'exe', rows: -1 } } },
    '/action/properties',
  ],
  [
    'a date without an offset',
    { ...EXPORT, requested_access: { requested_until: '2027-01-01T00:00:00' } },
    '/requested_access/requested_until',
  ],
  [
    'an end that has passed',
    { ...EXPORT, requested_access: { requested_until: '2026-01-01T00:00:00Z' } },
    '/requested_access/requested_until',
  ],
  ['a javascript source', { ...EXPORT, client: { source: 'javascript:alert(1)' } }, '/client/source'],
  [
    'an unknown event',
    { ...EXPORT, callback: { endpoint: 'https://x.example/', events: ['pending'] } },
    '/callback/events',
  ],
];
it('refuses whatever it does not understand: 400, the place and the cure, and nothing is recorded', async () => {
  await recordsNothing(async () => {
    for (const [what, body, at] of wrong) {
      const reply = await etl.post('/api/requests', body);
      assertProblem(reply, 400, 'invalid', what);
      const [problem] = reply.body.problems ?? [];
      assert.ok(problem?.at.startsWith(at), `${what}: ${JSON.stringify(reply.body.problems)}`);
      assert.ok((problem?.message ?? '').length > 5, what);
    }
  });
});

it('refuses bodies that are not UTF-8, not JSON by their type, or packed', async () => {
  await recordsNothing(async () => {
    const good = JSON.stringify(EXPORT);
    const length = { 'content-length': String(Buffer.byteLength(good)) };
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', ''];
    for (const type of types) {
      const reply = await rawPost(url, { ...bearer, ...length, 'content-type': type }, good);
      assertProblem(reply, 400, 'invalid', type);
      assert.equal(reply.body.problems?.[0]?.at, 'Content-Type');
    }
    const bytes = Buffer.from(good.replace('csv', 'cs\u00ff'), 'latin1');
    assertProblem(
      await rawPost(url, { ...json, 'content-length': String(bytes.length) }, bytes),
      400,
      'invalid',
    );
    const utf16 = Buffer.from(good, 'utf16le');
    assertProblem(
      await rawPost(url, { ...json, 'content-length': String(utf16.length) }, utf16),
      400,
      'invalid',
    );
  });
});

it('needs a Content-Length (411), and takes at most 64 KiB (413), before anything is parsed', async () => {
  await recordsNothing(async () => {
    assertProblem(await rawPost(url, json, JSON.stringify(EXPORT)), 411, 'length_required');
    const big = `{"action":"${'x'.repeat(65_536)}`;
    assertProblem(await etl.post('/api/requests', big), 413, 'too_large');
    const note = 'x'.repeat(50 * 1024);
    const wide = { ...EXPORT, action: { name: 'data.export', properties: { format: 'csv', rows: 1, note } } };
    assertProblem(await etl.ask(wide), 413, 'too_large', 'an intent over 48 KiB');
  });
});

it('refuses an Idempotency-Key that is empty, long or invisible', async () => {
  await recordsNothing(async () => {
    for (const key of ['x'.repeat(256), 'a b', 'é']) {
      const reply = await etl.ask(EXPORT, { 'idempotency-key': key });
      assertProblem(reply, 400, 'invalid', key);
      assert.equal(reply.body.problems?.[0]?.at, 'Idempotency-Key');
    }
  });
});

it('lets an enforcer ask for a registered agent on its own resource types; both stand in the record', async () => {
  const subject = { type: 'agent', id: AGENTS.nightlyEtl };
  const reply = await warehouse.ask({ ...EXPORT, subject });
  assert.equal(reply.status, 202);
  const id = reply.body.task?.id ?? '';
  const { request, events } = await flow.records.tells(id, 'requested');
  assert.deepEqual(
    [request.agent.clientId, request.enforcer?.clientId],
    [AGENTS.nightlyEtl, AGENTS.warehouse],
  );
  assert.equal(events[0]?.actor.kind, 'enforcer');
  const owner = await flow.teams.click(id, 'dana', 'approve');
  assert.match(owner.text, /^You own this agent/, "the agent's owner stays barred");

  await flow.teams.click(id, 'alice', 'approve');
  const { result } = (await warehouse.read(id)).body;
  assert.equal((await etl.redeem(result?.approval ?? {}, 'not-mine')).body.decision, false);
  const used = await warehouse.redeem(result?.approval ?? {}, 'mine', { ...EXPORT, subject });
  assert.equal(used.body.decision, true);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed');
});

it('refuses an enforcer without an agent, with one nobody registered, and outside its resource types', async () => {
  await recordsNothing(async () => {
    const subject = { type: 'agent', id: AGENTS.nightlyEtl };
    assertProblem(await warehouse.ask(EXPORT), 400, 'invalid');
    const stranger = { type: 'agent', id: AGENTS.nightlyEtl.replace('c001', 'c0ff') };
    assertProblem(await warehouse.ask({ ...EXPORT, subject: stranger }), 400, 'invalid');
    const itself = { type: 'agent', id: AGENTS.warehouse };
    assertProblem(await warehouse.ask({ ...EXPORT, subject: itself }), 400, 'invalid');
    const elsewhere = { ...DEV_READ, resource: { type: 'kubernetes', id: 'dev/x' }, subject };
    assertProblem(await warehouse.ask(elsewhere), 403, 'not_permitted');
    assertProblem(await warehouse.post('/access/v1/evaluation', elsewhere), 403, 'not_permitted');
    const unregistered = flow.bearer(
      await flow.directory.mint({ roles: ['Requests.Enforce', 'Requests.Create'], azp: AGENTS.deployBot }),
    );
    assertProblem(await unregistered.ask({ ...EXPORT, subject }), 403, 'not_permitted');
  });
});
