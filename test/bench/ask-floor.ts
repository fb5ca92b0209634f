// The floor of an ask: the storage calls it cannot do without, made with the same SDK clients and nothing around them. Same rows in the
// same places, same transaction, same read-back, same queue messages; copied from a request that the product recorded.
import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import { createMint } from '../../keys/mint.ts';
import { shardName, shardOf } from '../../store/shard.ts';
import type { Storage } from '../../store/storage.ts';
import { nudgeText, readRows, readStanding, watchRow } from './stored-rows.ts';

/** Makes the floor from a stored request that nobody has answered yet. */
export async function createAskFloor(storage: Storage, pattern: string): Promise<() => Promise<void>> {
  const rows = await readRows(storage, pattern);
  const mint = createMint();
  const day = new Date().toISOString().slice(0, 10);

  return async () => {
    const id = mint('req');
    const catalogued = { partitionKey: shardName(`catalog-${day}`, shardOf(id)), rowKey: id, v: 1 };
    await readStanding(storage);
    await Promise.all([storage.lists.createEntity(catalogued), storage.lists.createEntity(watchRow(id, 1))]);
    const creations = rows.map((row): TransactionAction => ['create', { ...row, partitionKey: id }]);
    await storage.requests.submitTransaction(creations);
    await Promise.all([
      storage.requests.getEntity<TableEntity>(id, REQUEST_KEY),
      storage.work.sendMessage(nudgeText('show', id, 'prompt-1'), { messageTimeToLive: -1 }),
    ]);
  };
}
