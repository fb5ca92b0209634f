// What the doctor finds: one line for each link of the chain, and for each broken one its cure. Plain values; who asks is elsewhere.
// Promises: a check that did not come to an end is `unknown`, never `ok`; no line holds a token, a key or a secret.

/** `warning`: it works, and somebody has something to do. `unknown`: it could not be found out, so nothing is claimed. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

/** One link of the chain. */
export interface Check {
  /** Short and stable, e.g. `graph users`, `route data-approvals`. */
  readonly name: string;
  readonly state: CheckState;
  /** What was found, in a sentence. */
  readonly says: string;
  /** What to do about it; absent when it is ok. */
  readonly cure?: string;
}

/** What one check came to, before it has its name. */
export type Checked = Omit<Check, 'name'>;

/** The link holds. */
export const ok = (says: string): Checked => ({ state: 'ok', says });

/** The link is broken. */
export const failed = (says: string, cure: string): Checked => ({ state: 'failed', says, cure });

/** It works, and somebody should know of this and do something. */
export const warning = (says: string, cure: string): Checked => ({ state: 'warning', says, cure });

/** It could not be found out. */
export const unknown = (says: string, cure: string): Checked => ({ state: 'unknown', says, cure });

/** As a line of its own. */
export const named = (name: string, checked: Checked): Check => ({ name, ...checked });

/** `one thing`, `2 things`. */
export const many = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;
