// Removing what a request was kept for long enough (retention.ts says what). Each batch of rows goes in one transaction with the event that
// says so, so that no crash leaves content without its event behind, or an event without what it says. What is still open is left alone.

import { quietly, type Step } from '../change/transition.ts';
import { NewerVersionFault } from '../faults.ts';
import type { Desk, Stored } from '../ports.ts';
import { isRemoved, purgedBy } from '../purged.ts';
import { dayOf } from '../time.ts';
import type { Kept } from '../verdict.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';
import type { Prompt, Todo } from '../work.ts';
import { isOpen, membersToRemove, rowsToRemove, stripped } from './retention.ts';

/** What removing needs. */
export type PurgeDesk = Desk & {
  /** Takes the request's rows out of the lists that decide nothing. Again is harmless. */
  readonly unlist: (request: ApprovalRequest, what: Kept) => Promise<void>;
};

/** Why it goes: the part, the time it was kept, and the policy that says so. */
export interface Order {
  readonly what: Kept;
  /** As in the policy: `90d`. */
  readonly retain: string;
  readonly policyVersion: string;
  /** Only what was asked before this day (UTC). */
  readonly before: string;
  /** The policy keeps this one whatever its time. */
  readonly isHeld?: (request: ApprovalRequest) => boolean;
}

/**
 * `removed`: nothing of it is left. `open`: it is to be looked at again. `kept`: its time has not come (asked around
 * midnight it stands on two days of the catalog). `held`: the policy keeps it. `absent`: there is no such request.
 */
export type Removed = 'removed' | 'open' | 'kept' | 'held' | 'absent';

/** Rows that go with one event: with the head row and the event itself, what one transaction takes. */
const ROWS_AT_A_TIME = 98;
/** More batches than any request has rows for. */
const MOST_BATCHES = 100;

/**
 * Removes one part of one request. A repeat, also after a crash or a lost reply, goes on where it stood; done already: nothing is written.
 * Throws `StoreFault` when storage does not answer.
 */
export async function purge(desk: PurgeDesk, id: RequestId, order: Order): Promise<Removed> {
  try {
    for (let batch = 1; batch <= MOST_BATCHES; batch++) {
      const loaded = await desk.store.load(id);
      if (loaded === undefined) return 'absent';
      if (dayOf(loaded.data.createdAt) >= order.before) return 'kept';
      if (isRemoved(loaded.data.purged, order.what)) return 'removed';
      if (order.isHeld?.(loaded.data) === true) return 'held';
      if (isOpen(loaded.data, await workOf(desk, loaded.data), desk.clock())) return 'open';
      // Before the rows go that the lists are about: whoever comes after a crash finds the request and does both again.
      await desk.unlist(loaded.data, order.what);
      const settled = await quietly(desk, id, (request, now) => batchOf(desk, request, order, now), loaded);
      if (!settled.ok) return 'open';
    }
  } catch (error) {
    // What a newer version wrote is that version's to remove.
    if (error instanceof NewerVersionFault) return 'open';
    throw error;
  }
  return 'open';
}

/** The rule: one batch of rows, what the head row loses, and the event. */
async function batchOf(
  desk: PurgeDesk,
  request: ApprovalRequest,
  { what, retain, policyVersion }: Order,
  now: Instant,
): Promise<Step> {
  // It may have changed since it was loaded: a late report, for one.
  if (isRemoved(request.purged, what) || isOpen(request, await workOf(desk, request), now))
    return { do: 'keep' };
  const rows = rowsToRemove(await desk.store.keys(request.id), what);
  const removes = rows.slice(0, ROWS_AT_A_TIME);
  const left = rows.length - removes.length;
  const by = { at: now, policyVersion };
  return {
    do: 'write',
    change: { ...stripped(request, what), purged: purgedBy(request.purged, what, by, left) },
    without: membersToRemove(what),
    removes,
    events: [
      {
        type: 'purged',
        actor: { kind: 'policy', id: policyVersion },
        facts: { what, retain, policy_version: policyVersion, rows: removes.length, left },
      },
    ],
  };
}

async function workOf({ store }: PurgeDesk, { id, prompts, todos }: ApprovalRequest) {
  const read = async <T extends object>(keys: readonly string[]): Promise<readonly T[]> => {
    const rows = await Promise.all(keys.map((key): Promise<Stored<T> | undefined> => store.read<T>(id, key)));
    return rows.flatMap((row) => (row === undefined ? [] : [row.data]));
  };
  const [cards, callbacks] = await Promise.all([read<Prompt>(prompts), read<Todo>(todos)]);
  return { prompts: cards, todos: callbacks };
}
