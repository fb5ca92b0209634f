// Which cards do not yet say what is stored: of the request, or of its agent's pause. And which of them is sent first. Pure.
import type { ApprovalRequest } from '../words.ts';
import type { Prompt, PromptActivity } from '../work.ts';

/** What it takes to know. */
type Shown = Pick<ApprovalRequest, 'revision' | 'status'>;

/** Is this card older than what it has to say? */
export const isBehind = (prompt: Prompt, card: PromptActivity, request: Shown): boolean =>
  (card.shows < request.revision && !saysSoStill(prompt, card, request)) || isBehindStanding(prompt, card);

/** Is it older than what it has to say of the agent? */
export const isBehindStanding = (prompt: Prompt, card: PromptActivity): boolean =>
  (card.standing ?? 0) < (prompt.standing ?? 0);

/** Does it still ask, though a newer card asks in its place? */
export const asksStill = ({ replaced, shows }: PromptActivity): boolean => replaced === true && shows === 0;

/**
 * A card that says that a newer one took its place: while the request waits that stays true, whatever is said of it. Where its person may not
 * read it any more, it has to say that.
 */
const saysSoStill = (prompt: Prompt, card: PromptActivity, { status }: Shown): boolean =>
  status === 'pending' &&
  card.replaced === true &&
  !asksStill(card) &&
  prompt.withdrawn !== true &&
  card.withdrawn !== true;

/** The card that is sent next: the one that asks, before any that it replaced; of those the one that asks still. */
export function firstBehind(
  prompt: Prompt,
  cards: readonly PromptActivity[],
  request: Shown,
): PromptActivity | undefined {
  const behind = cards.filter((each) => isBehind(prompt, each, request));
  return behind.find(({ replaced }) => replaced !== true) ?? behind.find(asksStill) ?? behind.at(-1);
}
