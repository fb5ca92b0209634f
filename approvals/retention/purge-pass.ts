// Finding what has been kept for long enough, day by day through the catalog, a few requests at a time. Where it stands is a row, so that
// the next run goes on there; what is still open when its day comes is remembered, and looked at again until it is not.
import { eachAtOnce } from '../each-at-once.ts';
import type { Catalog, Stored } from '../ports.ts';
import { dayAfter, FIRST_DAY } from '../time.ts';
import type { Kept } from '../verdict.ts';
import type { RequestId } from '../words.ts';
import { type Order, type PurgeDesk, purge, type Removed } from './purge.ts';
import { firstKeptDay } from './retention.ts';

/** How far it has come: every request asked before `day`, and on it up to `after`, is done, but for those left behind. */
export interface Progress {
  readonly day: string;
  readonly after?: RequestId;
  /** Still open when their day came. */
  readonly behind: readonly RequestId[];
  /** Name of the hold as it went: under another one it begins anew, for what was held then may have come due long ago. */
  readonly holdName?: string;
}

/** What is kept whatever its time; `name` tells one such set from another. */
export interface NamedHold {
  readonly name: string;
  readonly isHeld: NonNullable<Order['isHeld']>;
}

/** Where it stands. Every function throws `StoreFault` when storage does not answer. */
export interface ProgressBook {
  load(what: Kept): Promise<Stored<Progress> | undefined>;
  /** Over `before`, as it was read. Another instance was first: nothing is written, and nothing is lost, for removing again is harmless. */
  save(what: Kept, progress: Progress, before: Stored<Progress> | undefined): Promise<void>;
}

export type PassDesk = PurgeDesk & { readonly catalog: Catalog; readonly progress: ProgressBook };

/** What one pass came to. `isDone`: nothing is left to look at today but what is `behind`. */
export interface Passed {
  readonly removed: number;
  /** Left alone because the policy keeps them; absent where there was none. */
  readonly heldCount?: number;
  readonly behind: number;
  readonly isDone: boolean;
}

const AT_ONCE = 8;
/** So many of those left behind are looked at in one pass. */
const LOOK_BACK = 40;
/** Where so many are left behind something else is wrong: no more are added. */
const MOST_BEHIND = 1000;

/** One pass over at most `limit` requests. Faults of one keep nobody waiting; the first is thrown at the end, once the pass is noted. */
export async function purgePass(
  desk: PassDesk,
  { what, retain, policyVersion, hold }: Omit<Order, 'before' | 'isHeld'> & { readonly hold?: NamedHold },
  limit: number,
): Promise<Passed> {
  const before = firstKeptDay(retain, desk.clock());
  const order = { what, retain, policyVersion, before, ...(hold && { isHeld: hold.isHeld }) };
  const stored = await desk.progress.load(what);
  const known = stored?.data;
  const begun: Progress =
    known === undefined || known.holdName !== hold?.name
      ? { day: FIRST_DAY, behind: known?.behind ?? [] }
      : known;
  const pass = createPass(desk, order);

  // Of these also what a policy with more time keeps: a later one may have less again.
  const open = await pass.run(begun.behind.slice(0, LOOK_BACK), ['open', 'kept']);
  let behind = [...begun.behind.slice(LOOK_BACK), ...open];
  let { day, after } = begun;
  let isDone = false;
  while (!isDone && pass.looked() < limit && behind.length < MOST_BEHIND) {
    // Days on which nothing was asked cost nothing.
    const next = after === undefined ? await desk.catalog.nextDay(day, before) : day;
    isDone = next === undefined;
    if (next === undefined) break;
    const ids = await desk.catalog.list(next, after, limit);
    behind = [...behind, ...(await pass.run(ids, ['open']))];
    const isWhole = ids.length < limit;
    day = isWhole ? dayAfter(next) : next;
    after = isWhole ? undefined : ids.at(-1);
  }
  const progress: Progress = {
    day,
    ...(after === undefined ? {} : { after }),
    behind,
    ...(hold === undefined ? {} : { holdName: hold.name }),
  };
  if (JSON.stringify(progress) !== JSON.stringify(known ?? begun))
    await desk.progress.save(what, progress, stored);
  pass.throwFault();
  const heldCount = pass.heldCount();
  return { removed: pass.removed(), ...(heldCount > 0 && { heldCount }), behind: behind.length, isDone };
}

/** Removes several at once, and counts. */
function createPass(desk: PurgeDesk, order: Order) {
  let looked = 0;
  let removed = 0;
  let heldCount = 0;
  let fault: unknown;

  async function one(id: RequestId): Promise<Removed> {
    try {
      return await purge(desk, id, order);
    } catch (error) {
      fault ??= error;
      return 'open';
    }
  }

  return {
    looked: () => looked,
    removed: () => removed,
    heldCount: () => heldCount,
    throwFault: () => {
      if (fault !== undefined) throw fault;
    },
    /** Gives those back that came to one of `again`, or broke. */
    run: async (ids: readonly RequestId[], again: readonly Removed[]): Promise<readonly RequestId[]> => {
      const done = await eachAtOnce(ids, AT_ONCE, async (id) => ({ id, came: await one(id) }));
      looked += done.length;
      removed += done.filter(({ came }) => came === 'removed').length;
      heldCount += done.filter(({ came }) => came === 'held').length;
      return done.flatMap(({ id, came }) => (again.includes(came) ? [id] : [])).sort();
    },
  };
}
