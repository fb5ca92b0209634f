// Limits of allow rules, through every door that can say yes: over the real wire, against the real storage, many at once.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { AGENTS } from '../../../local/directory.ts';
import { DEV_READ } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { rowsOf, setVersion } from '../support/versions.ts';

const limit = (id: string, member: string) => (text: string) =>
  text.replace(new RegExp(`(  - id: ${id}\\n(?:    .*\\n)*?    effect: allow)`), `$1\n    limit: ${member}`);
const policyText = [
  limit('dev-read', '{ count: 20, per: agent, window: 1h }'),
  limit('cluster-read', '{ count: 5, per: resource, window: 1h }'),
  limit('everyday-commands', '{ count: 2, per: agent, window: 1h }'),
].reduce((text, change) => change(text), policyWith(ROOMY));
const flow = await startFlow({ policyText });
after(flow.stop);
const etl = flow.agent('nightly-etl');
const HOUR_MS = 60 * MINUTE_MS;
const DEPLOYMENTS = 'cluster/apis/apps/v1/namespaces/prod/deployments';
const WEB = `${DEPLOYMENTS}/web`;
const REACHED = 'limit of rule dev-read reached: 20 in 1 h';
const manyOf = <T>(count: number, run: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => run(n)));
const evaluate = (wish: object) => etl.post('/access/v1/evaluation', wish);
async function tool(name: string, args: object) {
  const params = { name, arguments: args };
  const accept = { accept: 'application/json, text/event-stream' };
  const { text } = await etl.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, accept);
  return JSON.parse(text).result.structuredContent;
}

it('of 60 asks at once exactly the 20 that the limit says are allowed, and the others wait for people', async () => {
  const replies = await manyOf(60, (n) => etl.ask(DEV_READ, { 'idempotency-key': `read-${n}` }));
  const ids = (status: number) =>
    replies.filter((each) => each.status === status).map(({ body }) => body.task?.id ?? '');
  assert.deepEqual([ids(201).length, ids(202).length], [20, 40]);
  for (const id of ids(201)) {
    const { request, events } = await flow.records.tells(id, 'requested', 'approved');
    assert.equal(request.verdict.effect, 'allow');
    const [counted] = request.verdict.counted?.limits ?? [];
    assert.ok(counted && counted.found < 20, JSON.stringify(counted));
    assert.deepEqual(events[0]?.facts.counted, request.verdict.counted);
  }
  for (const id of ids(202)) {
    const { request } = await flow.records.read(id);
    assert.deepEqual(request.verdict.risk, { level: 'high', reasons: [REACHED] });
    assert.deepEqual(
      request.verdict.requirements.map(({ groups }) => groups.map(({ name }) => name)),
      [['data-owners']],
    );
    assert.ok((request.verdict.counted?.limits[0]?.found ?? 0) >= 20);
  }
  const again = await manyOf(60, (n) => etl.ask(DEV_READ, { 'idempotency-key': `read-${n}` }));
  assert.deepEqual(
    again.map(({ body }) => body.task?.id),
    replies.map(({ body }) => body.task?.id),
    'a repeat is the same request, and counts no more',
  );
  const { words } = await flow.teams.card(ids(202)[0] ?? '');
  assert.ok(words.includes('20 of 20 in 1 h are used by nightly-etl (limit of rule dev-read)'), words);
});

it('at the limit no other door says yes: a question, an evaluation, MCP, an enforcer', async () => {
  const before = await flow.records.count();
  const counted = { rule: 'dev-read', count: 20, per: 'agent', window_seconds: 3600, found: 20 };
  for (const told of [(await evaluate(DEV_READ)).body, await tool('check_policy', DEV_READ)]) {
    assert.deepEqual(
      [told.decision, told.context.reason, told.context.limits],
      [false, 'approval_required', [counted]],
    );
  }
  assert.equal((await tool('request_approval', DEV_READ)).task.status, 'pending');
  const subject = { type: 'agent', id: AGENTS.nightlyEtl };
  assert.equal((await flow.agent('warehouse').ask({ ...DEV_READ, subject })).status, 202);
  const other = { ...DEV_READ, resource: { type: 'database', id: 'dev/orders' } };
  assert.equal((await etl.ask(other)).status, 202, 'it is all of the agent that is counted');
  const explained = JSON.parse(
    (await flow.agent('audit-export').post('/api/policy/explain', { ...DEV_READ, subject })).text,
  );
  assert.deepEqual([explained.effect, explained.just_now], ['review', { limits: [counted] }]);
  assert.equal(await flow.records.count(), before + 5);
  assert.equal((await flow.agent('deploy-bot').ask(DEV_READ)).status, 201, 'another agent has its own');
});

it('what a person approves does not count, an evaluation does, a question does not, and the window slides', async () => {
  const reply = await etl.ask(DEV_READ);
  const id = reply.body.task?.id ?? '';
  await flow.teams.card(id);
  assert.equal((await flow.teams.click(id, 'alice', 'approve')).status, 200);
  await flow.pass(HOUR_MS);
  for (let n = 0; n < 3; n++) {
    const { decision, context } = await tool('check_policy', DEV_READ);
    assert.deepEqual([decision, context.limits[0].found], [true, 0]);
  }
  const yeses = await manyOf(30, () => evaluate(DEV_READ));
  assert.equal(yeses.filter(({ body }) => body.decision === true).length, 20);
  assert.equal((await etl.ask(DEV_READ)).status, 202);
});

it('of 15 calls through the gateway at once exactly five go out, and each resource has its own count', async () => {
  const { call, seen } = createGatewayCalls(flow);
  const before = (await seen()).length;
  const replies = await manyOf(15, () => call('GET', WEB));
  assert.equal(replies.filter(({ status }) => status === 200).length, 5);
  assert.equal(replies.filter(({ status }) => status === 202).length, 10);
  assert.equal((await seen()).length, before + 5);
  assert.equal((await call('GET', `${WEB}?watch=0`)).status, 202, 'another query is no other resource');
  assert.equal((await call('GET', DEPLOYMENTS)).status, 200);
  assert.equal((await seen()).length, before + 6);
});

it('a line of commands counts once for each rule that allows it, and redeeming counts nothing', async () => {
  const line = (command: string) => ({
    action: { name: 'shell.command', properties: { command, cwd: '/work' } },
    resource: { type: 'workspace', id: 'demo' },
  });
  const first = await etl.ask(line('ls && cat README.md && git status'));
  assert.equal(first.status, 201, first.text);
  const approval = first.body.result?.approval ?? {};
  const used = await etl.redeem(approval, 'x-1', line('ls && cat README.md && git status'));
  assert.equal(used.body.decision, true);
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await etl.ask(line('ls'))).status);
  assert.deepEqual(statuses, [201, 202, 202]);
});

it('the sweep forgets places whose window is over, and leaves those that still count or are of a newer version', async () => {
  const places = () => rowsOf(flow.storage.quotas, 'limit-');
  const [newer] = (await places()).filter(({ partitionKey }) => partitionKey.includes('cluster-read'));
  assert.ok(newer);
  await setVersion([newer], 2);
  await flow.pass(HOUR_MS + 6 * MINUTE_MS);
  assert.equal((await evaluate(DEV_READ)).body.decision, true);
  await flow.sweep();
  assert.deepEqual(
    (await places()).map(({ partitionKey }) => partitionKey),
    [`limit-${AGENTS.nightlyEtl}-dev-read-agent`, newer.partitionKey],
  );
});
