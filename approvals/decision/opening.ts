// What does not fit on its card is approved only by who has opened all of it: the review page says so once it has shown everything, and each
// approval of such a request names its own person's opening.
// Promise: an approval rests on a card that holds all, or on an opening of the same person that stands in the chain before it.
import { askDirectory, type DirectoryDesk } from '../approvers/ask-directory.ts';
import { judge, judgeMember } from '../approvers/eligibility.ts';
import { maySee } from '../approvers/may-see.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import type { Opened } from '../mark.ts';
import type { Desk } from '../ports.ts';
import type { CardView } from '../prompt/card-ports.ts';
import { type Contents, viewOf } from '../prompt/view.ts';
import { type Answer, accept, refuse } from '../refusal.ts';
import { reviewLink } from '../review-link.ts';
import { PROMPT_PREFIX } from '../row-keys.ts';
import type { ApprovalRequest, Instant, Person, RequestId } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Ballot } from './ballot.ts';

/** Does the card that is made of this view, as one who decides gets it, hold all that is approved? */
export type HoldsAll = (view: CardView) => boolean;

/** What it takes to know whether a card holds all. */
export type OnCardDesk = Pick<Desk, 'store' | 'standings' | 'baseUrl'> & { readonly holdsAll: HoldsAll };

/** The very card that was clicked, and what is known of it already. */
export interface CardInHand {
  readonly prompt: Prompt;
  readonly known: Contents;
}

/** What it takes to know whether a person may decide, and on what their approval rests. */
export type VoterDesk = DirectoryDesk & OnCardDesk;
type OpeningDesk = Desk & VoterDesk & { readonly adminsGroup: string };

/** Through which door everything was opened. */
export type OpenedVia = 'page' | 'api';

/**
 * Is all that is approved on the card? Of the card in hand, else of the whole card as the first route gets it; where any conversation found it too big, it holds not all. Once
 * somebody had to open it, it stays so: what an approval rests on must not come and go with the length of comments.
 */
export async function isOnCard(
  desk: OnCardDesk,
  request: ApprovalRequest,
  card?: CardInHand,
): Promise<boolean> {
  if (request.trial !== undefined) return true;
  if (request.opened !== undefined) return false;
  const prompt = card?.prompt ?? (await anyCard(desk, request));
  return desk.holdsAll(await viewOf(desk, request, prompt, card && { known: card.known }));
}

/** For a person without a card at hand: the whole one, unless a conversation would not take it. */
async function anyCard(
  { store }: OnCardDesk,
  { id, verdict }: ApprovalRequest,
): Promise<Pick<Prompt, 'key' | 'nonce' | 'small'> & { readonly route: string }> {
  const rows = await store.list<Prompt>(id, PROMPT_PREFIX);
  const isSmall = rows.some(({ row }) => row.data.small === true);
  const route = verdict.notify[0]?.route ?? '';
  return { key: 'any', nonce: '', route, ...(isSmall ? { small: true } : {}) };
}

/**
 * What an approval rests on: nothing where the card holds all, else the number of the event by which its person opened everything.
 * Refusal: `not_opened`.
 */
export async function openingOf(
  desk: OnCardDesk,
  request: ApprovalRequest,
  { choice, person, card }: Ballot,
): Promise<Answer<{ readonly opened?: number }>> {
  if (choice !== 'approve' || request.status !== 'pending') return accept({});
  const opened = openedBy(request, person)?.seq;
  if (opened !== undefined) return accept({ opened });
  if (await isOnCard(desk, request, card)) return accept({});
  return refuse({ reason: 'not_opened', link: reviewLink(desk.baseUrl, request) });
}

/** When this person opened it. */
export const openedBy = (
  { opened = [] }: ApprovalRequest,
  { oid }: Pick<Person, 'oid'>,
): Opened | undefined => opened.find((each) => each.by.oid === oid);

/**
 * Records that a person was shown everything, once for each of them, while it waits and its card does not hold all; else nothing is written.
 * Refusals: those of `judge` for whoever may not see it, `could_not_verify`, and those of `transition`.
 */
export async function open(
  desk: OpeningDesk,
  id: RequestId,
  person: Person,
  via: OpenedVia,
): Promise<Answer<Settled>> {
  return await transition(desk, id, (request, now) => note(desk, request, { person, via }, now));
}

async function note(
  desk: OpeningDesk,
  request: ApprovalRequest,
  { person, via }: { readonly person: Person; readonly via: OpenedVia },
  now: Instant,
): Promise<Step> {
  const word = await askDirectory(desk, request, person.oid, [desk.adminsGroup]);
  if (word === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
  const member = judgeMember(request, person, word.person);
  if (!member.ok) return { do: 'refuse', refusal: member.refusal };
  const judged = judge(request, person, word);
  if (!judged.ok && !maySee(request, person, word, desk.adminsGroup)) {
    return { do: 'refuse', refusal: judged.refusal };
  }
  // Whatever is opened after the end changes nothing any more.
  if (request.status !== 'pending' || now >= request.expiresAt) return { do: 'keep' };
  if (openedBy(request, person) !== undefined || (await isOnCard(desk, request))) return { do: 'keep' };
  const seq = request.seq + 1;
  const by = { ...person, name: member.name };
  return {
    do: 'write',
    before: request.expiresAt,
    change: { opened: [...(request.opened ?? []), { by, at: now, seq }] },
    events: [
      {
        type: 'opened',
        actor: { kind: 'person', id: person.oid },
        facts: { via, tenant: person.tenant, intent_hash: request.intentHash },
      },
    ],
  };
}
