// One Idempotency-Key, one caller, one body: one request, however often and however many at once.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEV_READ, EXPORT, PROD_DELETION } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');

it('makes one request and one card of twenty equal calls at once', async () => {
  const [count, sends] = [await flow.records.count(), await flow.teams.sends()];
  const key = { 'idempotency-key': 'twenty' };
  const replies = await Promise.all(Array.from({ length: 20 }, () => etl.ask(EXPORT, key)));
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [202]);
  assert.equal(new Set(replies.map(({ text }) => text)).size, 1, 'all get the same answer');
  assert.equal(await flow.records.count(), count + 1);
  const id = replies[0]?.body.task?.id ?? '';
  await flow.records.tells(id, 'requested');
  assert.deepEqual(await flow.teams.sends(), { ...sends, posts: sends.posts + 1 });
});

it('answers a late repeat with the request as it is by then', async () => {
  const key = { 'idempotency-key': 'late' };
  const first = await etl.ask(EXPORT, key);
  const id = first.body.task?.id ?? '';
  await flow.teams.click(id, 'alice', 'approve');
  const second = await etl.ask(EXPORT, key);
  assert.deepEqual([second.status, second.body.task?.id, second.body.task?.status], [201, id, 'approved']);
  assert.ok(second.body.result);
  await flow.teams.click(id, 'alice', 'revoke');
  const third = await etl.ask(EXPORT, key);
  assert.equal(third.body.task?.grant?.state, 'revoked');
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'revoked');
});

it('refuses another body under the same key with 409 and records nothing, even one that differs in a space', async () => {
  const key = { 'idempotency-key': 'two-bodies' };
  await etl.ask(EXPORT, key);
  const count = await flow.records.count();
  const others = [JSON.stringify(DEV_READ), `${JSON.stringify(EXPORT)} `, JSON.stringify(PROD_DELETION)];
  for (const body of others)
    assertProblem(await etl.post('/api/requests', body, key), 409, 'duplicate_request');
  assert.equal(await flow.records.count(), count);
});

it('decides a race of two bodies under one key: one request, everybody else hears 409', async () => {
  const key = { 'idempotency-key': 'race' };
  const count = await flow.records.count();
  const bodies = Array.from({ length: 10 }, (_, n) => (n % 2 ? EXPORT : DEV_READ));
  const replies = await Promise.all(bodies.map((body) => etl.ask(body, key)));
  assert.equal(await flow.records.count(), count + 1);
  const good = replies.filter(({ status }) => status !== 409);
  assert.ok(good.length === 5, `${replies.map(({ status }) => status)}`);
  assert.equal(new Set(good.map(({ body }) => body.task?.id)).size, 1);
});

it('keeps callers apart: the same key of another caller is another request', async () => {
  const key = { 'idempotency-key': 'shared' };
  const [mine, theirs] = await Promise.all([etl.ask(EXPORT, key), flow.agent('deploy-bot').ask(EXPORT, key)]);
  assert.deepEqual([mine.status, theirs.status], [202, 202]);
  assert.notEqual(mine.body.task?.id, theirs.body.task?.id);
  assertProblem(await etl.read(theirs.body.task?.id ?? ''), 404, 'unknown_task');
});

it('makes a new request each time without a key', async () => {
  const [one, other] = [await etl.ask(), await etl.ask()];
  assert.notEqual(one.body.task?.id, other.body.task?.id);
});

it('answers a repeat with its request also when what it asked for has meanwhile passed', async () => {
  const key = { 'idempotency-key': 'until-then' };
  const until = new Date(Date.now() + 1500).toISOString();
  const body = { ...EXPORT, requested_access: { requested_until: until } };
  const first = await etl.ask(body, key);
  assert.equal(first.status, 202);
  await sleep(Date.parse(until) - Date.now() + 50);
  const second = await etl.ask(body, key);
  assert.equal(second.body.task?.id, first.body.task?.id, second.text);
  assertProblem(await etl.ask({ ...body, resource: DEV_READ.resource }, key), 400, 'invalid', 'another body');
  assertProblem(await etl.ask(body, { 'idempotency-key': 'never-seen' }), 400, 'invalid');
});
