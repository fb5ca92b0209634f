// A step is a value: what it is for, what state it is in, and how it changes what is missing. Checking writes nothing, so a plan can be
// told before anything is done; changing is repeatable, so a run that broke off goes on.
import { SetupFault } from './faults.ts';

/** What a person is told beside it. */
interface Told {
  /** To act on some time. */
  readonly notes?: readonly string[];
  /** To look at now: others could do something through what is ours. While there is one, nothing is said to be as it should be. */
  readonly alarms?: readonly string[];
}

/** What a check came to. */
export type StepState =
  /** Nothing to do. `heading`: what is lacking, in place of "already there". */
  | ({ readonly is: 'there'; readonly says: string; readonly heading?: string } & Told)
  /** To be changed: each line a change, then the deed, which answers what was done. */
  | ({
      readonly is: 'todo';
      readonly changes: readonly string[];
      readonly change: () => Promise<string>;
    } & Told)
  /** Something stands in the way that setup must not decide. Nothing at all is done while one step is refused. */
  | { readonly is: 'refused'; readonly says: string; readonly cure: string };

/** One step. */
export interface Step {
  /** For `--only`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** What a person must hold to do it. */
  readonly needs: string;
  readonly check: () => Promise<StepState>;
}

/** What an earlier step found or made. It is missing only where --only left that step out. */
export function known<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new SetupFault(
    'This step needs what an earlier one makes, and that is not there yet.',
    'Run the same command without --only, or name the steps before it too.',
  );
}
