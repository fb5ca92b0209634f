// Whether storage answers, and what is overdue or dead: for administrators and alarms.
import type { DeadWork } from '../approvals/ports.ts';
import { instant } from '../approvals/time.ts';
import type { Instant } from '../approvals/words.ts';
import { createListDead } from './dead-work.ts';
import { faultOf } from './faults.ts';
import type { Storage } from './storage.ts';
import { createWatchList } from './watch-list.ts';

/** As it goes over the wire. */
export interface Readiness {
  readonly ready: boolean;
  readonly checked_at: Instant;
  /** Nudges waiting in the queue, about. */
  readonly queue_length: number;
  readonly poison_length: number;
  /** Watch rows due more than a minute ago: the sweep does not keep up, or does not run. */
  readonly overdue: number;
  /** Those among them that a newer version wrote: only such a version works them off. */
  readonly newer: number;
  /** Cards nobody got and callbacks given up, at most a hundred of them: `request` and the row's key. */
  readonly dead: readonly DeadWork[];
}

const OVERDUE_AFTER_MS = 60_000;
const LOOK_AT_MOST = 1600;
const DEAD_AT_MOST = 100;

/** One round trip to each of the queue and the tables. Throws `StoreFault` when storage does not answer. */
export async function readReadiness(
  storage: Pick<Storage, 'work' | 'poison' | 'lists'>,
  now: Instant,
): Promise<Readiness> {
  const before = instant(Date.parse(now) - OVERDUE_AFTER_MS);
  try {
    const [work, poison, overdue, dead] = await Promise.all([
      storage.work.getProperties(),
      storage.poison.getProperties(),
      createWatchList(storage).due(before, LOOK_AT_MOST),
      createListDead(storage)(undefined, DEAD_AT_MOST),
    ]);
    return {
      ready: overdue.length === 0,
      checked_at: now,
      queue_length: work.approximateMessagesCount ?? 0,
      poison_length: poison.approximateMessagesCount ?? 0,
      overdue: overdue.length,
      newer: overdue.filter((watch) => watch.newer !== undefined).length,
      dead,
    };
  } catch (error) {
    throw faultOf('checking readiness', error);
  }
}
