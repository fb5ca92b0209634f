// The ledger of one prompt: what became of its card and when, the newest lines. What repeats is one line with a count. Pure.
import type { Instant } from '../words.ts';
import type { LedgerLine, Prompt } from '../work.ts';

/** Older lines go: a card may be updated for thirty days. */
const LINES_KEPT = 20;

/** The prompt with one line more; the same as the line before is counted there. */
export function noted(prompt: Prompt, what: LedgerLine['what'], at: Instant, why?: string): Prompt {
  const { ledger = [] } = prompt;
  const before = ledger.at(-1);
  const isSame = before !== undefined && before.what === what && before.why === why;
  const line: LedgerLine = isSame
    ? { ...before, times: (before.times ?? 1) + 1, last: at }
    : { at, what, ...(why === undefined ? {} : { why }) };
  const others = isSame ? ledger.slice(0, -1) : ledger;
  return { ...prompt, ledger: [...others, line].slice(-LINES_KEPT) };
}

/** The same, and that it was given up, where it was not before. */
export const notedDead = (before: Prompt, after: Prompt, at: Instant): Prompt =>
  after.dead && !before.dead ? noted(after, 'dead', at, after.lastError) : after;
