// The in-memory twins of the ports of store/: same promises, same behaviour after lost answers, proven by the suites in test/contract/.
import { createHash } from 'node:crypto';
import { isStandingId, type Standing } from '../../approvals/agent/standing.ts';
import type { LogStore, RecordLog } from '../../approvals/audit/log.ts';
import type { Place, Quota, QuotaBook } from '../../approvals/counting/quota-book.ts';
import { StoreFault } from '../../approvals/faults.ts';
import type {
  Catalog,
  Commit,
  CommitResult,
  Nudge,
  RecordStore,
  RequestStore,
  Row,
  SendNudges,
  StandingStore,
  Stored,
  Watch,
  WatchList,
} from '../../approvals/ports.ts';
import type { PeopleBook } from '../../approvals/prompt/card-ports.ts';
import type { Link, LinkBook } from '../../approvals/route/link-book.ts';
import {
  eventKey,
  INTENT_KEY,
  isEventKey,
  LOG_KEY,
  REQUEST_KEY,
  STANDING_KEY,
} from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { Conversation } from '../../approvals/work.ts';
import { checkTransaction, encode, encodeBytes } from '../../store/entity.ts';
import type { Around, MemoryRow, MemoryTables, Write } from './memory-tables.ts';
import { atOnce, Conflict, createMemoryTables } from './memory-tables.ts';

const SHARDS = 16;

/** Twin of requests. `marks` tells this caller's writes from others'. */
export function createMemoryStore(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
  marks: () => string = createMarks(),
): RequestStore {
  return {
    ...createMemoryRecords<ApprovalRequest>(REQUEST_KEY, tables, around, marks),
    intent: async (id) => {
      const row = await around(readOf(INTENT_KEY), () => tables.get(id, INTENT_KEY));
      return row?.data instanceof Uint8Array ? row.data : undefined;
    },
    peekIntent: async (id) => {
      const row = await around(readOf(INTENT_KEY), () => tables.get(id, INTENT_KEY));
      return row?.data instanceof Uint8Array ? row.data : undefined;
    },
  };
}

/** Twin of the agents' standing. */
export function createMemoryStandings(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
  marks: () => string = createMarks(),
): StandingStore {
  return {
    ...createMemoryRecords<Standing>(STANDING_KEY, tables, around, marks),
    all: () =>
      around({ effect: 'read', name: 'list standings' }, () =>
        [...tables.all()]
          .filter(([name]) => isStandingId(name) && name.endsWith(`\n${STANDING_KEY}`))
          .map(([, row]) => row.data as Standing)
          .sort((a, b) => (a.id < b.id ? -1 : 1)),
      ),
  };
}

/** Twin of the log of the deployment. */
export const createMemoryLog = (
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
  marks: () => string = createMarks(),
): LogStore => createMemoryRecords<RecordLog>(LOG_KEY, tables, around, marks);

/** Twin of the records whose head row is called `head`. */
function createMemoryRecords<Head extends object>(
  head: string,
  tables: MemoryTables,
  around: Around,
  marks: () => string,
): RecordStore<Head> {
  const get = (id: string, key: string) => around(readOf(key), () => tables.get(id, key));

  async function commit(write: Commit<Head>): Promise<CommitResult> {
    const rows = rowsOf(write, head);
    const { removes = [] } = write;
    const held = removes.find((key) => key === head || isEventKey(key));
    if (held !== undefined) throw new StoreFault(`${held} of ${write.id} is never removed`, false);
    checkTransaction([
      ...rows.map((row) => entityOf(write.id, row)),
      ...removes.map((rowKey) => ({ partitionKey: write.id, rowKey })),
    ]);
    let stale = false;
    try {
      const types = write.events.map((event) => event.type).join('+');
      await around(writeOf(`commit ${types}`), () => tables.transact(write.id, rows, removes));
      return 'won';
    } catch (error) {
      if (!isAnswer(error)) throw error;
      stale = error instanceof Conflict && error.kind === 'stale';
    }
    const [first] = write.events;
    let row: MemoryRow | undefined;
    try {
      row = await get(write.id, eventKey(first?.seq ?? 0));
    } catch (error) {
      if (!isAnswer(error)) throw error;
      return 'unresolved';
    }
    if (row !== undefined) return (row.data as ChainEvent).op === first?.op ? 'won' : 'lost';
    return stale ? 'lost' : 'unresolved';
  }

  async function fence(id: string, etag: string): Promise<boolean> {
    try {
      await around(writeOf('fence'), () => tables.touch(id, head, etag));
      return true;
    } catch (error) {
      if (error instanceof Conflict) return false;
      if (!isAnswer(error)) throw error;
      const row = await get(id, head);
      if (row !== undefined && row.etag !== etag) return false;
      throw error;
    }
  }

  async function insert(id: string, row: Row): Promise<boolean> {
    const write = { ...row, mark: marks() };
    entityOf(id, write);
    try {
      await around(writeOf(`insert ${row.key}`), () => tables.transact(id, [write]));
      return true;
    } catch (error) {
      if (!isAnswer(error)) throw error;
      const stored = await get(id, row.key);
      if (stored !== undefined) return stored.mark === write.mark;
      throw error;
    }
  }

  async function swap<T extends object>(id: string, key: string, etag: string, data: T) {
    if (key === head) throw new StoreFault(`the ${head} row is written by commit alone`, false);
    const write: Write = { key, data, etag, mark: marks() };
    entityOf(id, write);
    try {
      const written = await around(writeOf(`swap ${key}`), () => {
        tables.transact(id, [write]);
        return tables.get(id, key)?.etag ?? '';
      });
      return { data, etag: written };
    } catch (error) {
      if (error instanceof Conflict) return undefined;
      if (!isAnswer(error)) throw error;
      const stored = await get(id, key);
      if (stored?.mark === write.mark) return { data, etag: stored?.etag ?? '' };
      if (stored?.etag !== etag) return undefined;
      throw error;
    }
  }

  return {
    load: async (id) => told<Head>(await get(id, head)),
    commit,
    fence,
    read: async <T extends object>(id: string, key: string) => told<T>(await get(id, key)),
    peek: async <T extends object>(id: string, key: string) => {
      const row = await get(id, key);
      return row === undefined ? undefined : { data: row.data as T };
    },
    list: async <T extends object>(id: string, prefix: string) => {
      const rows = await around({ effect: 'read', name: `list ${prefix}` }, () => tables.list(id, prefix));
      return rows.flatMap(({ key, row }) => {
        const stored = told<T>(row);
        return stored === undefined ? [] : [{ key, row: stored }];
      });
    },
    keys: (id: string) =>
      around({ effect: 'read', name: 'list keys' }, () => tables.list(id, '').map(({ key }) => key)),
    insert,
    swap,
  };
}

/** Twin of the sweep's worklist. */
export function createMemoryWatchList(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
): WatchList {
  return {
    add: async ({ key, ...data }) => {
      entityOf('watch', { key, data });
      try {
        await around(writeOf('watch'), () => tables.transact('watch', [{ key, data }]));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
      }
    },
    due: async (now, limit) => {
      const rows = await around({ effect: 'read', name: 'due' }, () => tables.list('watch', ''));
      const due = rows.map(
        ({ key, row }): Watch => ({
          ...(row.data as Omit<Watch, 'key' | 'shard'>),
          key,
          shard: shardOf((row.data as Watch).request),
        }),
      );
      return due.filter((each) => each.due <= now).slice(0, limit);
    },
    remove: (watch) => around(writeOf('unwatch'), () => tables.remove('watch', watch.key)),
  };
}

/** Twin of the quota book. */
export function createMemoryQuotaBook(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
): QuotaBook {
  const partitionOf = (quota: Quota) =>
    ({
      pending: () => `quota-${quota.agent}`,
      rate: () => `rate-${'minute' in quota ? quota.minute : ''}-${quota.agent}`,
      allowed: () => ('rule' in quota ? `limit-${quota.agent}-${quota.rule}-${quota.per}-${quota.of}` : ''),
    })[quota.kind]();
  const over = new Set<string>();
  const keyOf = (place: Place) => `${place.request}|${place.op}`;
  const placesOf = (quota: Quota, prefix = '') =>
    tables.list(partitionOf(quota), prefix).map(({ row }) => row.data as Place);
  const remove = (quota: Quota, places: readonly Place[]) => {
    for (const each of places) tables.remove(partitionOf(quota), keyOf(each));
  };
  return {
    put: (quota, place) =>
      around(writeOf(`place ${quota.kind}`), () => {
        if (tables.get(partitionOf(quota), keyOf(place)) === undefined)
          tables.transact(partitionOf(quota), [{ key: keyOf(place), data: place }]);
      }),
    list: (quota) => around({ effect: 'read', name: `count ${quota.kind}` }, () => placesOf(quota)),
    letIn: (quota, place) =>
      around(writeOf(`let in ${quota.kind}`), () => {
        const row = tables.get(partitionOf(quota), keyOf(place));
        if (row === undefined) throw new StoreFault('the place is not there', true);
        const data = { ...(row.data as Place), letIn: true };
        tables.transact(partitionOf(quota), [{ key: keyOf(place), data, etag: row.etag }]);
      }),
    remove: (quota, places) => around(writeOf(`give back ${quota.kind}`), () => remove(quota, places)),
    clear: (quota, request) =>
      around(writeOf(`clear ${quota.kind}`), () => remove(quota, placesOf(quota, `${request}|`))),
    noteOver: (rate) => void over.add(partitionOf(rate)),
    isOver: (rate) => over.has(partitionOf(rate)),
    forget: (minute, limit) =>
      around(writeOf('forget'), () => {
        const old = [...tables.all()].filter(([name]) => name.startsWith('rate-') && name < `rate-${minute}`);
        const names = old.slice(0, limit).map(([name]) => name);
        for (const name of names) tables.remove(...(name.split('\n') as [string, string]));
        return names.length;
      }),
    forgetUntil: (before) =>
      around(writeOf('forget'), () => {
        const over = [...tables.all()].filter(
          ([name, row]) => name.startsWith('limit-') && String((row.data as Place).until) < before,
        );
        for (const [name] of over) tables.remove(...(name.split('\n') as [string, string]));
        return over.length;
      }),
  };
}

/** Twin of the catalog. */
export function createMemoryCatalog(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
): Catalog {
  return {
    add: async (day, id) => {
      try {
        await around(writeOf('catalog'), () => tables.transact(`catalog-${day}`, [{ key: id, data: {} }]));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
      }
    },
    list: async (day, after, limit) => {
      const rows = await around({ effect: 'read', name: 'list catalog' }, () =>
        tables.list(`catalog-${day}`, ''),
      );
      return rows
        .map(({ key }) => key)
        .filter((id) => after === undefined || id > after)
        .slice(0, limit);
    },
    nextDay: (from, until) =>
      around({ effect: 'read', name: 'next day' }, () =>
        [...tables.all()]
          .map(([name]) => name.split('\n')[0] ?? '')
          .filter((name) => name >= `catalog-${from}` && name < `catalog-${until}`)
          .sort()[0]
          ?.slice('catalog-'.length),
      ),
  };
}

/** Twin of the route book. */
export function createMemoryRouteBook(): LinkBook {
  const routes = new Map<string, Link>();
  return {
    bind: async (route, conversation, by, at) => {
      routes.set(route, { route, conversation, by, at });
    },
    unbind: async (route) => {
      routes.delete(route);
    },
    find: async (route) => routes.get(route)?.conversation,
    all: async () => [...routes.values()].sort((a, b) => (a.route < b.route ? -1 : 1)),
  };
}

/** Twin of the people book. */
export function createMemoryPeopleBook(): PeopleBook {
  const people = new Map<string, Conversation>();
  return {
    find: async (oid) => people.get(oid),
    remember: async (oid, conversation) => {
      people.set(oid, conversation);
    },
    forget: async (oid, conversation) => {
      if (people.get(oid)?.id === conversation) people.delete(oid);
    },
  };
}

/** Twin of the work queue: what was sent, in order. */
export function createMemoryQueue(
  around: Around = atOnce,
  messages: Nudge[] = [],
): { readonly send: SendNudges; readonly messages: Nudge[] } {
  return { messages, send: (nudges) => around(writeOf('nudge'), () => void messages.push(...nudges)) };
}

function rowsOf(write: Commit<object>, head: string): readonly Write[] {
  return [
    {
      key: head,
      data: write.after,
      ...(write.etag === undefined ? {} : { etag: write.etag }),
    },
    ...write.events.map((event) => ({ key: eventKey(event.seq), data: event })),
    ...write.rows,
  ];
}

/** As store/ would send it: sizes and keys are checked there. */
const entityOf = (partition: string, row: Write) =>
  row.data instanceof Uint8Array
    ? encodeBytes(partition, row.key, row.data)
    : encode(partition, row.key, row.data);

/** No answer, or a definite one: both are the store's to judge. Anything else is a bug. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Conflict || (error instanceof StoreFault && error.retry);

const told = <T extends object>(row: MemoryRow | undefined): Stored<T> | undefined =>
  row === undefined ? undefined : { data: row.data as T, etag: row.etag };

const shardOf = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % SHARDS;
const readOf = (key: string) => ({ effect: 'read', name: `read ${key}` }) as const;
const writeOf = (name: string) => ({ effect: 'write', name }) as const;

function createMarks(): () => string {
  let n = 0;
  return () => `m${++n}`;
}
