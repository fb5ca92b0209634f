// Copies of finished requests' rows under new ids: partitions, list rows in their right shards, and the ids within the data; some
// hundred a day, as they would have come. Pure: the copy of a number has the same id in every table.
import { createHash } from 'node:crypto';
import { encodeBits } from '../../keys/base32.ts';
import { shardName, shardOf } from '../../store/shard.ts';

/** A row as the emulator keeps it. */
export interface StoredRow {
  readonly PartitionKey: string;
  readonly RowKey: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly lastModifiedTime?: string;
  readonly eTag?: string;
}

/** `copies` requests, made of those named in turn. Rows that belong to none of them, and worklists, are left out. */
export function multiplyRows(
  rows: readonly StoredRow[],
  requests: readonly string[],
  copies: number,
): readonly StoredRow[] {
  const patterns = requests.map((id) => ({ id, rows: rows.filter((row) => belongsTo(row, id)) }));
  return Array.from({ length: copies }, (_, n) => {
    const pattern = patterns[n % patterns.length];
    const fresh = `req_${encodeBits(createHash('sha256').update(`copy ${n}`).digest().subarray(0, 16))}`;
    const daysAgo = 1 + Math.floor(n / A_DAY);
    return pattern?.rows.map((row) => copyOf(row, { id: pattern.id, fresh, daysAgo })) ?? [];
  }).flat();
}

const A_DAY = 500;
const DAY_MS = 86_400_000;
/** A request stands in the catalog on the day on which it was asked. */
const CREATED = /("createdAt":")(\d{4}-\d{2}-\d{2})/;

interface Copy {
  readonly id: string;
  readonly fresh: string;
  readonly daysAgo: number;
}

function belongsTo(row: StoredRow, id: string): boolean {
  // A finished request owes nothing: it stands on no worklist.
  if (/^(watch|pending)-/.test(row.PartitionKey)) return false;
  return row.PartitionKey === id || row.RowKey.includes(id);
}

function copyOf(row: StoredRow, { id, fresh, daysAgo }: Copy): StoredRow {
  const { PartitionKey, RowKey, properties, lastModifiedTime = '', eTag = '' } = row;
  const [, day] = /^catalog-(.+)-/.exec(PartitionKey) ?? [];
  const [bare, freshBare] = [id, fresh].map((each) => each.slice('req_'.length)) as [string, string];
  const values = Object.entries(properties).map(([name, value]) => [
    name,
    // The bare id also stands in the grant's id and the webhook's.
    typeof value === 'string' && name.startsWith('json')
      ? value.replaceAll(bare, freshBare).replace(CREATED, (_, start, day) => start + earlier(day, daysAgo))
      : value,
  ]);
  return {
    PartitionKey: day === undefined ? PartitionKey.replace(id, fresh) : catalogOf(day, daysAgo, fresh),
    RowKey: RowKey.replace(id, fresh),
    properties: Object.fromEntries(values),
    lastModifiedTime,
    eTag,
  };
}

const catalogOf = (day: string, daysAgo: number, id: string): string =>
  shardName(`catalog-${earlier(day, daysAgo)}`, shardOf(id));

const earlier = (day: string, daysAgo: number): string =>
  new Date(Date.parse(day) - daysAgo * DAY_MS).toISOString().slice(0, 10);
