// Which of the parts' lines people see on the terminal of `npm start`, and what is added to them. The log file has them all.
import { readableLine } from './readable-line.ts';

// As `faultOf` in store/faults.ts words a fault that passes.
const PASSING = /: (no answer|status (408|429|5\d\d)) from storage\b/;

/** The line for people: warnings, errors and crashes, in words. Undefined: what the app says about its work is for the log. */
export function lineForPeople(line: string): string | undefined {
  const isTrouble = /^\[(warning|error|critical)\]/.test(line);
  if (!isTrouble && !/^(functions-host:|Exit due to)/.test(line)) return undefined;
  const told = readableLine(line);
  return isTrouble && PASSING.test(told) ? `${told} (it is tried again by itself)` : told;
}
