// Open requests of a route that was linked just now: cards that stand nowhere come to the new conversation at once. A card that stands
// somewhere stays there, where it can still be decided: one request is not asked twice because somebody moved a route.
import { routesTold } from '../approvers/escalation.ts';
import { deliveryOf } from '../prompt/delivery.ts';
import { isFailing } from '../prompt/failing.ts';
import { leaving } from '../prompt/fall-back.ts';
import { revive } from '../prompt/prompt.ts';
import type { Conversation, Prompt } from '../work.ts';
import { openPrompts, type ReviveDesk, reviveEach } from './open-prompts.ts';

/** So many open requests are looked through; Show finds the way of all others by itself within half a minute. */
const LOOKED_THROUGH = 500;

/** How many were sent on their way. Throws `StoreFault`: what was not finds it by itself, where its route was linked nowhere. */
export async function moveWaiting(desk: ReviveDesk, route: string, to: Conversation): Promise<number> {
  const { prompts } = await openPrompts(desk, LOOKED_THROUGH);
  const told = prompts.filter(
    ({ request, prompt }) =>
      prompt.fallback === route ||
      (prompt.route === route && routesTold(request).some((each) => each.route === route)),
  );
  return await reviveEach(desk, told, (prompt) =>
    stands(prompt) || prompt.held?.conversation === to.id ? undefined : freeOf(prompt, route, to),
  );
}

/** A card of it stands, or may. Where Teams takes none for now it is not waited for. */
const stands = (prompt: Prompt): boolean => {
  const delivery = deliveryOf(prompt);
  return delivery === 'delivered' || (delivery === 'unconfirmed' && !isFailing(prompt));
};

/**
 * The prompt without the place where it could not stand or waited for its turn, free to be posted at once. One that had moved to another route
 * is tried where its own leads by now.
 */
function freeOf(prompt: Prompt, route: string, to: Conversation): Prompt {
  const free = revive(prompt, undefined, false);
  if (free.conversation?.id === to.id) return free;
  // None of its cards stands: with those that are gone it would count as sent.
  const { fallback, ...rest } = { ...leaving(free), activities: [] };
  return fallback === route ? { ...rest, fallback } : rest;
}
