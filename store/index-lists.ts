// Reading the lists of index rows: what waits, and the newest of an agent or about a resource. Each leads to requests, which are looked at
// themselves; nothing is decided by a list.
import { odata } from '@azure/data-tables';
import type { ListedRequest, ListKind } from '../approvals/history/history-book.ts';
import type { ListPending, ListRecent } from '../approvals/ports.ts';
import { asFault, callOptions } from './faults.ts';
import { byAgent, byKind, byResource, PENDING } from './index-rows.ts';
import { newestFirst } from './key-parts.ts';
import { SHARDS, shardName } from './shard.ts';
import type { Storage } from './storage.ts';

/** The port `ListPending` over Table Storage: a short range of each shard, side by side. */
export const createListPending =
  (storage: Pick<Storage, 'lists'>): ListPending =>
  (limit) =>
    asFault('listing what waits', async () => {
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        keysOf(storage, shardName(PENDING, shard), limit),
      );
      // Keys begin with the end of each request.
      return (await Promise.all(shards)).flat().sort().slice(0, limit).map(requestOf);
    });

/** The port `ListRecent` over Table Storage. */
export const createListRecent =
  (storage: Pick<Storage, 'lists'>): ListRecent =>
  (of, limit) =>
    asFault('listing the last requests', async () => {
      const partition = 'agent' in of ? byAgent(of.agent) : byResource(of.resource);
      return (await keysOf(storage, partition, limit)).map(requestOf);
    });

/** The port `ListKind`: one range of the rows by kind. */
export function createListKind(storage: Pick<Storage, 'lists'>): ListKind {
  return (kind, since, limit) =>
    asFault('reading what was asked before', async () => {
      const filter = odata`PartitionKey eq ${byKind(kind)} and RowKey lt ${`${newestFirst(since)}~`}`;
      const found: ListedRequest[] = [];
      for await (const { request, status, byPeople } of storage.lists.listEntities<ListedRequest>({
        queryOptions: { filter, select: ['request', 'status', 'byPeople'] },
        ...callOptions(),
      })) {
        found.push({ request, status, byPeople });
        if (found.length >= limit) break;
      }
      return found;
    });
}

async function keysOf(
  { lists }: Pick<Storage, 'lists'>,
  partition: string,
  limit: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { rowKey } of lists.listEntities({
    queryOptions: { filter: odata`PartitionKey eq ${partition}`, select: ['RowKey'] },
    ...callOptions(),
  })) {
    found.push(String(rowKey));
    if (found.length >= limit) break;
  }
  return found;
}

/** `<moment>|<request>` */
const requestOf = (key: string): string => key.slice(key.indexOf('|') + 1);
