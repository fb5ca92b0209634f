// The floor of an ask: the storage calls it cannot do without, made with the same SDK clients and nothing around them. Same look-up, same
// rows in the same places, same counting, same transaction, same read-back, same queue messages; copied from a request that the product
// recorded.
import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { odata, RestError } from '@azure/data-tables';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import { createMint } from '../../keys/mint.ts';
import { shardName, shardOf } from '../../store/shard.ts';
import type { Storage } from '../../store/storage.ts';
import { TAKE_TURNS } from './crowd.ts';
import { nudgeText, readRows, readStanding, watchRow } from './stored-rows.ts';

/** Makes the floor from a stored request that nobody has answered yet. */
export async function createAskFloor(storage: Storage, pattern: string): Promise<() => Promise<void>> {
  const rows = await readRows(storage, pattern);
  const { lists, quotas: counted } = storage;
  const mint = createMint();
  // As many as take turns in the product's rounds, so that there is as much to count.
  const agents = Array.from({ length: TAKE_TURNS }, () => mint('floor'));
  let turn = 0;
  const day = new Date().toISOString().slice(0, 10);

  async function count(partition: string): Promise<number> {
    let places = 0;
    const queryOptions = { filter: odata`PartitionKey eq ${partition}`, select: ['RowKey', 'at'] };
    for await (const _place of counted.listEntities({ queryOptions })) places++;
    return places;
  }

  return async () => {
    const id = mint('req');
    await storage.requests.getEntity<TableEntity>(id, REQUEST_KEY).catch(expectAbsent);
    const agent = agents[turn++ % agents.length] ?? '';
    const at = new Date().toISOString();
    const quotas = [`rate-${at.slice(0, 16)}-${agent}`, `quota-${agent}`];
    const rowKey = `${id}|${mint('op')}`;
    await Promise.all(quotas.map((partitionKey) => counted.createEntity({ partitionKey, rowKey, v: 1, at })));
    await Promise.all(quotas.map(count));
    const catalogued = { partitionKey: shardName(`catalog-${day}`, shardOf(id)), rowKey: id, v: 1 };
    await readStanding(storage);
    await Promise.all([lists.createEntity(catalogued), lists.createEntity(watchRow(id, 1))]);
    const creations = rows.map((row): TransactionAction => ['create', { ...row, partitionKey: id }]);
    await storage.requests.submitTransaction(creations);
    await Promise.all([
      storage.requests.getEntity<TableEntity>(id, REQUEST_KEY),
      storage.work.sendMessage(nudgeText('show', id, 'prompt-1'), { messageTimeToLive: -1 }),
    ]);
  };
}

function expectAbsent(error: unknown): void {
  if (!(error instanceof RestError && error.statusCode === 404)) throw error;
}
