// How a prompt is told in status, in the index and to administrators: did anybody get its card? Pure.
import type { ApprovalRequest } from '../words.ts';
import type { Prompt } from '../work.ts';
import { isFailing } from './failing.ts';
import { openWork } from './prompt.ts';
import { BESIDE } from './unplaced.ts';

/** Did anybody get it? */
export function deliveryOf(
  prompt: Prompt,
): 'delivered' | 'unconfirmed' | 'gone' | 'dead' | 'held' | 'beside' | 'waiting' {
  // What stands in their chat says nothing of the request.
  if (prompt.withdrawn === true) return 'gone';
  if (prompt.activities.some((each) => !each.gone)) return 'delivered';
  if (prompt.dead) return 'dead';
  if (prompt.activities.length > 0) return 'gone';
  if (prompt.held !== undefined) return 'held';
  if (prompt.unconfirmed > 0) return 'unconfirmed';
  return prompt.lastError === BESIDE ? 'beside' : 'waiting';
}

/** The same of a request that may be over: a card that was not sent by then is sent no more. */
export function toldDelivery(
  prompt: Prompt,
  request: ApprovalRequest,
): ReturnType<typeof deliveryOf> | 'ended' {
  const delivery = deliveryOf(prompt);
  const isOpen = delivery === 'waiting' || delivery === 'held' || delivery === 'beside';
  return isOpen && openWork(prompt, request).do === 'nothing' ? 'ended' : delivery;
}

/** Nobody reads of the request by this prompt, and nobody will before somebody does something: given up, deleted, or never linked. */
export function reachesNobody(prompt: Prompt): boolean {
  const delivery = deliveryOf(prompt);
  if (isFailing(prompt)) return delivery !== 'delivered';
  if (delivery === 'waiting' || delivery === 'beside')
    return prompt.conversation === undefined && prompt.lastError !== undefined;
  return delivery === 'dead' || delivery === 'gone';
}
