// A step is a value: what it is for, what it finds, and how it changes what is missing. Looking writes nothing, so a plan can be told
// before anything is done; changing is repeatable, so a run that broke off goes on.

/** What looking found. */
export type Finding =
  /** Nothing to do. `says` is told; `notes` are for a person to act on. */
  | { readonly is: 'there'; readonly says: string; readonly notes?: readonly string[] }
  /** To be changed: each line a change, then the deed, which answers what was done. */
  | {
      readonly is: 'todo';
      readonly changes: readonly string[];
      readonly change: () => Promise<string>;
      readonly notes?: readonly string[];
    }
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
  readonly look: () => Promise<Finding>;
}
