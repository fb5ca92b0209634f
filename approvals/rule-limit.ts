// How often an allow rule may say yes: its limit, and what counting came to. Pure. Many small allowed actions are one big one, so what
// goes beyond the limit is a person's to decide.
import type { Instant } from './words.ts';

/** What is counted together: all that the rule allows an agent, or that of one resource, or of one action. */
export type Per = 'agent' | 'resource' | 'action';

/** The limit of an allow rule: so many of its yeses in the window that ends now. */
export interface RuleLimit {
  /** Its id. The count goes on when a newer policy changes the rule. */
  readonly rule: string;
  readonly count: number;
  readonly per: Per;
  readonly windowMs: number;
}

/** What counting came to for one request: pinned in its verdict, so that whoever checks the record can count again. */
export interface Counted {
  /** When: the windows end here. */
  readonly at: Instant;
  /** Only looked at: a question about the policy takes nothing. */
  readonly dry?: true;
  /** `found`: other requests in the window. */
  readonly limits: readonly (RuleLimit & { readonly found: number })[];
}

/** One more would be one too many. */
export const isReached = ({ count, found }: { readonly count: number; readonly found: number }): boolean =>
  found >= count;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** "1 h": in the largest unit that leaves no rest. Part of pinned reasons, so these words are format. */
export function spanWords(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
}

/** "20 in 1 h". Part of pinned reasons as well. */
export const limitWords = ({ count, windowMs }: Pick<RuleLimit, 'count' | 'windowMs'>): string =>
  `${count} in ${spanWords(windowMs)}`;
