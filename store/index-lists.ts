// Reading the lists of index rows: what waits, and the newest of an agent or about a resource. Each leads to requests, which are looked at
// themselves; nothing is decided by a list.
import { odata } from '@azure/data-tables';
import type { ListedRequest, ListKind } from '../approvals/history/history-book.ts';
import type { ListPending, ListRecent, ListsLag } from '../approvals/ports.ts';
import { RISKS } from '../approvals/verdict.ts';
import { asFault, callOptions } from './faults.ts';
import { byAgent, byKind, byResource, PENDING } from './index-rows.ts';
import { newestFirst } from './key-parts.ts';
import { SHARDS, shardName } from './shard.ts';
import type { Storage } from './storage.ts';

/** What a table gives in one answer. */
const PAGE = 1000;
/** Nudges on their way at any time, some of them for later. */
const USUAL_NUDGES = 8;

/** The port `ListPending` over Table Storage: a range of each shard, side by side. The gravest are those of a page of each. */
export const createListPending =
  (storage: Pick<Storage, 'lists'>): ListPending =>
  (limit, first) =>
    asFault('listing what waits', async () => {
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        rowsOf(storage, shardName(PENDING, shard), first === undefined ? limit : PAGE),
      );
      const rows = (await Promise.all(shards)).flat();
      // Keys begin with the end of each request.
      const byEnd = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const listed = first === undefined ? byEnd : byEnd.toSorted((a, b) => gravity(b) - gravity(a));
      return listed.slice(0, limit).map(({ key }) => requestOf(key));
    });

/** The port `ListsLag`: index rows are written when the nudges of a request are worked off. */
export const createListsLag =
  (storage: Pick<Storage, 'work'>): ListsLag =>
  () =>
    asFault('asking how long the queue is', async () => {
      const { approximateMessagesCount = 0 } = await storage.work.getProperties(callOptions());
      return approximateMessagesCount > USUAL_NUDGES;
    });

/** The port `ListRecent` over Table Storage. */
export const createListRecent =
  (storage: Pick<Storage, 'lists'>): ListRecent =>
  (of, limit) =>
    asFault('listing the last requests', async () => {
      const partition = 'agent' in of ? byAgent(of.agent) : byResource(of.resource);
      return (await rowsOf(storage, partition, limit)).map(({ key }) => requestOf(key));
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

interface ListRow {
  readonly key: string;
  /** Of what waits; an older build did not write it. */
  readonly risk?: string | undefined;
}

const LEVELS: readonly string[] = RISKS;

/** A row that does not say may be of the gravest. */
const gravity = ({ risk }: ListRow): number => {
  const level = LEVELS.indexOf(risk ?? '');
  return level < 0 ? RISKS.length : level;
};

async function rowsOf(
  { lists }: Pick<Storage, 'lists'>,
  partition: string,
  limit: number,
): Promise<readonly ListRow[]> {
  const found: ListRow[] = [];
  for await (const { rowKey, risk } of lists.listEntities<{ risk?: string }>({
    queryOptions: { filter: odata`PartitionKey eq ${partition}`, select: ['RowKey', 'risk'] },
    ...callOptions(),
  })) {
    found.push({ key: String(rowKey), risk });
    if (found.length >= limit) break;
  }
  return found;
}

/** `<moment>|<request>` */
const requestOf = (key: string): string => key.slice(key.indexOf('|') + 1);
