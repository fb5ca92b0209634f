// Holding a row of bookkeeping (a prompt, a todo) for a while, so that two handlers of one doubled nudge do not both act.
// A lease is a compare-and-swap on its own row and never touches `request`.
import type { Desk, Stored } from '../ports.ts';
import { later } from '../time.ts';
import type { Instant, RequestId } from '../words.ts';
import type { Lease } from '../work.ts';

const LEASE_MS = 20_000;
/** Outside calls are aborted at 10 s; none starts with less of the lease left than this. */
const ENOUGH_MS = 12_000;

type Leased = { readonly lease?: Lease };
type Rows = Pick<Desk, 'store' | 'clock'>;

/** What becomes of a row whose lease is taken from somebody; `undefined`: it is left to them. */
export type TakeOver<T> = (row: T) => T | undefined;

/** Takes the lease, or says that somebody else holds the row. */
export async function take<T extends Leased>(
  desk: Rows,
  id: RequestId,
  key: string,
  holder: string,
  takeOver: TakeOver<T> = () => undefined,
): Promise<Stored<T> | 'held' | 'absent'> {
  const row = await desk.store.read<T>(id, key);
  if (row === undefined) return 'absent';
  const now = desk.clock();
  const isOthers = isHeld(row.data.lease, now) && row.data.lease?.holder !== holder;
  const free = isOthers ? takeOver(row.data) : row.data;
  if (free === undefined) return 'held';
  const data = { ...free, lease: { holder, until: later(now, LEASE_MS) } };
  return (await desk.store.swap(id, key, row.etag, data)) ?? 'held';
}

/** Does anybody hold it? */
export const isHeld = (lease: Lease | undefined, now: Instant): boolean =>
  lease !== undefined && lease.until > now;

/** When its holder last wrote it down. */
export const renewedAt = (lease: Lease): Instant => later(lease.until, -LEASE_MS);

/** Is there enough of the lease left for one more outside call? */
export function isEnough(lease: Lease | undefined, holder: string, now: Instant): boolean {
  return lease?.holder === holder && Date.parse(lease.until) - Date.parse(now) >= ENOUGH_MS;
}

/** Writes what the holder did, and renews the lease in the same write. `undefined`: the row was changed by another. */
export function keep<T extends Leased>(
  desk: Rows,
  id: RequestId,
  key: string,
  row: Stored<T>,
  data: T,
  holder: string,
): Promise<Stored<T> | undefined> {
  const lease = { holder, until: later(desk.clock(), LEASE_MS) };
  return desk.store.swap<T>(id, key, row.etag, { ...data, lease });
}

/** Writes what the holder did, and gives up the lease in the same write. `undefined`: the row was changed by another. */
export function release<T extends Leased>(
  desk: Rows,
  id: RequestId,
  key: string,
  row: Stored<T>,
  data: T,
): Promise<Stored<T> | undefined> {
  const { lease: _lease, ...free } = data;
  return desk.store.swap<T>(id, key, row.etag, free as T);
}
