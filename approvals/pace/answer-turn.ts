// The turn of an answer to a person who wrote to the bot: counted like every send, so that cards make room for it, and never held in a line.
// Promise: it waits as long as Teams' limits demand and no longer; a person is not kept for more than `MOST_MS`, then Teams decides.
import type { Conversation } from '../work.ts';
import { counted, freeAt, type Limit, OF_A_CONVERSATION, OF_A_TENANT } from './pace.ts';
import { TENANT_PACE } from './pace-book.ts';
import { changePace, type PaceDesk } from './turns.ts';

/** Teams waits fifteen seconds for the bot to take a message. */
const MOST_MS = 10_000;

/** Takes the next moment that is free, and gives in how many milliseconds it comes: 0 unless a limit is full. Throws `StoreFault`. */
export async function takeAnswerTurn(
  desk: Pick<PaceDesk, 'paces' | 'clock' | 'waitBeforeTry'>,
  { id }: Pick<Conversation, 'id'>,
): Promise<number> {
  return Math.max(
    ...(await Promise.all([waitOf(desk, id, OF_A_CONVERSATION), waitOf(desk, TENANT_PACE, OF_A_TENANT)])),
  );
}

/** Lost to too many others it is sent uncounted: that they are many is no reason to keep a person waiting. */
async function waitOf(
  desk: Pick<PaceDesk, 'paces' | 'clock' | 'waitBeforeTry'>,
  of: string,
  limits: readonly Limit[],
): Promise<number> {
  let wait = 0;
  await changePace(desk, of, (pace, now) => {
    wait = Math.min(MOST_MS, freeAt(pace, limits, true, now) - now);
    return counted(pace, now + wait, now);
  });
  return wait;
}
