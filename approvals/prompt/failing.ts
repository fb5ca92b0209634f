// Posts that Teams answers with errors of its own (5xx), or with a 404 that does not name the conversation. They may stand all the same, so they
// stay unconfirmed and a click adopts them; but nobody who waits is helped by giving up: the card is posted again, ever more slowly, as long as the
// request is open. Pure.
import { later } from '../time.ts';
import type { Instant } from '../words.ts';
import type { Prompt } from '../work.ts';

/** From so many on whoever waits hears of it, and another way is tried where there is one. */
const MANY = 3;
/** Over sooner it moves no card and alarms nobody, however often it was tried meanwhile; but for 500. */
const TOLD_AFTER_MS = 20_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** After 500 nothing is to be repeated soon, says Teams' documentation. */
const SLOWLY_MS = 60_000;

/** The prompt after such an answer, tried again after as long as it has failed already. `gravely`: 500, which counts as many. */
export function keepTrying(
  prompt: Prompt,
  error: string,
  now: Instant,
  how: { readonly gravely: boolean; readonly afterSeconds?: number | undefined },
): Prompt {
  const { putOffSince: _taken, ...rest } = prompt;
  const { since = now, times = 0 } = prompt.failing ?? {};
  const first = how.gravely ? SLOWLY_MS : FIRST_WAIT_MS;
  const failed = Math.min(LONGEST_WAIT_MS, Date.parse(now) - Date.parse(since));
  const most = how.gravely || failed >= TOLD_AFTER_MS ? Number.POSITIVE_INFINITY : Math.max(times, MANY - 1);
  return {
    ...rest,
    // Counted as lost for good are those of which nobody saw the end: after three of them nothing is posted any more.
    attempts: Math.max(0, prompt.attempts - 1),
    failing: { since, times: Math.min(most, times + (how.gravely ? MANY : 1)) },
    lastError: error,
    nextTry: later(now, Math.max(first, failed, (how.afterSeconds ?? 0) * 1000)),
  };
}

/** Has Teams failed so often that it is told, and the fallback tried? */
export const isFailing = ({ failing }: Prompt): boolean => (failing?.times ?? 0) >= MANY;
