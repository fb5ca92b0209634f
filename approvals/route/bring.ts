// Cards of open requests are brought to where they may stand since a moment ago: a route was linked to a conversation, or one takes cards again.
// Whoever wrote to the bot there waits for none of it: the queue does it.
import type { BringNudge } from '../ports.ts';
import { moveWaiting } from './move.ts';
import { type GivenUpDesk, reviveGivenUp } from './reopen.ts';

/** How many cards are on their way. Of a route that leads elsewhere by now: none. Throws `StoreFault`. */
export async function bring(desk: GivenUpDesk, { conversation, route, person }: BringNudge): Promise<number> {
  if (route === undefined) return await reviveGivenUp(desk, conversation, person);
  const to = await desk.links.find(route);
  return to?.id === conversation ? await moveWaiting(desk, route, to) : 0;
}
