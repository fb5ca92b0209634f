// Checking every link at the same time, each within a limit of its own: one that hangs keeps no other waiting.
// Promises: a check that throws or comes too late is `unknown`, never `ok`; what it threw goes to the log and not to the caller.
import { type Check, type Checked, unknown } from '../../approvals/doctor/check.ts';

/** One link to check. */
export interface Checking {
  readonly name: string;
  readonly run: () => Promise<Checked>;
}

/** Milliseconds each check may take. */
const CHECK_FOR_MS = 5000;

const AGAIN = 'Look again in a minute; if it stays, the log of the app tells what broke.';

/** Runs them all. The answers stand in their order. */
export function runAll(
  checks: readonly Checking[],
  report: (fault: unknown) => void,
  limitMs = CHECK_FOR_MS,
): Promise<readonly Check[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => ({ name, ...(await within(run, report, limitMs)) })),
  );
}

async function within(
  run: Checking['run'],
  report: (fault: unknown) => void,
  limitMs: number,
): Promise<Checked> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Checked>((resolve) => {
    timer = setTimeout(() => resolve(unknown(`no answer within ${limitMs / 1000} s`, AGAIN)), limitMs);
  });
  const checked = (async () => run())().catch((error: unknown) => {
    report(error);
    return unknown('it could not be checked: something broke', AGAIN);
  });
  try {
    return await Promise.race([checked, late]);
  } finally {
    clearTimeout(timer);
  }
}
