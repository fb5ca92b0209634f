import assert from 'node:assert/strict';
import test from 'node:test';
import { shardName, shardOf } from '../../store/shard.ts';
import type { StoredRow } from './multiply-rows.ts';
import { multiplyRows } from './multiply-rows.ts';

const ID = `req_${'a'.repeat(26)}`;
const row = (PartitionKey: string, RowKey: string, json0 = '{}'): StoredRow => ({
  PartitionKey,
  RowKey,
  properties: { json0, v: 1 },
});

test('copies every row of a request under an id of its own, list rows in their shards, on earlier days', () => {
  const rows = [
    row(ID, 'request', `{"id":"${ID}","grant":{"id":"apr_${'a'.repeat(26)}"}}`),
    row(shardName('catalog-2026-11-21', shardOf(ID)), ID),
    row('agent-x', `0001|${ID}`),
    row(shardName('watch', shardOf(ID)), `2026|${ID}|w`),
    row('req_other', 'request'),
  ];
  const copies = multiplyRows(rows, [ID], 3);
  assert.equal(copies.length, 9);
  const ids = [
    ...new Set(copies.filter((each) => each.RowKey === 'request').map((each) => each.PartitionKey)),
  ];
  assert.equal(ids.length, 3);
  assert.ok(!JSON.stringify(copies).includes('a'.repeat(26)));
  for (const id of ids) {
    const catalogued = copies.find((each) => each.RowKey === id);
    assert.equal(catalogued?.PartitionKey, shardName('catalog-2026-11-20', shardOf(id)));
    assert.ok(copies.some((each) => each.PartitionKey === 'agent-x' && each.RowKey === `0001|${id}`));
  }
});
