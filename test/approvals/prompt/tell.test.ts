import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { tell, todoDue } from '../../../approvals/prompt/tell.ts';
import { later } from '../../../approvals/time.ts';
import type { Todo } from '../../../approvals/work.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aTodo, CALLBACK, idOf, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'todo-tell-1';
const HOUR_MS = 3_600_000;
const todo = (stage: Stage) => stage.row<Todo>(KEY);
const work = (stage: Stage) => tell(stage.desk, stage.id, KEY);
const failed = { delivered: false, error: 'HTTP 500' } as const;

/** A stage that owes its agent a callback. */
async function owing(): Promise<Stage> {
  const stage = await createStage({ callback: { endpoint: CALLBACK, state: 's' } });
  await cancel(stage.desk, stage.id, { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' });
  stage.forget();
  return stage;
}

test('a callback is delivered once, to the agent it belongs to, and is done', async () => {
  const stage = await owing();
  let to: string | undefined;
  const deliver: typeof stage.desk.deliver = (each, at, request) => {
    to = request.agent.clientId;
    return stage.desk.deliver(each, at, request);
  };
  await tell({ ...stage.desk, deliver }, stage.id, KEY);
  await work(stage);
  assert.equal(stage.delivered.length, 1);
  assert.equal(to, AGENTS.nightlyEtl);
  const { state, attempts, lease, lastError } = todo(stage);
  assert.deepEqual([state, attempts, lease, lastError], ['done', 1, undefined, undefined]);
  assert.deepEqual(stage.indexed, [`${stage.id} cancelled`]);
});

test('two workers with one doubled nudge deliver once', async () => {
  const stage = await owing();
  await Promise.all([work(stage), work(stage)]);
  assert.equal(stage.delivered.length, 1);
});

test('every attempt carries the same webhook id and the same bytes', async () => {
  const stage = await owing();
  const { body } = todo(stage);
  stage.deliveries.push(failed, failed);
  for (let n = 0; n < 3; n++) {
    await work(stage);
    stage.advance(HOUR_MS);
  }
  assert.equal(stage.delivered.length, 3);
  assert.deepEqual(new Set(stage.delivered.map((each) => each.todo.webhookId)).size, 1);
  assert.ok(stage.delivered.every((each) => each.todo.body === body));
});

test('a failed attempt keeps it live, tells why, and is tried ever more slowly: 5 s, 15 s, 45 s … 4 h', async () => {
  const stage = await owing();
  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    stage.deliveries.push(failed);
    await work(stage);
    const { nextTry, state, lastError, lease } = todo(stage);
    assert.deepEqual([state, lastError, lease], ['live', 'HTTP 500', undefined]);
    const now = stage.desk.clock();
    waits.push((Date.parse(nextTry) - Date.parse(now)) / 1000);
    stage.set(nextTry);
  }
  assert.deepEqual(waits, [5, 15, 45, 135, 405, 1215, 3645, 10935, 14400, 14400]);
});

test('before its next try nothing is sent, and the lease is given back', async () => {
  const stage = await owing();
  stage.deliveries.push(failed);
  await work(stage);
  stage.advance(4999);
  await work(stage);
  assert.deepEqual([stage.delivered.length, todo(stage).lease], [1, undefined]);
});

test('after 72 hours without success it is dead and says why', async () => {
  const stage = await owing();
  let attempts = 0;
  while (todo(stage).state === 'live' && attempts < 100) {
    stage.deliveries.push(failed);
    await work(stage);
    stage.set(todo(stage).nextTry);
    attempts++;
  }
  assert.equal(todo(stage).state, 'dead');
  assert.equal(todo(stage).lastError, 'HTTP 500');
  const took = Date.parse(stage.delivered.at(-1)?.at ?? '') - Date.parse(NOW);
  assert.ok(took >= 72 * HOUR_MS && took <= 76 * HOUR_MS, `${took / HOUR_MS} h`);
  assert.ok(attempts >= 20 && attempts <= 30, String(attempts));
});

test('a receiver that wants no more is dead at once', async () => {
  const stage = await owing();
  stage.deliveries.push({ delivered: false, error: 'HTTP 410', gone: true });
  await work(stage);
  assert.deepEqual([todo(stage).state, todo(stage).lastError], ['dead', 'HTTP 410']);
});

test('a decision is told only after it is durable: a todo whose event is absent is not sent', async () => {
  const stage = await owing();
  const early = aTodo({ key: 'todo-tell-2', event: 9 });
  await stage.desk.store.insert(stage.id, { key: early.key, data: early });
  await tell(stage.desk, stage.id, early.key);
  assert.deepEqual(stage.delivered, []);
});

test('an attempt is counted and its next try put down before it is made: a crash never loses or floods it', async () => {
  const stage = await owing();
  const deliver = () => Promise.reject(new TypeError('killed'));
  await assert.rejects(tell({ ...stage.desk, deliver }, stage.id, KEY), /killed/);
  const { attempts, nextTry, state } = todo(stage);
  assert.deepEqual([attempts, nextTry, state], [1, later(NOW, 5000), 'live']);
  await work(stage);
  assert.equal(stage.delivered.length, 0);
  stage.advance(20_000);
  await work(stage);
  assert.equal(stage.delivered.length, 1);
});

test('work nobody owes is dropped quietly', async () => {
  const stage = await owing();
  await tell(stage.desk, idOf('req', 9), KEY);
  await tell(stage.desk, stage.id, 'todo-tell-9');
  assert.deepEqual(stage.writes(), []);
});

test('a todo is due at its next try, after a lease, or never', () => {
  const lease = { holder: 'h', until: later(NOW, 1) };
  assert.equal(todoDue(aTodo({ nextTry: later(NOW, 7) }), NOW), later(NOW, 7));
  assert.equal(todoDue(aTodo({ lease }), NOW), lease.until);
  assert.equal(todoDue(aTodo({ lease: { ...lease, until: NOW } }), NOW), NOW);
  assert.equal(todoDue(aTodo({ state: 'done' }), NOW), undefined);
  assert.equal(todoDue(aTodo({ state: 'dead' }), NOW), undefined);
});

test('a todo changed under the worker is not sent by it', async () => {
  const stage = await owing();
  stage.before('read request', async () => {
    const row = await stage.desk.store.read<Todo>(stage.id, KEY);
    assert.ok(row);
    await stage.desk.store.swap(stage.id, KEY, row.etag, { ...row.data, state: 'done' });
  });
  await work(stage);
  assert.deepEqual(stage.delivered, []);
});
