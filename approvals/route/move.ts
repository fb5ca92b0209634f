// Open requests of a route that was linked just now: cards that stand nowhere come to the new conversation at once. A card that stands
// somewhere stays there, where it can still be decided: one request is not asked twice because somebody moved a route.
import { routesTold } from '../approvers/escalation.ts';
import { deliveryOf } from '../prompt/delivery.ts';
import { isFailing } from '../prompt/failing.ts';
import { leaving } from '../prompt/fall-back.ts';
import { revive } from '../prompt/prompt.ts';
import type { Conversation, Prompt } from '../work.ts';
import { openPrompts, type ReviveDesk, reviveEach } from './open-prompts.ts';

/** What it takes. */
export type MoveDesk = ReviveDesk;

/** Prompts of open requests, counted. */
export interface Moved {
  /** Sent on their way to the new conversation. */
  readonly coming: number;
  /** Their cards stand in another conversation, and stay there. */
  readonly staying: number;
}

/** So many open requests are looked through; Show finds the way of all others by itself within half a minute. */
const LOOKED_THROUGH = 500;

/** Throws `StoreFault`: what was not sent on its way finds it by itself. */
export async function moveWaiting(desk: MoveDesk, route: string, to: Conversation): Promise<Moved> {
  const { prompts } = await openPrompts(desk, LOOKED_THROUGH);
  const told = prompts.filter(
    ({ request, prompt, isNewer }) =>
      !isNewer &&
      (prompt.fallback === route ||
        (prompt.route === route && routesTold(request).some((each) => each.route === route))),
  );
  return {
    coming: await reviveEach(desk, told, (prompt) =>
      stands(prompt) || prompt.held?.conversation === to.id ? undefined : freeOf(prompt, route, to),
    ),
    staying: told.filter(({ prompt }) => stands(prompt) && prompt.conversation?.id !== to.id).length,
  };
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
