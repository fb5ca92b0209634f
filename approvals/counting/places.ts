// Places put down by tries at the same time, and how they see each other: the part of counting that every kind of limit shares. A place
// is put down first and counted then, so that of many tries, on however many hosts, none can overlook another.
import { StoreFault } from '../faults.ts';
import type { Desk } from '../ports.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Place, Quota, QuotaBook } from './quota-book.ts';

/** What a try to be counted needs. */
export type QuotaDesk = Pick<Desk, 'store' | 'clock' | 'waitBeforeTry'> & { readonly quota: QuotaBook };

/** A place whose request is not there yet is kept this long: its commit, seconds away at most, may still be on its way. */
const ON_ITS_WAY_MS = 5 * 60_000;
/** No try to be counted takes longer. */
export const TRY_FOR_MS = 10_000;
/** At most so many counted requests are looked at before a limit holds; the next time others are. */
const LOOK_AT = 20;

/** One place for each other request: one that was let in, else the earliest. */
export function othersOf(places: readonly Place[], own: Place): readonly Place[] {
  const others = new Map<RequestId, Place>();
  for (const each of places) {
    if (each.request === own.request) continue;
    const known = others.get(each.request);
    if (known === undefined || standsBefore(each, known)) others.set(each.request, each);
  }
  return [...others.values()];
}

const standsBefore = (one: Place, other: Place): boolean =>
  one.letIn === other.letIn ? isBefore(one, other) : one.letIn === true;

/** Of tries that see each other the earlier one stays; `op` is random, so one of two is. */
export const isBefore = (one: Place, other: Place): boolean =>
  one.at < other.at || (one.at === other.at && one.op < other.op);

/** Removes places as well as may be: one that stays counts against the agent, never for it. */
export async function leavePlaces(
  desk: { readonly quota: QuotaBook },
  quota: Quota,
  places: readonly Place[],
): Promise<void> {
  try {
    if (places.length > 0) await desk.quota.remove(quota, places);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}

/** Of some of the others those that stand for nothing: their requests do not count, or were never recorded. */
export async function idleAmong(
  desk: Pick<QuotaDesk, 'store'>,
  others: readonly Place[],
  own: Place,
  counts: (request: ApprovalRequest) => boolean,
): Promise<readonly Place[]> {
  const now = Date.parse(own.at);
  const idle = await Promise.all(
    someOf(others, own.op).map(async (place): Promise<readonly Place[]> => {
      const row = await desk.store.peek<ApprovalRequest>(place.request, REQUEST_KEY);
      if (row === undefined) return now - Date.parse(place.at) > ON_ITS_WAY_MS ? [place] : [];
      // What became of one of a newer version is not known here: it counts.
      return row.newer !== undefined || counts(row.data) ? [] : [place];
    }),
  );
  return idle.flat();
}

/** `LOOK_AT` of them, beginning anywhere: `op` is random. */
function someOf(places: readonly Place[], op: string): readonly Place[] {
  // Each letter moves the whole: a mere sum of them would never reach the end of a long list.
  const start = [...op].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 0) % places.length;
  return [...places.slice(start), ...places.slice(0, start)].slice(0, LOOK_AT);
}
