// A card that its route's conversation does not take, or whose route is linked nowhere, goes to the route's fallback, once: the same prompt, at
// another place. Pure. Promise: where a card of it may stand that nobody saw arrive, a click on that one is still answered.
import { routesTold } from '../approvers/escalation.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Conversation, Prompt, PromptActivity } from '../work.ts';
import { isFailing } from './failing.ts';
import { noted } from './ledger.ts';
import { trouble } from './trouble.ts';

/** The prompt on its way to the fallback; `undefined`: it is not dead or failing, has none, was there already, or a card of it stands. */
export function fallenBack(prompt: Prompt, request: ApprovalRequest, now: Instant): Prompt | undefined {
  if (!prompt.dead && !isFailing(prompt)) return undefined;
  const fallback = fallbackOf(prompt, request);
  return fallback === undefined ? undefined : movedTo(prompt, fallback, now, prompt.lastError);
}

/** Where it could still go; `undefined`: nowhere. */
export function fallbackOf(prompt: Prompt, request: ApprovalRequest): string | undefined {
  if (prompt.person !== undefined || request.status !== 'pending') return undefined;
  if (prompt.fallback !== undefined || prompt.activities.length > 0) return undefined;
  return routesTold(request).find(({ route }) => route === prompt.route)?.fallback;
}

/** The prompt on its way there. */
export function movedTo(prompt: Prompt, fallback: string, now: Instant, why = trouble('given_up')): Prompt {
  const { nextTry: _wait, lastError: _there, ...rest } = leaving(prompt);
  return {
    ...noted(rest, 'moved', now, trouble('moved_to', fallback, why)),
    fallback,
    dead: false,
    attempts: 0,
  };
}

/**
 * The prompt without a place. What stands where it was, or may, is known to stand there: it is kept true there, and a click there is answered.
 */
export function leaving(prompt: Prompt): Prompt {
  const { conversation, held: _line, small: _there, failing: _then, putOffSince: _past, ...rest } = prompt;
  if (conversation === undefined) return rest;
  const { activities, unconfirmed, left = [] } = prompt;
  const before = left.find((each) => each.conversation.id === conversation.id)?.unconfirmed ?? 0;
  const others = left.filter((each) => each.conversation.id !== conversation.id);
  const mayStand = activities.length + unconfirmed + before > 0;
  return {
    ...rest,
    unconfirmed: 0,
    activities: activities.map((each): PromptActivity => ({ at: conversation, ...each })),
    ...(mayStand ? { left: [...others, { conversation, unconfirmed: before + unconfirmed }] } : {}),
  };
}

/** Does, or may, a card of it stand in this conversation? A click there is one on it. */
export const standsIn = ({ conversation, left = [] }: Prompt, id: Conversation['id']): boolean =>
  conversation?.id === id || left.some((each) => each.conversation.id === id);

/** A card of it stands in this conversation that was not taken away, still tells of the request and was not replaced by a newer one. */
export const hasCardIn = (prompt: Prompt, id: Conversation['id']): boolean =>
  prompt.withdrawn !== true &&
  prompt.activities.some(
    ({ gone, replaced, at = prompt.conversation }) => !gone && replaced !== true && at?.id === id,
  );
