// A card that its route's conversation will never take goes to the route's fallback, once: the same prompt, at another place. Pure.
// Promise: it moves only while certainly no card of it stands where it was, so no card is left behind that a click could not answer.
import { routesTold } from '../approvers/escalation.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Prompt } from '../work.ts';
import { noted } from './ledger.ts';

/** The prompt on its way to the fallback; `undefined`: it is not dead, has none, was there already, or a card of it may stand. */
export function fallenBack(prompt: Prompt, request: ApprovalRequest, now: Instant): Prompt | undefined {
  if (prompt.person !== undefined || !prompt.dead || request.status !== 'pending') return undefined;
  if (prompt.fallback !== undefined || prompt.activities.length > 0 || prompt.unconfirmed > 0)
    return undefined;
  const fallback = routesTold(request).find(({ route }) => route === prompt.route)?.fallback;
  if (fallback === undefined) return undefined;
  const { conversation: _closed, nextTry: _wait, small: _there, lastError, ...rest } = prompt;
  const moved = noted(rest, 'moved', now, `to ${fallback}, since ${lastError ?? 'it was given up'}`);
  return { ...moved, fallback, dead: false, attempts: 0 };
}
