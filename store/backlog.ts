// What is owed, late, or given up, in numbers: for telemetry, administrators and the doctor, at a cost that does not grow with what is
// stored. Decides nothing.
import { odata } from '@azure/data-tables';
import type { DeadWork } from '../approvals/ports.ts';
import { later } from '../approvals/time.ts';
import type { Instant } from '../approvals/words.ts';
import { createListDead } from './dead-work.ts';
import { callOptions, faultOf } from './faults.ts';
import { PENDING } from './index-rows.ts';
import type { Storage } from './storage.ts';
import { createWatchList } from './watch-list.ts';

/** Counts of rows end at `COUNT_AT_MOST`, those of due ones at `DUE_AT_MOST`. */
export interface Backlog {
  /** Requests that wait for people. */
  readonly pending: number;
  /** Of these, the ones about which nobody was reached. */
  readonly unreached: number;
  /** Seconds since the oldest due row of the sweep's list was due, those of a newer version aside; 0: nothing is due. */
  readonly oldestDueSeconds: number;
  /** Rows due more than a minute ago: the sweep does not keep up, or does not run. */
  readonly overdue: number;
  /** Those among them that a newer version wrote: only such a version works them off. */
  readonly newer: number;
  /** Cards nobody got and callbacks given up. */
  readonly dead: readonly DeadWork[];
  /** Messages in the queues, about. */
  readonly queue: number;
  readonly poison: number;
}

const OVERDUE_AFTER_MS = 60_000;
/** Pages of a thousand rows each. */
const COUNT_AT_MOST = 5000;
const DUE_AT_MOST = 1600;

/** A round trip or a few to each queue and list, all at once. Throws `StoreFault` when storage does not answer. */
export async function readBacklog(
  storage: Pick<Storage, 'work' | 'poison' | 'lists'>,
  now: Instant,
): Promise<Backlog> {
  try {
    const [work, poison, due, pending, dead] = await Promise.all([
      storage.work.getProperties(callOptions()),
      storage.poison.getProperties(callOptions()),
      createWatchList(storage).due(now, DUE_AT_MOST),
      countPending(storage),
      createListDead(storage)(undefined, COUNT_AT_MOST),
    ]);
    // Rows of a newer version stay due for as long as this one runs: no sign that its sweep is behind.
    const oldest = due.find(({ newer }) => newer === undefined)?.due ?? now;
    const before = later(now, -OVERDUE_AFTER_MS);
    const overdue = due.filter((watch) => watch.due <= before);
    return {
      ...pending,
      oldestDueSeconds: Math.max(0, Date.parse(now) - Date.parse(oldest)) / 1000,
      overdue: overdue.length,
      newer: overdue.filter((watch) => watch.newer !== undefined).length,
      dead,
      queue: work.approximateMessagesCount ?? 0,
      poison: poison.approximateMessagesCount ?? 0,
    };
  } catch (error) {
    throw faultOf('reading what is owed', error);
  }
}

/** The shards of one list lie side by side, so that one range holds them all. */
async function countPending({ lists }: Pick<Storage, 'lists'>) {
  const filter = odata`PartitionKey ge ${`${PENDING}-`} and PartitionKey lt ${`${PENDING}.`}`;
  let [pending, unreached] = [0, 0];
  const rows = lists.listEntities<{ unreached?: boolean }>({
    queryOptions: { filter, select: ['RowKey', 'unreached'] },
    ...callOptions(),
  });
  for await (const row of rows) {
    pending++;
    if (row.unreached === true) unreached++;
    if (pending >= COUNT_AT_MOST) break;
  }
  return { pending, unreached };
}
