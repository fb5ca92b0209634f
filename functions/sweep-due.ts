// Timer, every 15 seconds: ends what time has ended, finishes what a lost nudge left undone, empties the poison queue, forgets what
// agents asked in minutes that are over.
import type { InvocationContext, TimerHandler } from '@azure/functions';
import { minuteOf } from '../approvals/quota.ts';
import { type Swept, sweep } from '../approvals/sweep.ts';
import { later } from '../approvals/time.ts';
import type { Parts } from './parts.ts';

const SWEEP_FOR_MS = 12_000;
const AT_A_TIME = 400;
/** A host whose clock is behind may still be counting in the minute before. */
const FORGET_AFTER_MS = 5 * 60_000;
const FORGET_AT_A_TIME = 1000;
/** So many rows of a newer version are named in one line. */
const NEWER_NAMED = 10;
/** NCRONTAB, with seconds. */
export const SWEEP_SCHEDULE = '*/15 * * * * *';

/** Throws when a part is broken, once all that could be done is done. */
export const sweepDue =
  (parts: Parts): TimerHandler =>
  async (_timer, context) => {
    try {
      const swept = await sweepAll(parts);
      if (swept.nudged > 0) context.log(`swept ${swept.looked}, nudged ${swept.nudged}`);
      if (swept.newer.length > 0) context.warn(tellNewer(swept.newer));
    } finally {
      // Also when a request keeps failing: none of these waits for another.
      await Promise.all([
        drain(parts, context),
        forgetOldMinutes(parts),
        parts.sweeps.note(parts.desk.clock()),
      ]);
    }
  };

/** One log line: what a newer version wrote, and this one leaves alone until such a version runs again. */
function tellNewer(newer: Swept['newer']): string {
  const rows = [...new Map(newer.map((each) => [`${each.record} ${each.row}`, each])).values()];
  return JSON.stringify({ event: 'newer_version', count: rows.length, rows: rows.slice(0, NEWER_NAMED) });
}

async function drain(parts: Parts, context: InvocationContext): Promise<void> {
  const drained = await parts.drainPoison();
  if (drained > 0)
    context.warn(`took ${drained} message(s) out of the poison queue; the table knows what they were about`);
}

async function forgetOldMinutes({ desk }: Parts): Promise<void> {
  await desk.quota.forget(minuteOf(later(desk.clock(), -FORGET_AFTER_MS)), FORGET_AT_A_TIME);
}

/** Full lists are read again at once, for as long as two timers do not overlap much. */
async function sweepAll(parts: Parts): Promise<Swept> {
  const until = Date.now() + SWEEP_FOR_MS;
  let all: Swept = { looked: 0, nudged: 0, removed: 0, newer: [] };
  for (;;) {
    const swept = await sweep(parts.desk, AT_A_TIME);
    all = {
      looked: all.looked + swept.looked,
      nudged: all.nudged + swept.nudged,
      removed: all.removed + swept.removed,
      newer: [...all.newer, ...swept.newer],
    };
    if (swept.looked < AT_A_TIME / 2 || Date.now() >= until) return all;
  }
}
