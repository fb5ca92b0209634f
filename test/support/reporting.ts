// Reporting an agent as suspicious on a stage, and what became of it.
import { report } from '../../approvals/decision/report.ts';
import { sweep } from '../../approvals/lapse/sweep.ts';
import type { PEOPLE } from '../../local/directory.ts';
import { aPerson, MINUTE_MS } from './builders.ts';
import type { Stage } from './stage.ts';

/** Somebody's report of the stage's request. */
export const reportBy = ({ desk, id }: Stage, who: keyof typeof PEOPLE, comment?: string) =>
  report(desk, id, { person: aPerson(who), via: 'teams', ...(comment === undefined ? {} : { comment }) });

/** `ok`, or why not. */
export const reasonOf = (done: Awaited<ReturnType<typeof reportBy>>): string =>
  done.ok ? 'ok' : done.refusal.reason;

/** The sweep once a minute, so many times. */
export async function sweepForMinutes(stage: Stage, minutes: number): Promise<void> {
  for (let nth = 0; nth < minutes; nth++) {
    stage.advance(MINUTE_MS);
    await sweep(stage.desk);
  }
}
