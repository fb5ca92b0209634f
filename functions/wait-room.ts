// Who waits: calls that are held open until a request has ended. Each costs two point reads a second, so they are counted, through whatever
// door they come.
import { type Answer, accept, refuse } from '../approvals/refusal.ts';

/** Waiting calls of one caller on one instance. */
const WAITS_PER_CALLER = 8;

/** Runs one waiting call of this caller. Refusal: `limit_reached` when too many of theirs wait already. */
export type WaitRoom = <T>(caller: string, wait: () => Promise<T>) => Promise<Answer<T>>;

/** One for each instance of the app. */
export function createWaitRoom(): WaitRoom {
  const waiting = new Map<string, number>();
  return async (caller, wait) => {
    const mine = waiting.get(caller) ?? 0;
    if (mine >= WAITS_PER_CALLER) {
      const limit = `At most ${WAITS_PER_CALLER} calls of yours may wait at once. Ask without waiting, or later.`;
      return refuse({ reason: 'limit_reached', limit, retryAfterSeconds: 5 });
    }
    waiting.set(caller, mine + 1);
    try {
      return accept(await wait());
    } finally {
      const left = (waiting.get(caller) ?? 1) - 1;
      if (left > 0) waiting.set(caller, left);
      else waiting.delete(caller);
    }
  };
}
