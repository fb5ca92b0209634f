import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnough, keep, release, take } from '../../../approvals/change/lease.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { NOW } from '../../support/builders.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const prompt = (stage: Awaited<ReturnType<typeof createStage>>) => stage.row<Prompt>(KEY);

test('a lease is taken for twenty seconds, and nobody else gets it meanwhile', async () => {
  const stage = await createStage();
  const taken = await take<Prompt>(stage.desk, stage.id, KEY, 'one');
  assert.ok(typeof taken === 'object');
  assert.deepEqual(prompt(stage).lease, { holder: 'one', until: later(NOW, 20_000) });
  stage.advance(19_999);
  assert.equal(await take(stage.desk, stage.id, KEY, 'two'), 'held');
  assert.ok(typeof (await take(stage.desk, stage.id, KEY, 'one')) === 'object');
});

test('a lease that ran out goes to the next, and its former holder can store nothing', async () => {
  const stage = await createStage();
  const first = await take<Prompt>(stage.desk, stage.id, KEY, 'one');
  stage.advance(20_000);
  assert.ok(typeof (await take(stage.desk, stage.id, KEY, 'two')) === 'object');
  assert.ok(typeof first === 'object');
  assert.equal(await keep(stage.desk, stage.id, KEY, first, first.data, 'one'), undefined);
  assert.equal(prompt(stage).lease?.holder, 'two');
});

test('of two who take it at once one gets it', async () => {
  const stage = await createStage();
  let second: unknown;
  stage.before('swap', async () => {
    second = await take(stage.desk, stage.id, KEY, 'two');
  });
  assert.equal(await take(stage.desk, stage.id, KEY, 'one'), 'held');
  assert.ok(typeof second === 'object');
  assert.equal(prompt(stage).lease?.holder, 'two');
});

test('a lease whose reply was lost is still ours', async () => {
  const stage = await createStage();
  stage.spoil('swap', 'lost');
  assert.ok(typeof (await take(stage.desk, stage.id, KEY, 'one')) === 'object');
});

test('a row nobody made is absent, not held', async () => {
  const stage = await createStage();
  assert.equal(await take(stage.desk, stage.id, 'prompt-9', 'one'), 'absent');
});

test('keeping renews the lease, or gives it up in the same write', async () => {
  const stage = await createStage();
  const taken = await take<Prompt>(stage.desk, stage.id, KEY, 'one');
  assert.ok(typeof taken === 'object');
  stage.advance(5000);
  const kept = await keep(stage.desk, stage.id, KEY, taken, { ...taken.data, attempts: 1 }, 'one');
  assert.deepEqual(prompt(stage).lease, { holder: 'one', until: later(NOW, 25_000) });
  assert.ok(kept);
  await release(stage.desk, stage.id, KEY, kept, kept.data);
  assert.deepEqual([prompt(stage).lease, prompt(stage).attempts], [undefined, 1]);
});

test('a lease never touches the request', async () => {
  const stage = await createStage();
  const before = stage.tables.get(stage.id, 'request')?.etag;
  await take(stage.desk, stage.id, KEY, 'one');
  assert.equal(stage.tables.get(stage.id, 'request')?.etag, before);
});

test('an outside call starts only with twelve seconds of one’s own lease left', () => {
  const lease = { holder: 'one', until: later(NOW, 12_000) };
  assert.equal(isEnough(lease, 'one', NOW), true);
  assert.equal(isEnough(lease, 'one', later(NOW, 1)), false);
  assert.equal(isEnough(lease, 'two', NOW), false);
  assert.equal(isEnough(undefined, 'one', NOW), false);
});
