// Looking at every link at the same time, each within a limit of its own: one that hangs keeps no other waiting.
// Promises: a look that throws or comes too late is `unknown`, never `ok`; what it threw goes to the log and not to the caller.
import { type Check, type Found, unknown } from '../../approvals/check.ts';

/** One link to look at. */
export interface Look {
  readonly name: string;
  readonly run: () => Promise<Found>;
}

/** Milliseconds each look may take. */
const LOOK_FOR_MS = 5000;

const AGAIN = 'Look again in a minute; if it stays, the log of the app tells what broke.';

/** Runs them all. The answers stand in the order of the looks. */
export function lookAtAll(
  looks: readonly Look[],
  report: (fault: unknown) => void,
  limitMs = LOOK_FOR_MS,
): Promise<readonly Check[]> {
  return Promise.all(looks.map(async ({ name, run }) => ({ name, ...(await within(run, report, limitMs)) })));
}

async function within(run: Look['run'], report: (fault: unknown) => void, limitMs: number): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Found>((resolve) => {
    timer = setTimeout(() => resolve(unknown(`no answer within ${limitMs / 1000} s`, AGAIN)), limitMs);
  });
  const looked = (async () => run())().catch((error: unknown) => {
    report(error);
    return unknown('it could not be looked at: something broke', AGAIN);
  });
  try {
    return await Promise.race([looked, late]);
  } finally {
    clearTimeout(timer);
  }
}
