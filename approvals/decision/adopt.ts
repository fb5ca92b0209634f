// A card whose post was never seen to arrive, and which somebody clicked: it stands, so it is kept true from now on, wherever it is. Pure.
import { revive } from '../prompt/prompt.ts';
import type { Prompt, PromptActivity } from '../work.ts';

/** May a card nobody remembers stand in this conversation? One may from before, too, where the prompt came back. */
export const isAdoptable = (prompt: Prompt, conversation: string): boolean =>
  isLostHere(prompt, conversation) || (leftAt(prompt, conversation)?.unconfirmed ?? 0) > 0;

/** The prompt with this card among those it knows. */
export function adopt(prompt: Prompt, activityId: string, conversation: string): Prompt {
  const revived = revive(prompt, undefined, false);
  if (revived.activities.some((each) => each.id === activityId)) return revived;
  const found: PromptActivity = { id: activityId, shows: 0, gone: false };
  const left = leftAt(prompt, conversation);
  if (left === undefined || isLostHere(revived, conversation)) {
    const unconfirmed = Math.max(0, revived.unconfirmed - 1);
    return { ...revived, unconfirmed, activities: [...revived.activities, found] };
  }
  const one = { ...left, unconfirmed: Math.max(0, left.unconfirmed - 1) };
  return {
    ...revived,
    left: revived.left?.map((each) => (each.conversation.id === conversation ? one : each)) ?? [],
    // Before the others: where the prompt went on to is its newest.
    activities: [{ ...found, at: left.conversation }, ...revived.activities],
  };
}

const isLostHere = (prompt: Prompt, conversation: string): boolean =>
  prompt.conversation?.id === conversation && prompt.unconfirmed > 0;

const leftAt = ({ left = [] }: Prompt, conversation: string) =>
  left.find((each) => each.conversation.id === conversation);
