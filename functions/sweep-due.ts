// Timer, every 15 seconds: ends what time has ended, finishes what a lost nudge left undone, empties the poison queue.
import type { TimerHandler } from '@azure/functions';
import { type Swept, sweep } from '../approvals/sweep.ts';
import type { Parts } from './parts.ts';

const SWEEP_FOR_MS = 12_000;
const AT_A_TIME = 400;
/** NCRONTAB, with seconds. */
export const SWEEP_SCHEDULE = '*/15 * * * * *';

/** Throws when a part is broken, once all that could be done is done. */
export const sweepDue =
  (parts: Parts): TimerHandler =>
  async (_timer, context) => {
    try {
      const swept = await sweepAll(parts);
      if (swept.nudged > 0) context.log(`swept ${swept.looked}, nudged ${swept.nudged}`);
    } finally {
      // Also when a request keeps failing: it must not keep the queue full.
      const drained = await parts.drainPoison();
      if (drained > 0)
        context.warn(
          `took ${drained} message(s) out of the poison queue; the table knows what they were about`,
        );
    }
  };

/** Full lists are read again at once, for as long as two timers do not overlap much. */
async function sweepAll(parts: Parts): Promise<Swept> {
  const until = Date.now() + SWEEP_FOR_MS;
  let all = { looked: 0, nudged: 0, removed: 0 };
  for (;;) {
    const swept = await sweep(parts.desk, AT_A_TIME);
    all = {
      looked: all.looked + swept.looked,
      nudged: all.nudged + swept.nudged,
      removed: all.removed + swept.removed,
    };
    if (swept.looked < AT_A_TIME / 2 || Date.now() >= until) return all;
  }
}
