// Bringing a request into the record: catalog and watch rows first, then one commit that creates everything, tried until it is known
// what became of it. Whatever it is born as, the same id and body give the same request again.
import { announce } from '../change/change.ts';
import { sendNudges } from '../change/transition.ts';
import { StoreFault } from '../faults.ts';
import type { Catalog, Commit, Desk } from '../ports.ts';
import { type Answer, accept, refuse } from '../refusal.ts';
import { dayOf } from '../time.ts';
import type { ApprovalRequest, Instant, RequestId } from '../words.ts';

export type CreateDesk = Desk & { readonly catalog: Catalog };

/** What one creation is stamped with: minted once, so that every try of it is the same; `now` is each try's own. */
export interface Stamp {
  readonly op: string;
  readonly salt: string;
  readonly now: Instant;
}

/** What is being created. */
interface Creation {
  readonly id: RequestId;
  readonly bodyHash: string;
  /** These two are minted by the caller when they are needed before. */
  readonly op?: string;
  readonly salt?: string;
  /** Done when this call has recorded nothing: another try of the same request was, or storage failed before anything was sent. */
  readonly whenNothing?: () => Promise<void>;
  /** Born closed, and nobody is to be told: the sweep has nothing to look for. */
  readonly owesNothing?: boolean;
}

const MAX_TRIES = 6;

/**
 * Commits what `born` makes, or finds what was recorded before under the same id. Refusals: `duplicate_request` (same key, other body),
 * `not_known_yet`. Throws `StoreFault` when storage is out of reach and nothing was written.
 */
export async function create(
  desk: CreateDesk,
  { id, bodyHash, op = desk.mint('op'), salt = desk.mint('s'), whenNothing, owesNothing = false }: Creation,
  born: (stamp: Stamp) => Promise<Commit> | Commit,
): Promise<Answer<ApprovalRequest>> {
  const first = desk.clock();
  try {
    await Promise.all([
      desk.catalog.add(dayOf(first), id),
      owesNothing ? undefined : announce(desk, id, 1, first),
    ]);
  } catch (error) {
    if (error instanceof StoreFault) await whenNothing?.();
    throw error;
  }

  let day = dayOf(first);
  let open = false;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    if (attempt > 1) await desk.waitBeforeTry(attempt - 1);
    const now = attempt === 1 ? first : desk.clock();
    try {
      // A listing takes each request on the day it was asked: that day must know it, also when midnight passed between two tries.
      if (dayOf(now) !== day) await desk.catalog.add(dayOf(now), id);
      day = dayOf(now);
      const commit = await born({ op, salt, now });
      const result = await desk.store.commit(commit);
      open = true;
      if (result === 'unresolved') continue;
      const [stored] = await Promise.all([
        desk.store.load(id),
        result === 'won' ? sendNudges(desk, commit.after) : undefined,
      ]);
      if (stored === undefined) throw new StoreFault('a request just written is not there', true);
      if (result === 'lost') await whenNothing?.();
      return sameOrOther(stored.data, bodyHash);
    } catch (error) {
      // Once a try was sent and not refused, nobody may be told that nothing was written.
      if (!open || !(error instanceof StoreFault)) throw error;
      if (!error.retry) break;
    }
  }
  return refuse({ reason: 'not_known_yet' });
}

/** The id holds no secret of the body: only an equal body is the same call made again. */
export function sameOrOther(stored: ApprovalRequest, bodyHash: string): Answer<ApprovalRequest> {
  return stored.bodyHash === bodyHash ? accept(stored) : refuse({ reason: 'duplicate_request' });
}
