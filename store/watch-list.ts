// The sweep's worklist: PartitionKey `watch-<shard>`, RowKey `<due slot>|<request>[|<random>]`, so that a range query reads only what is due.
import { odata } from '@azure/data-tables';
import type { Watch, WatchList } from '../approvals/ports.ts';
import { decode, encode } from './entity.ts';
import { callOptions, classify, faultOf } from './faults.ts';
import { SHARDS, shardName, shardOf } from './shard.ts';
import type { Storage } from './storage.ts';

/** The port `WatchList` over Table Storage. */
export function createWatchList(storage: Pick<Storage, 'lists'>): WatchList {
  const table = storage.lists;

  async function dueIn(shard: number, now: string, limit: number): Promise<readonly Watch[]> {
    const filter = odata`PartitionKey eq ${shardName('watch', shard)} and RowKey lt ${`${now}~`}`;
    const found: Watch[] = [];
    try {
      for await (const entity of table.listEntities<Record<string, unknown>>({
        queryOptions: { filter },
        ...callOptions(),
      })) {
        found.push({ ...decode<Omit<Watch, 'key' | 'shard'>>(entity), key: String(entity.rowKey), shard });
        if (found.length >= limit) break;
      }
    } catch (error) {
      throw faultOf('reading the watch list', error);
    }
    return found;
  }

  return {
    add: async ({ key, ...data }) => {
      try {
        await table.createEntity(encode(shardName('watch', shardOf(data.request)), key, data), callOptions());
      } catch (error) {
        // The same look is put down already: that is all we wanted.
        if (classify(error) !== 'conflict') throw faultOf('adding to the watch list', error);
      }
    },
    due: async (now, limit) => {
      const each = Math.max(1, Math.ceil(limit / SHARDS));
      const shards = Array.from({ length: SHARDS }, (_, shard) => dueIn(shard, now, each));
      const found = (await Promise.all(shards)).flat();
      return found.sort((a, b) => (a.due < b.due ? -1 : 1));
    },
    remove: async (watch) => {
      try {
        await table.deleteEntity(shardName('watch', watch.shard), watch.key, callOptions());
      } catch (error) {
        if (classify(error) !== 'absent') throw faultOf('removing from the watch list', error);
      }
    },
  };
}
