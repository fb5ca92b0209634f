// What telemetry, administrators and the doctor are told of storage: what is owed, late, or given up.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readBacklog } from '../../store/backlog.ts';
import { createIndex } from '../../store/index-rows.ts';
import { shardName, shardOf } from '../../store/shard.ts';
import { openStorage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';
import { createWorkQueue } from '../../store/work-queue.ts';
import { aStorage } from '../support/a-storage.ts';
import { aRequest, idOf } from '../support/builders.ts';

const NOW = '2026-11-21T14:00:00.000Z';
const { azurite, storage } = await aStorage();
after(azurite.close);

test('an empty store has nothing of anything', async () => {
  assert.deepEqual(await readBacklog(storage, NOW), {
    pending: 0,
    unreached: 0,
    oldestDueSeconds: 0,
    overdue: 0,
    newer: 0,
    dead: [],
    queue: 0,
    poison: 0,
  });
});

test('what waits is counted over all shards, with those whom nobody was reached about, and given up work', async () => {
  const index = createIndex(storage);
  const requests = Array.from({ length: 40 }, (_, n) => aRequest({ id: idOf('req', n) }));
  for (const request of requests) await index(request, { key: 'prompt-1', dead: false });
  const [first, second] = requests;
  assert.ok(first && second);
  await index(first, { key: 'prompt-1', dead: true, unreached: true });
  await index(second, { key: 'prompt-1', dead: false, unreached: true });
  const { pending, unreached, dead } = await readBacklog(storage, NOW);
  assert.deepEqual([pending, unreached, dead.length], [40, 2, 1]);

  await index(first, { key: 'prompt-1', dead: false, unreached: false });
  await index({ ...second, status: 'denied' }, { key: 'prompt-1', dead: false });
  const later = await readBacklog(storage, NOW);
  assert.deepEqual([later.pending, later.unreached, later.dead.length], [39, 0, 0]);
});

test('dead work is named until it lives again', async () => {
  const index = createIndex(storage);
  const request = aRequest({});
  await index(request, { key: 'prompt-1', dead: true });
  await index(request, { key: 'todo-tell-1', dead: true });
  assert.deepEqual((await readBacklog(storage, NOW)).dead, [
    { request: request.id, work: 'prompt-1' },
    { request: request.id, work: 'todo-tell-1' },
  ]);
  await index(request, { key: 'prompt-1', dead: false });
  assert.deepEqual((await readBacklog(storage, NOW)).dead, [{ request: request.id, work: 'todo-tell-1' }]);
});

test('the oldest row of the sweep’s list tells how far behind it is, in seconds; what is due later does not', async () => {
  const watch = createWatchList(storage);
  const row = { event: 0, since: NOW };
  for (const [n, due] of [
    '2026-11-21T13:59:30.000Z',
    '2026-11-21T13:53:20.000Z',
    '2026-11-21T14:30:00.000Z',
  ].entries()) {
    const request = idOf('req', n);
    await watch.add({ ...row, request, key: `${due}|${request}`, due });
  }
  const { oldestDueSeconds, overdue } = await readBacklog(storage, NOW);
  assert.equal(oldestDueSeconds, 400);
  assert.equal(overdue, 1, 'more than a minute ago; the one due half a minute ago is not');
});

test('rows of a newer version are counted apart, and do not make the sweep late', async () => {
  const partitionKey = shardName('watch', shardOf(idOf('req', 9)));
  const due = '2026-11-21T12:00:00.000Z';
  const data = { request: idOf('req', 9), event: 0, since: due, due };
  const rowKey = `${due}|${idOf('req', 9)}`;
  await storage.lists.createEntity({ partitionKey, rowKey, v: 2, json0: JSON.stringify(data) });
  const { oldestDueSeconds, overdue, newer } = await readBacklog(storage, NOW);
  assert.deepEqual([oldestDueSeconds, overdue, newer], [400, 2, 1]);
});

test('messages that wait, and poisoned ones, are counted', async () => {
  await createWorkQueue(storage)([{ kind: 'show', request: idOf('req'), todo: 'prompt-1' }]);
  await storage.poison.sendMessage('poison');
  const { queue, poison } = await readBacklog(storage, NOW);
  assert.deepEqual([queue, poison], [1, 1]);
});

test('storage that does not answer is a fault', async () => {
  const gone = openStorage({
    connectionString: `${azurite.connectionString}`.replace(/:\d+\//g, ':1/'),
  });
  await assert.rejects(readBacklog(gone, NOW), /no answer from storage/);
});
