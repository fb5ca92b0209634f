// Timer, every 15 seconds: ends what time has ended, finishes what a lost nudge left undone, empties the poison queue.
import type { TimerHandler } from '@azure/functions';
import { sweep } from '../approvals/sweep.ts';
import type { Parts } from './parts.ts';

export const SWEEP_SCHEDULE = '*/15 * * * * *';

export const sweepDue =
  (parts: Parts): TimerHandler =>
  async (_timer, context) => {
    const swept = await sweep(parts.desk);
    const drained = await parts.drainPoison();
    if (drained > 0)
      context.warn(
        `took ${drained} message(s) out of the poison queue; the table knows what they were about`,
      );
    if (swept.nudged > 0) context.log(`swept ${swept.looked}, nudged ${swept.nudged}`);
  };
