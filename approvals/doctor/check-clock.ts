// Do two clocks agree? Tokens, grants and expiries are judged by the clock, so one that is wrong lets late approvals in or shuts everybody out.
// Both readings are `Date` headers or better: whole seconds, so a second or two says nothing. Pure.
import { type Checked, failed, ok } from './check.ts';

/** Entra's tokens are taken within a minute of their time, so a clock beyond that refuses callers. */
const TOLERANCE_MS = 30_000;

/** Two readings of the same moment. */
export interface Clocks {
  readonly ours: { readonly whose: string; readonly atMs: number };
  readonly theirs: { readonly whose: string; readonly atMs: number };
}

/** Judges them. `cure` says whose clock to set. */
export function checkClocks({ ours, theirs }: Clocks, cure: string): Checked {
  const aheadMs = ours.atMs - theirs.atMs;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= TOLERANCE_MS) {
    return ok(`${ours.whose} and ${theirs.whose} agree within ${seconds < 2 ? '2' : seconds} s`);
  }
  const [ahead, behind] = aheadMs > 0 ? [ours.whose, theirs.whose] : [theirs.whose, ours.whose];
  return failed(`${ahead} is ${lasting(seconds)} ahead of ${behind}`, cure);
}

const lasting = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
