// An owner who adds the app while requests of their agent wait: from then on they read along, by a card like that of an owner who had it when it
// was asked. Nothing stands for them before, so nobody looks for the app of an owner. Owners are those the policy names now and named when it was asked.
// Promises: one card for each; the record says since when; whoever dies in between leaves it done, or owed to a nudge that is on its way.
import { newPrompts, type Posting } from '../ask/newborn.ts';
import { type Step, unshown } from '../change/transition.ts';
import { pendingOf } from '../counting/quota.ts';
import type { QuotaBook } from '../counting/quota-book.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { StoreFault } from '../faults.ts';
import type { NudgeLater } from '../pace/pace-book.ts';
import type { Desk } from '../ports.ts';
import type { PeopleBook } from '../prompt/card-ports.ts';
import { peopleOf } from '../prompt/own-prompts.ts';
import { TRANSIENT } from '../refusal.ts';
import type { ApprovalRequest, Instant, Person } from '../words.ts';
import type { Conversation } from '../work.ts';

/** Client ids of the agents that a person owns, as the policy in force names them. */
export type OwnedBy = (oid: string) => readonly string[];

/** What expecting one takes. */
export interface ExpectDesk {
  readonly people: Pick<PeopleBook, 'find'>;
  readonly ownedBy: OwnedBy;
  readonly nudgeLater: NudgeLater;
}

/** What telling one takes. */
export type LateOwnerDesk = Desk & Pick<ExpectDesk, 'people' | 'ownedBy'> & { readonly quota: QuotaBook };

type OwnersPosting = Posting & { readonly person: string };

const AT_ONCE = 8;
/** The chat is written down meanwhile, and so is a request that was being asked just before. */
const EXPECTED_WITHIN_SECONDS = 2;

/**
 * Has the queue tell an owner what waits, once their chat is known; nothing for anybody else, and where it is known already. To be called before it
 * is written down: a nudge without a chat is harmless, a chat without a nudge would be found out by nobody. Throws `StoreFault`.
 */
export async function expectOwner(
  { people, ownedBy, nudgeLater }: ExpectDesk,
  { oid }: Pick<Person, 'oid'>,
  { id }: Pick<Conversation, 'id'>,
): Promise<void> {
  if (ownedBy(oid).length === 0 || (await people.find(oid))?.id === id) return;
  await nudgeLater({ kind: 'bring', conversation: id, person: oid }, EXPECTED_WITHIN_SECONDS);
}

/**
 * Gives an owner with the app a card of each waiting request of their agents. How many are on their way. Throws `StoreFault` where one is not yet,
 * once the others are: to be asked again.
 */
export async function tellOwner(desk: LateOwnerDesk, oid: string): Promise<number> {
  const agents = desk.ownedBy(oid);
  if (agents.length === 0 || (await desk.people.find(oid)) === undefined) return 0;
  const waiting = await Promise.all(agents.map((agent) => pendingOf(desk, agent)));
  const told = await eachAtOnce(waiting.flat(), AT_ONCE, async (id) => {
    // Minted before the first try, so that every try is the same.
    const posting = { person: oid, owner: true as const, nonce: desk.mint('n') };
    const settled = await unshown(desk, id, (request, now) => readsAlong(desk, request, posting, now));
    if (settled.ok) return settled.value.wrote;
    // Nothing but the nudge leads here again.
    const { reason } = settled.refusal;
    if (TRANSIENT.includes(reason))
      throw new StoreFault(`an owner is not told of ${id} yet: ${reason}`, true);
    return false;
  });
  return told.filter(Boolean).length;
}

/** The rule: a prompt for the owner who has none, and the event that names them. */
async function readsAlong(
  desk: Desk,
  request: ApprovalRequest,
  posting: OwnersPosting,
  now: Instant,
): Promise<Step> {
  if (request.status !== 'pending' || now >= request.expiresAt) return { do: 'keep' };
  if (!request.excluded.includes(posting.person)) return { do: 'keep' };
  if ((await peopleOf(desk, request)).has(posting.person)) return { do: 'keep' };
  return {
    do: 'write',
    ...newPrompts([posting], request),
    events: [
      {
        type: 'invited',
        actor: { kind: 'policy', id: request.verdict.policyVersion },
        facts: { owner: posting.person },
      },
    ],
    before: request.expiresAt,
  };
}
