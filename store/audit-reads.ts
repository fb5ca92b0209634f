// Reading the whole record, a page of rows at a time: requests by day, agents' standings, policies. Shows rows of any version and writes
// nothing. What proves nothing and could give something away (cards, conversations, callbacks) is not even fetched.
import { odata, type TableClient } from '@azure/data-tables';
import { standingId } from '../approvals/agent/standing.ts';
import type { ReadRecord, RecordReads, Slice } from '../approvals/audit/ports.ts';
import { eventKey, INTENT_KEY, STANDING_KEY } from '../approvals/row-keys.ts';
import { textKey } from '../approvals/text/text.ts';
import type { ChainEvent, ChainId, RequestId, Text } from '../approvals/words.ts';
import { decodeShown, newerVersion } from './entity.ts';
import { faultOf } from './faults.ts';
import { createRows } from './rows.ts';
import { SHARDS, shardName, shardOf } from './shard.ts';
import type { Storage } from './storage.ts';

type Row = Readonly<Record<string, unknown>>;
interface Page {
  readonly rows: readonly Row[];
  readonly token?: string;
}

/** Azure gives at most a thousand rows for one query, and asks to come again for the rest. */
const ROWS_AT_A_TIME = 1000;
/** A range over many partitions may search for five seconds before it answers with an empty page. Nobody waits at a card for this. */
const PAGE_TIMEOUT_MS = 10_000;
/** Ids of one shard that are held while a day's shards are merged. */
const IDS_AT_A_TIME = 200;
const POLICY = 'policy-';

/** The port `RecordReads` over Table Storage. */
export function createRecordReads(storage: Pick<Storage, 'requests' | 'lists' | 'book'>): RecordReads {
  const { requests, lists, book } = storage;
  const { peek } = createRows(requests);

  return {
    nextDay: async (from, to) => {
      const filter = odata`PartitionKey ge ${`catalog-${from}`} and PartitionKey lt ${`catalog-${to}~`}`;
      // Ranges over many partitions may come as empty pages first.
      for await (const { rows } of pages(lists, filter, ['PartitionKey'], 1)) {
        const [first] = rows;
        if (first !== undefined) return String(first.partitionKey).slice('catalog-'.length, -'-0'.length);
      }
      return undefined;
    },
    idsOf: (day, after) =>
      merged(
        Array.from({ length: SHARDS }, (_, shard) =>
          keysIn(lists, shardName(`catalog-${day}`, shard), after ?? ''),
        ),
      ),
    isListed: async (day, id) => {
      const filter = odata`PartitionKey eq ${shardName(`catalog-${day}`, shardOf(id))} and RowKey eq ${id}`;
      return (await firstPage(lists, filter)).rows.length > 0;
    },
    standingIds: async () => {
      const [first, last] = [standingId(''), standingId('~')];
      const filter = odata`PartitionKey ge ${first} and PartitionKey lt ${last} and RowKey eq ${STANDING_KEY}`;
      const ids: ChainId[] = [];
      for await (const { rows } of pages(requests, filter, ['PartitionKey'])) {
        ids.push(...rows.map((row) => String(row.partitionKey)));
      }
      return ids.sort();
    },
    whole: (id, headKey) => whole(requests, id, headKey),
    peek,
    events: async (id, from, to) => {
      const filter = odata`PartitionKey eq ${id} and RowKey ge ${eventKey(from)} and RowKey le ${eventKey(to)}`;
      return slice<number, ChainEvent>(await firstPage(requests, filter), (row) =>
        Number(String(row.rowKey).slice('event-'.length)),
      );
    },
    texts: async (id, after) => {
      const filter = odata`PartitionKey eq ${id} and RowKey gt ${textKey(after)} and RowKey lt ${'text.'}`;
      return slice<string, Text>(await firstPage(requests, filter), (row) =>
        String(row.rowKey).slice('text-'.length),
      );
    },
    intent: async (id) => {
      const filter = odata`PartitionKey eq ${id} and RowKey eq ${INTENT_KEY}`;
      const [row] = (await firstPage(requests, filter)).rows;
      return row?.bytes instanceof Uint8Array ? row.bytes : undefined;
    },
    policies: async (after, before) =>
      slice<string, { text: string }>(await firstPage(book, policiesBetween(after, before)), versionOf),
    policyVersions: async (before) => {
      const versions: string[] = [];
      for await (const { rows } of pages(book, policiesBetween('', before), ['PartitionKey'])) {
        versions.push(...rows.map(versionOf));
      }
      return versions;
    },
  };
}

const versionOf = (row: Row): string => String(row.partitionKey).slice(POLICY.length);
// Storage stamps each row with its own time: what comes in while an export runs belongs to the next one.
const policiesBetween = (after: string, before: string): string =>
  odata`PartitionKey gt ${POLICY + after} and PartitionKey lt ${`${POLICY}~`} and Timestamp lt ${new Date(before)}`;

const slice = <At, T extends object>({ rows, token }: Page, at: (row: Row) => At): Slice<At, T> => ({
  rows: rows.map((row) => ({ at: at(row), data: decodeShown<T>(row).data })),
  more: token !== undefined,
});

async function whole<Head extends object>(
  table: TableClient,
  id: ChainId,
  headKey: string,
): Promise<ReadRecord<Head>> {
  // `event-…`, `intent` and the head (`request`, `standing`), and behind them `text-…`.
  const filter = odata`PartitionKey eq ${id} and (RowKey ge 'event-' and RowKey lt 'event.' or RowKey eq ${INTENT_KEY} or RowKey eq ${headKey} or RowKey ge 'text-' and RowKey lt 'text.')`;
  const { rows, token } = await firstPage(table, filter);
  let head: Head | undefined;
  let intent: Uint8Array | undefined;
  const events: ChainEvent[] = [];
  const texts: Text[] = [];
  for (const row of rows) {
    const key = String(row.rowKey);
    if (key === INTENT_KEY) intent = row.bytes instanceof Uint8Array ? row.bytes : undefined;
    else if (key === headKey) head = decodeShown<Head>(row).data;
    else if (key.startsWith('event-')) events.push(decodeShown<ChainEvent>(row).data);
    else texts.push(decodeShown<Text>(row).data);
  }
  const newer = Math.max(0, ...rows.map((row) => newerVersion(row) ?? 0));
  return {
    ...(head === undefined ? {} : { head }),
    ...(intent === undefined ? {} : { intent }),
    events,
    texts,
    ...(newer === 0 ? {} : { newer }),
    more: token !== undefined,
  };
}

async function firstPage(table: TableClient, filter: string): Promise<Page> {
  for await (const page of pages(table, filter)) {
    if (page.rows.length > 0 || page.token === undefined) return page;
  }
  return { rows: [] };
}

/** One call a page, each with its own end: a day of many requests is not read within the time of one call. */
async function* pages(
  table: TableClient,
  filter: string,
  select?: string[],
  maxPageSize = ROWS_AT_A_TIME,
): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    try {
      const listed = table.listEntities<Record<string, unknown>>({
        queryOptions: { filter, ...(select === undefined ? {} : { select }) },
        abortSignal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
      });
      const from = token === undefined ? { maxPageSize } : { maxPageSize, continuationToken: token };
      const { value } = await listed.byPage(from).next();
      token = value?.continuationToken;
      yield { rows: value ?? [], ...(token === undefined ? {} : { token }) };
    } catch (error) {
      throw faultOf('reading the record', error);
    }
  } while (token !== undefined);
}

async function* keysIn(table: TableClient, partition: string, after: string): AsyncGenerator<string> {
  const filter = odata`PartitionKey eq ${partition} and RowKey gt ${after}`;
  for await (const { rows } of pages(table, filter, ['RowKey'], IDS_AT_A_TIME)) {
    for (const row of rows) yield String(row.rowKey);
  }
}

/** Several sorted streams as one; all of them are asked at once at first. */
async function* merged(streams: readonly AsyncGenerator<string>[]): AsyncGenerator<RequestId> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let least = -1;
    for (const [at, head] of heads.entries()) {
      if (head.done !== true && (least < 0 || head.value < (heads[least]?.value ?? ''))) least = at;
    }
    const [head, stream] = [heads[least], streams[least]];
    if (head === undefined || stream === undefined || head.done === true) return;
    yield head.value;
    heads[least] = await stream.next();
  }
}
