// A prompt whose holder ended in the middle of its work stays leased for a while, and its cards would stay old as long. A host that starts takes
// it over, where that cannot double a card: posts are counted in the row before they are sent, so a row that counts none has none on its way,
// and nobody can begin one against a row that changed under them. An older update may still be on its way: each card is sent once more when
// the lease that was taken would have ended. Pure.
import { renewedAt } from '../change/lease.ts';
import type { Instant } from '../words.ts';
import type { Prompt, PromptActivity } from '../work.ts';

/** The prompt for its new holder; `undefined`: its holder wrote to it since, or a post of theirs may be on its way. */
export function takenOver(prompt: Prompt, since: Instant): Prompt | undefined {
  const { lease, unconfirmed } = prompt;
  if (lease === undefined || unconfirmed > 0 || renewedAt(lease) >= since) return undefined;
  const activities = prompt.activities.map((each) => ({ ...each, lateUntil: lease.until }));
  return { ...prompt, activities };
}

/** The card that is due for this once more, and when. */
export function lateSend(
  cards: readonly PromptActivity[],
): { readonly activity: PromptActivity; readonly at: Instant } | undefined {
  const [first] = cards
    .flatMap((activity) => (activity.lateUntil === undefined ? [] : [{ activity, at: activity.lateUntil }]))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return first;
}

/**
 * The card once it was sent for that; one that was taken over anew since then is due anew. It is the second send of what is final only where
 * that was due by then.
 */
export function sentLate(card: PromptActivity, until: Instant, now: Instant): PromptActivity {
  const { lateUntil, againAt, ...done } = card;
  if (lateUntil !== until) return card;
  if (againAt === undefined) return done;
  return againAt <= now ? { ...done, again: done.shows } : { ...done, againAt };
}
