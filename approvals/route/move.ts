// Open requests of a route that was linked just now: cards that stand nowhere come to the new conversation at once. A card that stands
// somewhere stays there, where it can still be decided: one request is not asked twice because somebody moved a route.
import { routesTold } from '../approvers/escalation.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Desk, ListPending } from '../ports.ts';
import { deliveryOf, revive } from '../prompt/prompt.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Conversation, Prompt } from '../work.ts';

/** What it takes. */
export type MoveDesk = Pick<Desk, 'store' | 'nudge'> & { readonly listPending: ListPending };

/** Prompts of open requests, counted. */
export interface Moved {
  /** Sent on their way to the new conversation. */
  readonly coming: number;
  /** Their cards stand in another conversation, and stay there. */
  readonly staying: number;
}

/** So many open requests are looked through, those that end first; Show finds the way of all others by itself within half a minute. */
const LOOKED_THROUGH = 500;
const AT_ONCE = 16;

/** Throws `StoreFault`: what was not sent on its way finds it by itself. */
export async function moveWaiting(desk: MoveDesk, route: string, to: Conversation): Promise<Moved> {
  const ids = await desk.listPending(LOOKED_THROUGH);
  const found = await eachAtOnce(ids, AT_ONCE, (id) => moveOf(desk, id, route, to));
  const all = found.flat();
  return {
    coming: all.filter((each) => each === 'coming').length,
    staying: all.filter((each) => each === 'staying').length,
  };
}

async function moveOf(
  desk: MoveDesk,
  id: RequestId,
  route: string,
  to: Conversation,
): Promise<readonly ('coming' | 'staying')[]> {
  const row = await desk.store.peek<ApprovalRequest>(id, REQUEST_KEY);
  const request = row?.data;
  // What a newer version wrote is its own to move.
  if (request === undefined || row?.newer !== undefined || request.status !== 'pending') return [];
  if (!routesTold(request).some((told) => told.route === route)) return [];
  const moves = await Promise.all(request.prompts.map((key) => movePrompt(desk, id, key, route, to)));
  return moves.filter((each) => each !== undefined);
}

async function movePrompt(
  desk: MoveDesk,
  id: RequestId,
  key: string,
  route: string,
  to: Conversation,
): Promise<'coming' | 'staying' | undefined> {
  const stored = await desk.store.read<Prompt>(id, key);
  if (stored?.data.route !== route) return undefined;
  const { conversation } = stored.data;
  if (stands(stored.data)) return conversation?.id === to.id ? undefined : 'staying';
  // Lost to a holder who changed it meanwhile: they look where the route leads by themselves.
  const freed = await desk.store.swap(id, key, stored.etag, freeOf(stored.data, to));
  if (freed !== undefined) await desk.nudge([{ kind: 'show', request: id, todo: key }]);
  return 'coming';
}

/** A card of it stands, or may. */
const stands = (prompt: Prompt): boolean => ['delivered', 'unconfirmed'].includes(deliveryOf(prompt));

/** The prompt without the place where it could not stand, free to be posted at once. */
function freeOf(prompt: Prompt, to: Conversation): Prompt {
  const free = revive(prompt, undefined, false);
  if (free.conversation?.id === to.id) return free;
  const { conversation: _left, ...rest } = free;
  return { ...rest, activities: [], unconfirmed: 0 };
}
