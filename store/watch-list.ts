// The sweep's worklist: PartitionKey `watch-<shard>`, RowKey `<due slot>|<request>[|<random>]`, so that a range query reads only what is due.
import { odata } from '@azure/data-tables';
import { NewerVersionFault } from '../approvals/faults.ts';
import type { Watch, WatchList } from '../approvals/ports.ts';
import { decodeShown, encode, STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, faultOf, unless } from './faults.ts';
import { SHARDS, shardName, shardOf } from './shard.ts';
import type { Storage } from './storage.ts';

/** The port `WatchList` over Table Storage. */
export function createWatchList(storage: Pick<Storage, 'lists'>): WatchList {
  const table = storage.lists;

  async function read(filter: string, shard: number, limit: number): Promise<readonly Watch[]> {
    const found: Watch[] = [];
    try {
      for await (const entity of table.listEntities<Record<string, unknown>>({
        queryOptions: { filter },
        ...callOptions(),
      })) {
        const { data, newer } = decodeShown<Omit<Watch, 'key' | 'shard' | 'newer'>>(entity);
        found.push({
          ...data,
          key: String(entity.rowKey),
          shard,
          ...(newer === undefined ? {} : { newer }),
        });
        if (found.length >= limit) break;
      }
    } catch (error) {
      throw faultOf('reading the watch list', error);
    }
    return found;
  }

  async function dueIn(shard: number, now: string, limit: number): Promise<readonly Watch[]> {
    const filter = odata`PartitionKey eq ${shardName('watch', shard)} and RowKey lt ${`${now}~`}`;
    const found = await read(filter, shard, limit);
    const known = found.filter(({ newer }) => newer === undefined);
    if (found.length < limit || known.length === found.length) return found;
    // Rows of a newer version stay where they are: they must not stand in front of those that this version can work off.
    const more = await read(`${filter} and v le ${STORAGE_VERSION}`, shard, limit);
    return [...more, ...found.filter(({ newer }) => newer !== undefined)];
  }

  return {
    add: async ({ key, ...data }) => {
      const row = encode(shardName('watch', shardOf(data.request)), key, data);
      await asFault('adding to the watch list', async () => {
        await table.createEntity(row, callOptions()).catch(unless('conflict'));
      });
    },
    due: async (now, limit) => {
      const each = Math.max(1, Math.ceil(limit / SHARDS));
      const shards = Array.from({ length: SHARDS }, (_, shard) => dueIn(shard, now, each));
      const found = (await Promise.all(shards)).flat();
      return found.sort((a, b) => (a.due < b.due ? -1 : 1));
    },
    remove: ({ shard, key, newer }) =>
      asFault('removing from the watch list', async () => {
        if (newer !== undefined) throw new NewerVersionFault(key, newer);
        await table.deleteEntity(shardName('watch', shard), key, callOptions()).catch(unless('absent'));
      }),
  };
}
