// When a card that owes something is looked at again. The sweep comes by in time for what is due later; what is due sooner is brought by a
// nudge of its own, one for each time its holder lets go of it. Lost, it leaves the card to the sweep. Pure.
import type { Instant } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Send } from './hold.ts';
import type { NextSend } from './prompt.ts';

/** The sweep looks at no row more often. */
const SOON_MS = 20_000;

/** In how many seconds somebody has to look for the sake of what is due at `at`; `undefined`: the sweep is soon enough. */
export function soonIn(at: Instant, now: Instant): number | undefined {
  const wait = Date.parse(at) - Date.parse(now);
  return wait > SOON_MS ? undefined : Math.ceil(Math.max(0, wait) / 1000);
}

/** The same for what is next of a card of which so many were sent in one go that the rest is left. */
export function secondsTo(next: NextSend, now: Instant): number | undefined {
  if (next.do === 'nothing') return undefined;
  return next.do === 'wait' ? soonIn(next.at, now) : 0;
}

/**
 * The same for a prompt `left` by a send that failed, and `sending` before that. A post of which nobody saw the end is left to the sweep: it
 * may stand, where a click adopts it, and after three of them nothing is posted any more.
 */
export function againIn(send: Send, sending: Prompt, left: Prompt, now: Instant): number | undefined {
  const isLost = send.do === 'post' && left.attempts >= sending.attempts;
  return isLost || left.dead || left.nextTry === undefined ? undefined : soonIn(left.nextTry, now);
}
