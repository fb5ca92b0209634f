// Quota rows, against the emulator: exact under parallel tries, strict when in doubt.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QuotaBook } from '../../store/quota.ts';
import { createQuotaBook } from '../../store/quota.ts';
import type { Storage } from '../../store/storage.ts';
import { openStorage } from '../../store/storage.ts';
import type { Azurite } from '../support/azurite.ts';
import { startAzurite } from '../support/azurite.ts';

let azurite: Azurite;
let storage: Storage;
let book: QuotaBook;

before(async () => {
  azurite = await startAzurite();
  storage = openStorage(azurite);
  await storage.ensure();
  book = createQuotaBook(storage);
});
after(() => azurite.close());

const quota = (window: string) => ({ agent: 'agent-1', rule: 'small-exports', window });

test('counts requests, not tries: the same request put down twice is one', async () => {
  assert.equal(await book.take(quota('w1'), 'req_a', 'op_1'), 1);
  assert.equal(await book.take(quota('w1'), 'req_a', 'op_2'), 1);
  assert.equal(await book.take(quota('w1'), 'req_b', 'op_3'), 2);
});

test('of thirty parallel tries no more than the limit see a count within it', async () => {
  const limit = 10;
  const counts = await Promise.all(
    Array.from({ length: 30 }, (_, n) => book.take(quota('w2'), `req_${n}`, `op_${n}`)),
  );
  assert.ok(counts.filter((count) => count <= limit).length <= limit);
  assert.equal(Math.max(...counts), 30);
});

test('giving back removes only the own try, and only once', async () => {
  await book.take(quota('w3'), 'req_a', 'op_1');
  await book.take(quota('w3'), 'req_a', 'op_2');
  await book.giveBack(quota('w3'), 'req_a', 'op_2');
  await book.giveBack(quota('w3'), 'req_a', 'op_2');
  assert.equal(await book.take(quota('w3'), 'req_b', 'op_3'), 2);
});

test('agents, rules and windows are counted apart', async () => {
  await book.take(quota('w4'), 'req_a', 'op_1');
  assert.equal(await book.take({ ...quota('w4'), agent: 'agent-2' }, 'req_b', 'op_2'), 1);
  assert.equal(await book.take({ ...quota('w4'), rule: 'other' }, 'req_c', 'op_3'), 1);
  assert.equal(await book.take(quota('w5'), 'req_d', 'op_4'), 1);
});

test('a row is keyed by request and try, in the partition of its quota', async () => {
  await book.take(quota('w6'), 'req_a', 'op_1');
  const entity = await storage.lists.getEntity('quota-agent-1-small-exports-w6', 'req_a|op_1');
  assert.equal(entity.rowKey, 'req_a|op_1');
});
