// A card whose turn to be sent has not come: it waits in the line of its conversation, in the order in which people need it. What a click
// changed goes first, and what an owner who has a card hears anew, then cards somebody asked to see, then new ones by risk and deadline, then
// what nobody waits for. Pure.
import type { Held } from '../pace/pace-book.ts';
import type { Sending } from '../pace/turns.ts';
import { later } from '../time.ts';
import { RISKS } from '../verdict.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Conversation, Prompt, PromptActivity } from '../work.ts';
import { asksStill, isBehind } from './behind.ts';
import { noted } from './ledger.ts';
import { isOwners } from './reader.ts';

/** The line moves by itself; should it have been lost, the sweep looks at the card after this long. */
const LOOK_AGAIN_MS = 60_000;

/** What is about to be sent. */
export type Send = { readonly do: 'post' } | { readonly do: 'update'; readonly activity: PromptActivity };

/** What the send is to its turn. `first`: it stands at the head of the line, so it queues no more. */
export function sendingOf(prompt: Prompt, request: ApprovalRequest, send: Send, first: boolean): Sending {
  const place = placeOf(prompt, request, send);
  return { urgent: isUrgentPlace(place), queues: !first && place.startsWith(NEW) };
}

/** A prompt that waits for its turn. */
export type HeldPrompt = Prompt & Required<Pick<Prompt, 'held'>>;

/** The row as it waits. */
export function held(
  prompt: Prompt,
  request: ApprovalRequest,
  send: Send,
  { now, conversation }: { readonly now: Instant; readonly conversation: string },
): HeldPrompt {
  const place = placeOf(prompt, request, send);
  const since = prompt.held?.since ?? now;
  const told = prompt.held === undefined ? noted(prompt, 'held', now) : prompt;
  return { ...told, held: { since, place, conversation }, nextTry: later(now, LOOK_AGAIN_MS) };
}

/** The row as it is looked at when its turn may have come. */
export function notWaiting(prompt: Prompt): Prompt {
  if (prompt.held === undefined) return prompt;
  const { nextTry: _backUp, ...rest } = prompt;
  return rest;
}

/** Where in the line of the conversation it stands. */
export const inLine = (prompt: HeldPrompt, request: string, to: Conversation): Held => ({
  conversation: to.id,
  to,
  request,
  prompt: prompt.key,
  place: prompt.held.place,
  since: prompt.held.since,
});

/** Is it a card that does not stand yet? */
export const isNewPlace = (place: string): boolean => place.startsWith(ASKED) || place.startsWith(NEW);

/** Do people wait for it? */
export const isUrgentPlace = (place: string): boolean => place.startsWith(CHANGED) || place.startsWith(ASKED);

const CHANGED = '0';
const ASKED = '1';
const NEW = '2';
const UPKEEP = '3';

/** The smaller, the sooner. Deadlines are all of one form, so they sort as texts. */
function placeOf(prompt: Prompt, request: ApprovalRequest, send: Send): string {
  const { expiresAt, verdict } = request;
  if (send.do === 'update') {
    const { activity } = send;
    const isNews = isBehind(prompt, activity, request) && (activity.replaced !== true || asksStill(activity));
    return `${isNews ? CHANGED : UPKEEP}|${expiresAt}`;
  }
  // Whoever owns the agent hears what was said and decided by a card of its own each.
  if (isOwners(prompt) && prompt.activities.length > 0) return `${CHANGED}|${expiresAt}`;
  const grave = RISKS.length - RISKS.indexOf(verdict.risk.level);
  return prompt.opened === undefined ? `${NEW}|${grave}|${expiresAt}` : `${ASKED}|${expiresAt}`;
}
