// Table Storage under two versions of Countersign at once: what this one has read before the newer one wrote is never written over.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { linkEvents } from '../../approvals/change/chain.ts';
import { NewerVersionFault, StoreFault } from '../../approvals/faults.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { createRequestStore } from '../../store/request-store.ts';
import { openStorage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';
import { startAzurite } from '../support/azurite.ts';
import { aRequest, idOf, NOW } from '../support/builders.ts';

const azurite = await startAzurite();
after(azurite.close);
const storage = openStorage(azurite);
await storage.ensure();
const store = createRequestStore(storage);
const isNewer = (row: string) => (error: unknown) =>
  error instanceof NewerVersionFault && error.row === row && error.version === 2 && !error.retry;

async function created(n: number) {
  const id = idOf('req', n);
  const after = aRequest({ id });
  const intent = { key: 'intent', data: new Uint8Array([123, 125]) };
  assert.equal(await store.commit({ id, after, events: [], rows: [intent] }), 'won');
  const stored = await store.load(id);
  assert.ok(stored);
  return { id, stored };
}
const becomes = (rowKey: string, v: unknown, partitionKey: string) =>
  storage.requests.updateEntity({ partitionKey, rowKey, v }, 'Merge');

test('a commit against what was read before a newer version wrote is lost, and a fence says that it is', async () => {
  const { id, stored } = await created(1);
  await becomes('request', 2, id);
  const [event] = linkEvents(
    { request: id, seq: 1, head: stored.data.head },
    [{ type: 'cancelled', actor: { kind: 'clock', id: 'clock' }, facts: {} }],
    { at: NOW, op: 'op_1' },
  );
  assert.ok(event);
  const commit = { id, etag: stored.etag, after: stored.data, events: [event], rows: [] };
  assert.equal(await store.commit(commit), 'lost');
  assert.equal(await store.fence(id, stored.etag), false);
  await assert.rejects(store.load(id), isNewer('request'));
  const shown = await store.peek<ApprovalRequest>(id, 'request');
  assert.deepEqual(shown, { data: stored.data, newer: 2 });
});

test('rows, lists and the intent of a newer version are shown by peek alone', async () => {
  const { id } = await created(2);
  await store.insert(id, { key: 'todo-tell-1', data: { state: 'live' } });
  await becomes('todo-tell-1', 2, id);
  await becomes('intent', 2, id);
  await assert.rejects(store.read(id, 'todo-tell-1'), isNewer('todo-tell-1'));
  await assert.rejects(store.list(id, 'todo-'), isNewer('todo-tell-1'));
  await assert.rejects(store.intent(id), isNewer('intent'));
  assert.deepEqual(await store.peek(id, 'todo-tell-1'), { data: { state: 'live' }, newer: 2 });
  assert.deepEqual([...((await store.peekIntent(id)) ?? [])], [123, 125]);
});

test('a row without a version, or one that cannot be read at all, is a fault also for showing', async () => {
  const { id } = await created(3);
  await store.insert(id, { key: 'todo-tell-1', data: {} });
  for (const v of [0, -1, 1.5, '2', 'x']) {
    await becomes('todo-tell-1', v, id);
    await assert.rejects(store.peek(id, 'todo-tell-1'), (error) => {
      return error instanceof StoreFault && !(error instanceof NewerVersionFault) && !error.retry;
    });
  }
  await storage.requests.updateEntity({ partitionKey: id, rowKey: 'todo-tell-1', v: 2, json0: '{' }, 'Merge');
  await assert.rejects(store.peek(id, 'todo-tell-1'), /row todo-tell-1 cannot be read/);
});

test('watch rows of a newer version never stand in front of those that are this one’s to do', async () => {
  const watch = createWatchList(storage);
  const add = async (n: number, v: number) => {
    const request = `req_same`;
    const due = NOW;
    const key = `${due}|${request}|w${String(n).padStart(3, '0')}`;
    await watch.add({ key, due, request, event: 1, since: due });
    const [row] = (await watch.due(NOW, 16_000)).filter((each) => each.key === key);
    assert.ok(row);
    const partitionKey = `watch-${row.shard.toString(16)}`;
    await storage.lists.updateEntity({ partitionKey, rowKey: key, v }, 'Merge');
  };
  for (let n = 0; n < 6; n++) await add(n, n < 5 ? 2 : 1);
  const due = await watch.due(NOW, 48);
  assert.deepEqual(
    due.map(({ newer }) => newer ?? 1).sort(),
    [1, 2, 2, 2],
    'three of a shard, and beside them what could be done',
  );
  const [left] = due.filter(({ newer }) => newer !== undefined);
  assert.ok(left);
  await assert.rejects(watch.remove(left), NewerVersionFault);
});
