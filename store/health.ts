// How storage fares in numbers, for telemetry: once a minute, at a cost that does not grow with what is stored. Decides nothing.
import { odata } from '@azure/data-tables';
import type { Instant } from '../approvals/words.ts';
import { callOptions, faultOf } from './faults.ts';
import { DEAD, PENDING } from './index-rows.ts';
import { SHARDS } from './shard.ts';
import type { Storage } from './storage.ts';
import { createWatchList } from './watch-list.ts';

/** Counts end at `COUNT_AT_MOST`: a page of a thousand rows each. */
export interface Health {
  /** Requests that wait for people. */
  readonly pending: number;
  /** Of these, the ones about which nobody was reached. */
  readonly unreached: number;
  /** Seconds since the oldest due row of the sweep's list was due; 0: nothing is due. */
  readonly oldestDueSeconds: number;
  /** Prompts and callbacks that were given up. */
  readonly dead: number;
  /** Messages in the queues, about. */
  readonly queue: number;
  readonly poison: number;
}

const COUNT_AT_MOST = 5000;

/** Throws `StoreFault` when storage does not answer. */
export async function readHealth(
  storage: Pick<Storage, 'work' | 'poison' | 'lists'>,
  now: Instant,
): Promise<Health> {
  try {
    const [work, poison, due, pending, dead] = await Promise.all([
      storage.work.getProperties(callOptions()),
      storage.poison.getProperties(callOptions()),
      createWatchList(storage).due(now, SHARDS),
      countPending(storage),
      countRows(storage, odata`PartitionKey eq ${DEAD}`),
    ]);
    const oldest = due[0]?.due;
    return {
      ...pending,
      oldestDueSeconds: oldest === undefined ? 0 : Math.max(0, Date.parse(now) - Date.parse(oldest)) / 1000,
      dead,
      queue: work.approximateMessagesCount ?? 0,
      poison: poison.approximateMessagesCount ?? 0,
    };
  } catch (error) {
    throw faultOf('reading the health of storage', error);
  }
}

/** The shards of one list lie side by side, so that one range holds them all. */
async function countPending(storage: Pick<Storage, 'lists'>) {
  const range = odata`PartitionKey ge ${`${PENDING}-`} and PartitionKey lt ${`${PENDING}.`}`;
  let unreached = 0;
  const pending = await countRows(storage, range, (row) => {
    if (row.unreached === true) unreached++;
  });
  return { pending, unreached };
}

async function countRows(
  { lists }: Pick<Storage, 'lists'>,
  filter: string,
  look: (row: { readonly unreached?: unknown }) => void = () => undefined,
): Promise<number> {
  let count = 0;
  const rows = lists.listEntities<{ unreached?: boolean }>({
    queryOptions: { filter, select: ['RowKey', 'unreached'] },
    ...callOptions(),
  });
  for await (const row of rows) {
    look(row);
    count++;
    if (count >= COUNT_AT_MOST) break;
  }
  return count;
}
