// The line of one conversation moves: the cards that are held there are posted in their order, as fast as its pace lets them. Each drain puts
// down when the next is due; if that nudge is lost, the sweep starts the line again.
import { drainedAt, freeAt, OF_A_CONVERSATION, waiting } from '../pace/pace.ts';
import { changePace, LOOK_EVERY_MS, nextFree, type PaceDesk } from '../pace/turns.ts';
import type { Prompt } from '../work.ts';
import { type DigestDesk, tellDigest } from './digest.ts';
import { isUrgentPlace } from './hold.ts';
import { type ShowDesk, show } from './show.ts';

export type DrainDesk = ShowDesk & PaceDesk & DigestDesk;

const AT_A_TIME = 8;
/** A drain is done in this time, or has died. */
const DRAIN_FOR_MS = 15_000;
/** Two drains of one nudge that was doubled: the second finds that the first began. */
const AT_ONCE_MS = 200;

/** Sends what may be sent of what is held in the conversation, and sees to the rest. */
export async function drain(desk: DrainDesk, conversation: string): Promise<void> {
  if (!(await begin(desk, conversation))) return;
  for (const held of await desk.held.first(conversation, AT_A_TIME)) {
    const free = await nextFree(desk, conversation, isUrgentPlace(held.place));
    if (free > Date.parse(desk.clock())) break;
    await show(desk, held.request, held.prompt, { first: true });
    const prompt = await desk.store.read<Prompt>(held.request, held.prompt);
    const now = prompt?.data.held;
    // Sent, ended, or at another place by now, or in another line.
    if (now?.place !== held.place || now.conversation !== conversation) await desk.held.remove(held);
  }
  await end(desk, conversation);
}

/** `false`: somebody else drains it, or is about to. */
async function begin(desk: DrainDesk, conversation: string): Promise<boolean> {
  let isOurs = false;
  const done = await changePace(desk, conversation, (pace, now) => {
    isOurs = pace?.drainAt === undefined || pace.drainAt <= now + AT_ONCE_MS;
    return isOurs ? drainedAt(pace, now + DRAIN_FOR_MS) : undefined;
  });
  return done && isOurs;
}

async function end(desk: DrainDesk, conversation: string): Promise<void> {
  const isTold = await tellDigest(desk, conversation);
  const [next] = await desk.held.first(conversation, 1);
  let due = 0;
  await changePace(desk, conversation, (pace, now) => {
    if (next === undefined) return waiting(pace, false);
    const free = freeAt(pace, OF_A_CONVERSATION, isUrgentPlace(next.place), now) - now;
    due = Math.min(Math.max(AT_ONCE_MS, free), LOOK_EVERY_MS);
    return drainedAt(pace, now + due);
  });
  if (next !== undefined) await desk.nudgeLater({ kind: 'drain', conversation }, Math.ceil(due / 1000));
  // As long as its digest does not say that nothing waits, the conversation stays on the list, and the sweep comes by.
  else if (isTold) await desk.held.close(conversation);
}
