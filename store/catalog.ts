// Every request once, on the day it was asked: PartitionKey `catalog-<day>-<shard>`, RowKey = request id. Written before the first commit.
import { odata } from '@azure/data-tables';
import type { Catalog } from '../approvals/ports.ts';
import { STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { SHARDS, shardName, shardOf } from './shard.ts';
import type { Storage } from './storage.ts';

const PREFIX = 'catalog-';

/** The port `Catalog` over Table Storage. */
export function createCatalog(storage: Pick<Storage, 'lists'>): Catalog {
  const table = storage.lists;

  async function listShard(day: string, shard: number, after: string, limit: number): Promise<string[]> {
    const filter = odata`PartitionKey eq ${shardName(`${PREFIX}${day}`, shard)} and RowKey gt ${after}`;
    const found: string[] = [];
    for await (const entity of table.listEntities({
      queryOptions: { filter, select: ['RowKey'] },
      ...callOptions(),
    })) {
      found.push(String(entity.rowKey));
      if (found.length >= limit) break;
    }
    return found;
  }

  return {
    add: async (day, id) => {
      const partitionKey = shardName(`${PREFIX}${day}`, shardOf(id));
      await asFault('adding to the catalog', async () => {
        await table
          .createEntity({ partitionKey, rowKey: id, v: STORAGE_VERSION }, callOptions())
          .catch(unless('conflict'));
      });
    },
    list: (day, after, limit) =>
      asFault('listing the catalog', async () => {
        const shards = Array.from({ length: SHARDS }, (_, shard) =>
          listShard(day, shard, after ?? '', limit),
        );
        return (await Promise.all(shards)).flat().sort().slice(0, limit);
      }),
    nextDay: (from, until) =>
      asFault('looking for a day of the catalog', async () => {
        const [first, end] = [`${PREFIX}${from}`, `${PREFIX}${until}`];
        const filter = odata`PartitionKey ge ${first} and PartitionKey lt ${end}`;
        const days = table.listEntities({
          queryOptions: { filter, select: ['PartitionKey'] },
          ...callOptions(),
        });
        // An empty page may carry a continuation token: only the end says that there is none.
        for await (const [first] of days.byPage({ maxPageSize: 1 })) {
          if (first !== undefined)
            return String(first.partitionKey).slice(PREFIX.length, PREFIX.length + from.length);
        }
        return undefined;
      }),
  };
}
