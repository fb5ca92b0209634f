// Calling a request to mind in a conversation that has its card already: changing a card notifies nobody in Teams, so a new one is posted, which
// takes the place of those before. They say so, and ask nothing any more: of one request one card asks in one conversation. Pure.
import { comeOf } from '../approvers/escalation.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Addressee, Prompt, PromptActivity } from '../work.ts';
import { isOwners } from './reader.ts';

/** Posts for the same calls without a confirmation; then they are given up, and the card that stands stays. */
const MAX_POSTS = 3;
/** So many comments on one request are told to an owner by a card each: an agent may write without end. */
const REMARKS_TOLD = 20;
/** So many replaced cards of a prompt are kept up to date. */
const REPLACED_KEPT = 20;

/** How often a conversation was to hear of it anew: at each reminder, and at each escalation that tells its route; an owner, at all news. */
export function recallsTo(
  request: Pick<
    ApprovalRequest,
    'verdict' | 'escalated' | 'reminded' | 'status' | 'comments' | 'commentCount'
  >,
  to: Addressee,
): number {
  // Nothing is asked of an owner, so nothing is repeated to them; but they hear what is said of it, and how it ended.
  if (isOwners(to)) return remarksFor(request, to.person) + (request.status === 'pending' ? 0 : 1);
  const { route } = to;
  const telling = comeOf(request).filter(({ notify }) => notify.some((each) => each.route === route));
  return (request.reminded?.times ?? 0) + telling.length;
}

/** Comments of others, so many as are told one by one. Of those that are not kept nobody knows whose they were. */
function remarksFor(
  { comments, commentCount }: Pick<ApprovalRequest, 'comments' | 'commentCount'>,
  person: string | undefined,
): number {
  if (commentCount > comments.length) return REMARKS_TOLD;
  return Math.min(REMARKS_TOLD, comments.filter(({ by }) => by.id !== person).length);
}

/** Does a reminder, an escalation, or for an owner news of it, ask for a new card? */
export const isCalled = (prompt: Prompt, request: ApprovalRequest): boolean =>
  (request.status === 'pending' || isOwners(prompt)) &&
  recallsTo(request, prompt) > (prompt.called ?? 0) &&
  oneMore(prompt, request).posts <= MAX_POSTS;

/** One more post for the calls there are now. */
export function oneMore(prompt: Prompt, request: ApprovalRequest): NonNullable<Prompt['calling']> {
  const { calling } = prompt;
  const calls = recallsTo(request, prompt);
  return { calls, posts: (calling?.calls === calls ? calling.posts : 0) + 1 };
}

/**
 * The cards that a new one replaces: each is sent once more, to say so. What they say then is true for good, so the oldest need not be kept up
 * to date for ever: a request may be called to mind a hundred times.
 */
export function replacing(cards: readonly PromptActivity[]): readonly PromptActivity[] {
  const isKept = (card: PromptActivity, index: number) =>
    card.replaced !== true || card.shows === 0 || index >= cards.length - REPLACED_KEPT;
  return cards
    .filter(isKept)
    .map((card) => (card.replaced === true ? card : { ...card, replaced: true, shows: 0 }));
}

/** Where the card that had replaced the others is gone, the newest of them asks again. */
export function standingAgain(cards: readonly PromptActivity[]): readonly PromptActivity[] {
  if (cards.some(({ gone, replaced }) => !gone && replaced !== true)) return cards;
  const last = cards.findLast(({ gone }) => !gone);
  return cards.map((card) => {
    if (card !== last) return card;
    const { replaced: _stands, ...standing } = card;
    return { ...standing, shows: 0 };
  });
}
