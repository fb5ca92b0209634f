// What administrators are told of storage: that it answers, what is overdue, what was given up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createIndex } from '../../store/index-rows.ts';
import { readReadiness } from '../../store/readiness.ts';
import type { Storage } from '../../store/storage.ts';
import { openStorage } from '../../store/storage.ts';
import { createWatchList } from '../../store/watch-list.ts';
import type { Azurite } from '../support/azurite.ts';
import { startAzurite } from '../support/azurite.ts';
import { aRequest } from '../support/builders.ts';

const NOW = '2026-11-21T14:00:00.000Z';
let azurite: Azurite;
let storage: Storage;

before(async () => {
  azurite = await startAzurite();
  storage = openStorage(azurite);
  await storage.ensure();
});
after(() => azurite.close());

test('an empty store is ready and owes nothing', async () => {
  assert.deepEqual(await readReadiness(storage, NOW), {
    ready: true,
    checked_at: NOW,
    queue_length: 0,
    poison_length: 0,
    overdue: 0,
    newer: 0,
    dead: [],
  });
});

test('dead work is named until it lives again', async () => {
  const index = createIndex(storage);
  const request = aRequest({});
  await index(request, { key: 'prompt-1', dead: true });
  await index(request, { key: 'todo-tell-1', dead: true });
  const before = await readReadiness(storage, NOW);
  assert.deepEqual(before.dead, [
    { request: request.id, work: 'prompt-1' },
    { request: request.id, work: 'todo-tell-1' },
  ]);
  await index(request, { key: 'prompt-1', dead: false });
  const later = await readReadiness(storage, NOW);
  assert.deepEqual(later.dead, [{ request: request.id, work: 'todo-tell-1' }]);
});

test('a look that is due for more than a minute is overdue, one due just now is not', async () => {
  const watch = createWatchList(storage);
  const row = { request: 'req_a', event: 0, since: NOW };
  await watch.add({ ...row, key: '2026-11-21T13:58:00.000Z|req_a', due: '2026-11-21T13:58:00.000Z' });
  await watch.add({ ...row, key: '2026-11-21T13:59:55.000Z|req_b', due: '2026-11-21T13:59:55.000Z' });
  const { ready, overdue } = await readReadiness(storage, NOW);
  assert.deepEqual([ready, overdue], [false, 1]);
});
