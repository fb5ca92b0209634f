import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denyPending } from '../../../approvals/agent/deny-pending.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { pendingQuota } from '../../../approvals/counting/quota.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { later } from '../../../approvals/time.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { pause, resume, standing } from '../../support/pausing.ts';
import { createEmptyStage, createStage, type Stage } from '../../support/stage.ts';

async function asked(count: number): Promise<Stage> {
  const stage = createEmptyStage();
  for (let n = 1; n <= count; n++) await submit(stage.desk, anAsk({ id: idOf('req', n) }));
  stage.forget();
  return stage;
}
const statusesOf = async (stage: Stage, count: number) => {
  const ids = Array.from({ length: count }, (_, n) => idOf('req', n + 1));
  const rows = await Promise.all(ids.map((id) => stage.desk.store.load(id)));
  return rows.map((row) => row?.data.status);
};
const all = (count: number, status: string) => Array.from({ length: count }, () => status);

test('whatever write is the last one before the caller dies, the sweep denies the rest, and says when it is done', async () => {
  for (const access of [
    'watch',
    'commit paused',
    'list what waits',
    'read request',
    'commit denied',
  ] as const) {
    const stage = await asked(5);
    const cut = () => Promise.reject(new Error('power cut'));
    stage.before(access, cut);
    const quota = access === 'list what waits' ? { ...stage.desk.quota, list: cut } : stage.desk.quota;
    await pause({ desk: { ...stage.desk, quota } }).catch((error: Error) =>
      assert.match(error.message, /power cut/),
    );
    if (standing(stage).row?.pause === undefined) await pause(stage);
    for (let n = 0; n < 3; n++) {
      stage.advance(20_000);
      await sweep(stage.desk);
    }
    assert.deepEqual(await statusesOf(stage, 5), all(5, 'denied'), access);
    assert.deepEqual(standing(stage).types, ['paused', 'pending_denied']);
    assert.equal(standing(stage).row?.pause?.denying, false);
  }
});

test('storage that fails for one request denies the others, and the pause stands', async () => {
  const stage = await asked(4);
  stage.spoil('commit denied', ...(Array.from({ length: 30 }, () => 'fail') as 'fail'[]));
  const paused = await pause(stage);
  assert.ok(paused.ok);
  const statuses = await statusesOf(stage, 4);
  assert.ok(statuses.includes('denied') && statuses.includes('pending'), statuses.join());
  assert.equal(paused.value.record.pause?.denying, true);
  stage.advance(25_000);
  await sweep(stage.desk);
  assert.deepEqual(await statusesOf(stage, 4), all(4, 'denied'));
  assert.equal(standing(stage).row?.pause?.denying, false);
});

test('nothing is begun after the time it was given; what is left is told', async () => {
  const stage = await asked(3);
  const list = () => Promise.reject(new StoreFault('died', true));
  await pause({ desk: { ...stage.desk, quota: { ...stage.desk.quota, list } } });
  const { row } = standing(stage);
  assert.ok(row);
  assert.equal((await denyPending(stage.desk, row, NOW)).pause?.denying, true);
  assert.deepEqual(await statusesOf(stage, 3), all(3, 'pending'));
  assert.equal((await denyPending(stage.desk, row, later(NOW, 1000))).pause?.denying, false);
  assert.deepEqual(await statusesOf(stage, 3), all(3, 'denied'));
});

test('a request whose write lands after the pause looked is denied by the sweep, also when the agent goes on meanwhile', async () => {
  for (const resumed of [false, true]) {
    const stage = createEmptyStage();
    stage.spoil('commit requested', ...(Array.from({ length: 6 }, () => 'late') as 'late'[]));
    const told = await submit(stage.desk, anAsk());
    assert.deepEqual(told, { ok: false, refusal: { reason: 'not_known_yet' } });
    await pause(stage);
    if (resumed) await resume(stage);
    assert.ok(stage.release().includes(true));
    assert.equal(stage.request().status, 'pending');
    stage.advance(25_000);
    await sweep(stage.desk);
    assert.equal(stage.request().status, 'denied');
    assert.equal(stage.events().at(-1)?.facts.because, 'agent_paused');
  }
});

test('twenty asks while the agent is paused: each is denied or was never recorded', async () => {
  for (let round = 0; round < 20; round++) {
    const stage = createEmptyStage();
    const asks = Array.from({ length: 20 }, (_, n) => submit(stage.desk, anAsk({ id: idOf('req', n + 1) })));
    // After as many turns as the round says, so that the pause comes at another moment each time.
    const pausing = (async () => {
      for (let turn = 0; turn < round * 3; turn++) await undefined;
      return pause(stage);
    })();
    const told = await Promise.all(asks);
    assert.ok((await pausing).ok);
    for (const each of told) assert.ok(each.ok || each.refusal.reason === 'agent_paused');
    stage.advance(25_000);
    await sweep(stage.desk);
    const statuses = await statusesOf(stage, 20);
    assert.ok(
      statuses.every((each) => each === undefined || each === 'denied'),
      statuses.join(),
    );
  }
});

test('a list that names what was never recorded, or has ended, leaves nothing to do', async () => {
  const stage = await createStage();
  for (const request of [idOf('req', 99), stage.id]) {
    await stage.desk.quota.put(pendingQuota(AGENTS.nightlyEtl), { request, op: idOf('op', 9), at: NOW });
  }
  await pause(stage);
  assert.deepEqual([stage.request().status, standing(stage).row?.pause?.denying], ['denied', false]);
});

test('the sweep reads no standing where nothing waits, and has nothing left to look at in the end', async () => {
  const stage = await asked(1);
  await pause(stage);
  for (let n = 0; n < 4; n++) {
    stage.advance(20 * MINUTE_MS);
    await sweep(stage.desk);
  }
  assert.deepEqual(
    stage.tables.list('watch', '').filter(({ key }) => key.includes('agent_')),
    [],
  );
  stage.forget();
  await sweep(stage.desk);
  assert.equal(stage.reads().includes('read standing'), false);
});
