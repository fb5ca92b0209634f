// Timer, every 15 seconds: ends what time has ended, finishes what a lost nudge left undone, empties the poison queue, forgets what
// agents asked in minutes that are over, tends a policy that waits for people, and says once a minute how the whole fares.
import type { TimerHandler } from '@azure/functions';
import { minuteOf } from '../approvals/counting/quota.ts';
import { DENIALS_KEPT_MS } from '../approvals/denial/earlier-denial.ts';
import { type Swept, sweep } from '../approvals/lapse/sweep.ts';
import { withdrawUnnamed } from '../approvals/proposal/unnamed.ts';
import { later } from '../approvals/time.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { Parts } from './parts.ts';
import type { Line } from './telemetry/line.ts';

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
export const sweepDue = (parts: Parts): TimerHandler => {
  let told = '';

  /** Once a minute of this process: another instance may tell the same minute, and queries take the greatest. */
  async function tellHealth(): Promise<void> {
    const minute = minuteOf(parts.desk.clock());
    if (minute === told) return;
    told = minute;
    try {
      const { oldestDueSeconds, dead, pending, unreached, queue, poison, newer } = await parts.backlog();
      const counts = { pending, unreached, dead: dead.length, queue, poison, newer };
      parts.telemetry.note({ event: 'health', ...counts, oldest_due_s: oldestDueSeconds });
    } catch (error) {
      // Telemetry fails nothing. That the line is missing is itself the alarm.
      parts.telemetry.onFault(error);
    }
  }

  return async () => {
    const begun = performance.now();
    try {
      const { looked, nudged, removed, newer } = await sweepAll(parts);
      const seconds = (performance.now() - begun) / 1000;
      if (nudged > 0) parts.telemetry.note({ event: 'swept', looked, nudged, removed, seconds });
      if (newer.length > 0) parts.telemetry.note(lineOfNewer(newer));
    } finally {
      // Also when a request keeps failing: none of these waits for another.
      await Promise.all([
        drain(parts),
        forgetOldPlaces(parts),
        forgetOldDenials(parts),
        parts.sweeps.note(parts.desk.clock()),
        tellHealth(),
        parts.tendPolicy(),
        moveLines(parts),
      ]);
    }
  };
};

/** What a newer version wrote, and this one leaves alone until such a version runs again. */
function lineOfNewer(newer: Swept['newer']): Line {
  const rows = [...new Set(newer.map(({ record, row, version }) => `${record} ${row} ${version}`))];
  return { event: 'newer_version', count: rows.length, rows: rows.slice(0, NEWER_NAMED) };
}

async function drain(parts: Parts): Promise<void> {
  const count = await parts.drainPoison();
  if (count > 0) parts.telemetry.note({ event: 'poison_drained', count });
}

/** Cards that wait for their turn, where the nudge that was to move the line got lost. */
async function moveLines({ drainDesk: { held, nudgeLater } }: Parts): Promise<void> {
  for (const conversation of await held.conversations()) await nudgeLater({ kind: 'drain', conversation }, 0);
}

/** Also windows of rules with limits. */
async function forgetOldPlaces({ desk: { quota, clock } }: Parts): Promise<void> {
  const before = later(clock(), -FORGET_AFTER_MS);
  await Promise.all([quota.forget(minuteOf(before), FORGET_AT_A_TIME), quota.forgetUntil(before)]);
}

/** Their rows are looked through in the first minute of an hour alone: they are few, but they have no order in time. */
async function forgetOldDenials({ desk }: Parts): Promise<void> {
  const now = desk.clock();
  if (!minuteOf(now).endsWith(':00')) return;
  await desk.denials.forget(later(now, -DENIALS_KEPT_MS), FORGET_AT_A_TIME);
}

/** Full lists are read again at once, for as long as two timers do not overlap much. */
async function sweepAll(parts: Parts): Promise<Swept> {
  const until = Date.now() + SWEEP_FOR_MS;
  const endUnnamed = (request: ApprovalRequest) => withdrawUnnamed(parts.changeDesk, request);
  let all: Swept = { looked: 0, nudged: 0, removed: 0, newer: [] };
  for (;;) {
    const swept = await sweep({ ...parts.desk, endUnnamed }, AT_A_TIME);
    all = {
      looked: all.looked + swept.looked,
      nudged: all.nudged + swept.nudged,
      removed: all.removed + swept.removed,
      newer: [...all.newer, ...swept.newer],
    };
    if (swept.looked < AT_A_TIME / 2 || Date.now() >= until) return all;
  }
}
