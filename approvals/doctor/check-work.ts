// Does work get done? The sweep's last run, what is overdue, what was given up, what the queue could not hand over. Pure.

import type { Instant } from '../words.ts';
import { type Checked, failed, many, ok } from './check.ts';

/** The timer runs every 15 seconds; eight in a row missed is no jitter. */
const SWEEP_LATE_MS = 120_000;
const NAMED_AT_MOST = 5;

/** Judges when the sweep ran last; `undefined`: it never did. */
export function checkSweep(last: Instant | undefined, now: Instant): Checked {
  const cure =
    'Look for the function sweepDue in the Function App: is it disabled, does it fail? Restart the app. Until it runs nothing expires and lost messages are not sent again.';
  if (last === undefined) return failed('the sweep has never run', `Wait a minute and look again. ${cure}`);
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(last)) / 1000));
  if (seconds * 1000 > SWEEP_LATE_MS) {
    return failed(`the sweep ran last at ${last}, ${Math.round(seconds / 60)} minutes ago`, cure);
  }
  return ok(`the sweep ran ${seconds} s ago`);
}

/** What storage tells of work. */
export interface WorkState {
  readonly queue: number;
  readonly poison: number;
  readonly overdue: number;
  /** Of the overdue, what a newer version wrote. */
  readonly newer: number;
  readonly dead: readonly { readonly request: string; readonly work: string }[];
}

/** Judges what is owed and late. */
export function checkOverdue({ overdue, newer, queue }: WorkState): Checked {
  const waiting = `${many(queue, 'message')} in the queue`;
  if (overdue === 0) return ok(`nothing is overdue, ${waiting}`);
  const late = `${many(overdue, 'look is', 'looks are')} due for more than a minute, ${waiting}`;
  if (overdue === newer) {
    return failed(
      `${late}; a newer version of Countersign wrote all that is late, and this one leaves it alone`,
      'Nothing is wrong with the sweep. What waits there goes on when the newer version is deployed again (docs/operations.md, upgrade and go back).',
    );
  }
  return failed(
    newer === 0 ? late : `${late}; a newer version of Countersign wrote ${newer} of them`,
    'If the sweep runs, it does not keep up or something keeps failing: look at the errors of sweepDue and doWork in the log.',
  );
}

/** Judges messages that were handed over five times in vain. */
export function checkPoison({ poison }: WorkState): Checked {
  if (poison === 0) return ok('no message was given up by the queue');
  return failed(
    `${many(poison, 'message')} failed again and again and came to the poison queue`,
    'Look at the errors of doWork in the log. The sweep empties this queue within a minute and finds the work again in the table.',
  );
}

/** Judges cards nobody got and callbacks nobody took. */
export function checkDead({ dead }: WorkState): Checked {
  if (dead.length === 0) return ok('no card and no callback was given up');
  const named = dead.slice(0, NAMED_AT_MOST).map(({ request, work }) => `${request} ${work}`);
  const more = dead.length > NAMED_AT_MOST ? ` and ${dead.length - NAMED_AT_MOST} more` : '';
  return failed(
    `${many(dead.length, 'piece')} of work given up: ${named.join(', ')}${more}`,
    'The status of the request tells the last error (GET /access/v1/requests/{id}, by its agent). Once that is mended: countersign redrive --all (docs/operations.md).',
  );
}
