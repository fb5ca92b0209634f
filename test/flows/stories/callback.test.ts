// How an agent hears of the end: signed with its own secret, the same bytes each time, until it answers or time is up.
import assert from 'node:assert/strict';
import { after, beforeEach, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { AGENTS } from '../../../local/directory.ts';
import { listen } from '../support/agent-ear.ts';
import { DEV_READ, EXPORT, PROD_DELETION } from '../support/caller.ts';
import { MINUTE_MS, SECOND_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const etl = flow.agent('nightly-etl');
const secret = (await etl.get('/access/v1/callback-secret')).body.secret ?? '';
const callback = { endpoint: ear.endpoint, state: 'job-7' };
const HOUR_MS = 60 * MINUTE_MS;

beforeEach(() => {
  (ear.heard as unknown[]).length = 0;
  ear.answers.length = 0;
});

it('calls once after an approval, signed with the secret that only this agent can fetch', async () => {
  const id = await asked(flow, { ...EXPORT, callback });
  assert.equal(ear.heard.length, 0, 'nothing is told before it is decided');
  await flow.teams.click(id, 'alice', 'approve');
  const { todos, request } = await flow.records.tells(id, 'requested', 'voted', 'approved');
  assert.equal(ear.heard.length, 1);
  const [call] = ear.heard;
  assert.ok(call);
  const said = new Webhook(secret).verify(call.bytes, { ...call.headers }) as Record<string, unknown>;
  const told = (await etl.read(id)).body;
  assert.deepEqual(said.result, told.result);
  assert.equal(said.state, 'job-7');
  assert.deepEqual(
    [todos[0]?.state, todos[0]?.attempts, call.headers['webhook-id']],
    ['done', 1, todos[0]?.webhookId],
  );
  assert.deepEqual(told.task?.delivery?.callbacks, [{ state: 'delivered', attempts: 1 }]);
  assert.equal(request.grant?.token, told.result?.approval.state);

  const other = (await flow.agent('deploy-bot').get('/access/v1/callback-secret')).body.secret ?? '';
  assert.throws(() => new Webhook(other).verify(call.bytes, { ...call.headers }));
  assert.throws(() => new Webhook(secret).verify(`${call.bytes} `, { ...call.headers }));
});

it('calls with what a person said while it waits, where the agent asked for that, and once more with the end', async () => {
  const events = ['commented', 'denied'];
  const id = await asked(flow, { ...EXPORT, callback: { ...callback, events } });
  await flow.teams.click(id, 'alice', 'comment', { comment: 'Why all?', reason: 'too_much' });
  await until('the comment is told', () => ear.heard.length === 1);
  const { todos } = await flow.records.quiet(id);
  assert.deepEqual([todos[0]?.state, todos[0]?.body], ['done', ''], 'no words stay where nobody erases them');
  await etl.on(id, 'comments', { comment: 'Only 25.' });
  await flow.teams.click(id, 'alice', 'deny');
  await until('the end is told', () => ear.heard.length === 2);
  const [first, last] = ear.heard.map(({ bytes, headers }) => new Webhook(secret).verify(bytes, headers)) as {
    readonly task: { readonly status: string; readonly comments: readonly Record<string, unknown>[] };
  }[];
  assert.equal(first?.task.status, 'pending');
  const [comment] = first?.task.comments ?? [];
  assert.deepEqual([comment?.reason_code, comment?.untrusted_text], ['too_much', 'Why all?']);
  assert.equal(last?.task.status, 'denied');
  await flow.records.tells(id, 'requested', 'commented', 'commented', 'voted', 'denied');
});

it('repeats the same id and the same bytes until the receiver takes it', async () => {
  ear.answers.push(500, 503);
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'bob', 'deny', { comment: 'No.' });
  await flow.records.quiet(id);
  assert.equal(ear.heard.length, 1);
  const waiting = (await etl.read(id)).body.task?.delivery?.callbacks[0];
  assert.deepEqual(waiting, { state: 'waiting', attempts: 1, last_error: 'answered 500' });
  for (const [attempt, wait] of [
    [2, 21],
    [3, 41],
  ] as const) {
    await flow.pass(wait * SECOND_MS);
    await until(`attempt ${attempt}`, () => ear.heard.length >= attempt);
    await flow.records.quiet(id);
  }
  await flow.pass(HOUR_MS);
  const { todos } = await flow.records.tells(id, 'requested', 'voted', 'denied');
  assert.deepEqual([todos[0]?.state, todos[0]?.attempts, ear.heard.length], ['done', 3, 3]);
  assert.equal(new Set(ear.heard.map(({ bytes }) => bytes)).size, 1);
  assert.equal(new Set(ear.heard.map(({ headers }) => headers['webhook-id'])).size, 1);
  const timestamps = ear.heard.map(({ headers }) => Number(headers['webhook-timestamp']));
  assert.ok(
    timestamps.every((at, n) => n === 0 || at > (timestamps[n - 1] ?? at)),
    'each attempt is signed anew',
  );
  assert.doesNotMatch(
    ear.heard[0]?.bytes ?? '',
    /"untrusted_text"/,
    'words of people stay behind the status call',
  );
});

it('gives up on 410 at once, and says so in the status', async () => {
  ear.answers.push(410);
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'alice', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  await flow.pass(4 * MINUTE_MS);
  const { body } = await etl.read(id);
  assert.deepEqual(body.task?.delivery?.callbacks, [
    { state: 'dead', attempts: 1, last_error: 'answered 410: it wants no more callbacks' },
  ]);
  assert.equal(ear.heard.length, 1);
  assert.equal(body.task?.status, 'approved');
});

it('follows no redirect', async () => {
  ear.answers.push(302);
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'alice', 'deny');
  await flow.records.quiet(id);
  const told = (await etl.read(id)).body.task?.delivery?.callbacks[0];
  assert.deepEqual(told, {
    state: 'waiting',
    attempts: 1,
    last_error: 'answered 302: redirects are not followed',
  });
  assert.deepEqual(
    ear.heard.map(({ path }) => path),
    ['/callbacks/nightly-etl'],
  );
});

it('is dead and visible after seventy-two hours without an answer', async () => {
  ear.answers.push(...Array.from({ length: 20 }, () => 500));
  const id = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(id, 'alice', 'deny');
  await flow.records.quiet(id);
  await flow.pass(73 * HOUR_MS);
  await until('the last attempt', async () => (await flow.records.read(id)).todos[0]?.state === 'dead');
  await flow.pass(10 * HOUR_MS);
  const { todos } = await flow.records.quiet(id);
  assert.deepEqual([todos[0]?.attempts, todos[0]?.lastError], [2, 'answered 500']);
});

it('tells expiry, withdrawal and decisions by rule as well, and only what the agent wanted to hear', async () => {
  const deniedAtOnce = await etl.ask({ ...PROD_DELETION, callback });
  const allowed = await etl.ask({ ...DEV_READ, callback });
  const withdrawn = await asked(flow, { ...EXPORT, callback });
  await etl.on(withdrawn, 'cancel');
  const expired = await asked(flow, { ...EXPORT, callback });
  const unwanted = await asked(flow, { ...EXPORT, callback: { ...callback, events: ['approved'] } });
  await etl.on(unwanted, 'cancel');
  await flow.pass(31 * MINUTE_MS);
  await flow.records.tells(expired, 'requested', 'expired');
  const ids = [deniedAtOnce.body.task?.id, allowed.body.task?.id, withdrawn, expired];
  // A callback that an earlier test left waiting may come just now.
  const told = () =>
    ear.heard.map(({ bytes }) => JSON.parse(bytes).task).filter(({ id }) => [...ids, unwanted].includes(id));
  await until('four callbacks', () => told().length >= 4);
  assert.deepEqual(
    Object.fromEntries(told().map(({ id, status }) => [id, status])),
    Object.fromEntries(ids.map((id, n) => [id, ['denied', 'approved', 'cancelled', 'expired'][n]])),
  );
  assert.equal(told().length, 4);
  assert.deepEqual((await flow.records.quiet(unwanted)).todos, []);
});

it('refuses to be pointed anywhere that is not registered for this agent', async () => {
  const count = await flow.records.count();
  const port = flow.world.ports.agent;
  const elsewhere = [
    `http://127.0.0.1:${port}/other`,
    `http://127.0.0.1:${port}/callbacks/../admin`,
    `http://127.0.0.1:${port}/callbacks/%2e%2e/admin`,
    `http://localhost:${port}/callbacks/x`,
    `https://127.0.0.1:${port}/callbacks/x`,
    `http://127.0.0.1:${port + 1}/callbacks/x`,
    `http://127.0.0.1:${port}@evil.example/callbacks/`,
    'https://evil.example/callbacks/',
  ];
  for (const endpoint of elsewhere) {
    const reply = await etl.ask({ ...EXPORT, callback: { endpoint } });
    assert.deepEqual([reply.status, reply.body.problems?.[0]?.at], [400, '/callback/endpoint'], endpoint);
  }
  const borrowed = await flow.agent('deploy-bot').ask({ ...EXPORT, callback });
  assert.equal(borrowed.status, 400, 'nor where another agent is registered');
  assert.equal(await flow.records.count(), count);
});

it('gives its secret to no one but the agent itself', async () => {
  const again = (await etl.get('/access/v1/callback-secret')).body.secret;
  assert.match(secret, /^whsec_[A-Za-z0-9+/=]{40,}$/);
  assert.equal(again, secret);
  const others = [flow.agent('warehouse'), flow.agent('audit-export'), flow.person('ada')];
  for (const other of others) assert.equal((await other.get('/access/v1/callback-secret')).status, 403);
  assert.equal((await flow.bearer().get('/access/v1/callback-secret')).status, 401);
  const unlisted = await flow.directory.mint({ azp: AGENTS.nightlyEtl.replace('c001', 'c0ff') });
  assert.equal((await flow.bearer(unlisted).get('/access/v1/callback-secret')).status, 403);
});
