// What was started, once and durably: one row for each redemption, shared by all instances of the warehouse.
// Promises: of all who try to start one redemption exactly one is told it is theirs; a lost reply is not a lost start;
// a row is never removed, so a redemption that was started stays started.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openTable, type StorageAccount, statusOf } from './storage.ts';

/** How a run ended. */
export type Ended =
  | { readonly result: 'succeeded'; readonly detail: string; readonly rows: number; readonly file: string }
  | { readonly result: 'failed'; readonly detail: string };

/** One run as the journal has it; without `ended` nobody wrote down how it ended, or it is still running. */
export interface Entry {
  readonly redemption: string;
  /** Countersign's request, to which the outcome is reported. */
  readonly request: string;
  readonly agent: string;
  readonly startedAt: string;
  readonly ended?: Ended;
  readonly reported: boolean;
}

/** The journal. All calls throw when the storage does not answer. */
export interface Journal {
  readonly prepare: () => Promise<void>;
  /** Writes "started". `isOwn` is true for exactly one caller; everybody else gets the row of that one. */
  readonly start: (run: Omit<Entry, 'ended' | 'reported'>) => Promise<{ isOwn: boolean; entry: Entry }>;
  readonly finish: (redemption: string, ended: Ended) => Promise<void>;
  readonly markReported: (redemption: string) => Promise<void>;
  readonly find: (redemption: string) => Promise<Entry | undefined>;
  /** Runs that ended and whose outcome Countersign has not acknowledged. */
  readonly unreported: () => Promise<readonly Entry[]>;
}

const PARTITION = 'redemption';

/** The journal in this account. */
export function openJournal(account: StorageAccount): Journal {
  const table = openTable(account, 'journal');

  async function load(redemption: string): Promise<Row | undefined> {
    try {
      return rowSchema.parse(await table.getEntity(PARTITION, redemption));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function start(run: Omit<Entry, 'ended' | 'reported'>): Promise<{ isOwn: boolean; entry: Entry }> {
    // Random, so that after a lost reply our own row is told from another's.
    const mark = randomUUID();
    const { redemption, ...facts } = run;
    const row = { partitionKey: PARTITION, rowKey: redemption, mark, ...facts, reported: false };
    try {
      await table.createEntity(row);
      return { isOwn: true, entry: { ...run, reported: false } };
    } catch (error) {
      const found = await load(redemption);
      if (found === undefined) throw error;
      return { isOwn: found.mark === mark, entry: entryOf(found) };
    }
  }

  async function finish(redemption: string, ended: Ended): Promise<void> {
    await table.updateEntity({ partitionKey: PARTITION, rowKey: redemption, ...ended }, 'Merge');
  }

  async function unreported(): Promise<readonly Entry[]> {
    const filter = `PartitionKey eq '${PARTITION}' and reported eq false`;
    const entries: Entry[] = [];
    for await (const found of table.listEntities({ queryOptions: { filter } })) {
      const entry = entryOf(rowSchema.parse(found));
      if (entry.ended !== undefined) entries.push(entry);
    }
    return entries;
  }

  return {
    prepare: () => table.createTable(),
    start,
    finish,
    markReported: async (redemption) => {
      await table.updateEntity({ partitionKey: PARTITION, rowKey: redemption, reported: true }, 'Merge');
    },
    find: async (redemption) => {
      const found = await load(redemption);
      return found === undefined ? undefined : entryOf(found);
    },
    unreported,
  };
}

const rowSchema = z.object({
  rowKey: z.string(),
  mark: z.string(),
  request: z.string(),
  agent: z.string(),
  startedAt: z.string(),
  reported: z.boolean(),
  result: z.enum(['succeeded', 'failed']).optional(),
  detail: z.string().default(''),
  rows: z.number().default(0),
  file: z.string().default(''),
});
type Row = z.infer<typeof rowSchema>;

function entryOf({ rowKey, request, agent, startedAt, reported, ...row }: Row): Entry {
  const entry = { redemption: rowKey, request, agent, startedAt, reported };
  if (row.result === undefined) return entry;
  if (row.result === 'failed') return { ...entry, ended: { result: row.result, detail: row.detail } };
  return { ...entry, ended: { result: row.result, detail: row.detail, rows: row.rows, file: row.file } };
}
