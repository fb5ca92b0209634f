// Rows as the product left them, for floors that write the same ones again.

import type { TableEntity } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import { standingId } from '../../approvals/agent/standing.ts';
import { STANDING_KEY } from '../../approvals/row-keys.ts';
import { createMint } from '../../keys/mint.ts';
import { AGENTS } from '../../local/directory.ts';
import { shardName, shardOf } from '../../store/shard.ts';
import type { Storage } from '../../store/storage.ts';

const mint = createMint();
const WATCH_AFTER_MS = 20_000;

/** Every row of a request's partition, without what the service adds. */
export async function readRows(storage: Storage, request: string): Promise<readonly TableEntity[]> {
  const rows: TableEntity[] = [];
  const filter = odata`PartitionKey eq ${request}`;
  for await (const row of storage.requests.listEntities({ queryOptions: { filter } })) {
    const { etag: _etag, timestamp: _timestamp, 'odata.metadata': _metadata, ...own } = { ...row };
    rows.push({ ...own, partitionKey: request, rowKey: String(row.rowKey) });
  }
  if (rows.length === 0) throw new Error(`There is no request ${request}.`);
  return rows;
}

/** The watch row that stands before a commit. */
export function watchRow(id: string, event: number): TableEntity {
  const now = Date.now();
  const due = new Date(now + WATCH_AFTER_MS).toISOString();
  const since = new Date(now).toISOString();
  return {
    partitionKey: shardName('watch', shardOf(id)),
    rowKey: `${due}|${id}|${mint('w')}`,
    v: 1,
    json0: JSON.stringify({ due, request: id, event, since }),
  };
}

/** A queue message as the product sends it. */
export function nudgeText(kind: 'show' | 'tell', request: string, todo: string): string {
  return Buffer.from(JSON.stringify({ kind, request, todo })).toString('base64');
}

/** Reads the standing of nightly-etl, which nobody ever paused: the row is absent. */
export async function readStanding({ requests }: Pick<Storage, 'requests'>): Promise<void> {
  try {
    await requests.getEntity(standingId(AGENTS.nightlyEtl), STANDING_KEY);
  } catch (error) {
    if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
  }
}
