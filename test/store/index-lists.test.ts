// The list of what waits: in which order it leads to requests, and whether it may lack some that came just now.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createListPending, createListsLag } from '../../store/index-lists.ts';
import { createIndex } from '../../store/index-rows.ts';
import { shardName, shardOf } from '../../store/shard.ts';
import { createWorkQueue } from '../../store/work-queue.ts';
import { aStorage } from '../support/a-storage.ts';
import { aRequest, aVerdict, idOf } from '../support/builders.ts';

const { azurite, storage } = await aStorage();
after(azurite.close);

const at = (minute: number) => `2026-11-21T14:${String(minute).padStart(2, '0')}:00.000Z`;

test('what ends first stands in front, or the gravest, which is listed however many end before it', async () => {
  const index = createIndex(storage);
  for (let n = 1; n <= 30; n++) {
    const level = n === 30 ? 'critical' : n % 10 === 0 ? 'high' : 'low';
    const verdict = aVerdict({ risk: { level, reasons: [] } });
    const request = aRequest({ id: idOf('req', n), expiresAt: at(n), verdict });
    await index(request, { key: 'prompt-1', dead: false });
  }
  const list = createListPending(storage);
  assert.deepEqual(
    await list(3),
    [1, 2, 3].map((n) => idOf('req', n)),
  );
  assert.deepEqual(
    await list(5, 'gravest'),
    [30, 10, 20, 1, 2].map((n) => idOf('req', n)),
  );
  assert.equal((await list(100, 'gravest')).length, 30);

  // An older build wrote its row: it may be of any risk, so it is looked at.
  const [id, partition] = [idOf('req', 29), shardName('pending', shardOf(idOf('req', 29)))];
  await storage.lists.deleteEntity(partition, `${at(29)}|${id}`);
  await storage.lists.createEntity({ partitionKey: partition, rowKey: `${at(29)}|${id}`, request: id });
  assert.deepEqual(await list(2, 'gravest'), [id, idOf('req', 30)]);
});

test('the list may lack some while more nudges wait than usual', async () => {
  const lags = createListsLag(storage);
  const nudge = (n: number) => ({ kind: 'show', request: idOf('req', n), todo: 'prompt-1' }) as const;
  const send = createWorkQueue(storage);
  await send(Array.from({ length: 8 }, (_, n) => nudge(n)));
  assert.equal(await lags(), false);
  await send([nudge(9)]);
  assert.equal(await lags(), true);
});
