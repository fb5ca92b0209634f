// Cards of open requests are brought to where they may stand since a moment ago: a route was linked to a conversation, one takes cards again, or
// an owner has the app.
// Whoever wrote to the bot there waits for none of it: the queue does it.
import type { BringNudge } from '../ports.ts';
import { type LateOwnerDesk, tellOwner } from './late-owner.ts';
import { moveWaiting } from './move.ts';
import { type GivenUpDesk, reviveGivenUp } from './reopen.ts';

/** What bringing takes. */
export type BringDesk = GivenUpDesk & LateOwnerDesk;

/** How many cards are on their way. Of a route that leads elsewhere by now: none. Throws `StoreFault`. */
export async function bring(desk: BringDesk, { conversation, route, person }: BringNudge): Promise<number> {
  if (route === undefined) {
    const revived = await reviveGivenUp(desk, conversation, person);
    return person === undefined ? revived : revived + (await tellOwner(desk, person));
  }
  const to = await desk.links.find(route);
  return to?.id === conversation ? await moveWaiting(desk, route, to) : 0;
}
