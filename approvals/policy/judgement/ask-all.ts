// Asking every rule within what one intent may take. Pure, counted, and the same in whatever order the rules stand.
import { TOO_MUCH, WORK_OF_INTENT, type Work, workOf } from '../condition/budget.ts';

/** What came of a question, and where it was left undone. */
export type Ask<Asking, Hit> = (asking: Asking, work: Work) => readonly Hit[];

/**
 * What comes of each asking, in their order. While all of them together stay within the intent's work each may take as much as it needs. When
 * they would not, those that take more than an equal share come to nothing, as `failed` tells it; the others count as ever. What is worked off is
 * at most twice the intent's work: once what all share, once the shares.
 */
export function askAll<Asking, Hit>(
  askings: readonly Asking[],
  ask: Ask<Asking, Hit>,
  failed: (asking: Asking, error: string) => Hit,
): readonly (readonly Hit[])[] {
  const share = Math.floor(WORK_OF_INTENT / Math.max(askings.length, 1));
  let left = WORK_OF_INTENT;
  let isTooMuch = false;
  const asked = askings.map((asking) => {
    // Over already: whoever would take more than a share comes to nothing anyway, so it is not worked off.
    const most = isTooMuch ? share : Math.max(left, share);
    const work = workOf(most);
    const hits = ask(asking, work);
    const spent = most - work.left;
    left -= spent;
    isTooMuch ||= work.refused || left < 0;
    return { asking, hits, isOver: work.refused || spent > share };
  });
  return asked.map(({ asking, hits, isOver }) => (isTooMuch && isOver ? [failed(asking, TOO_MUCH)] : hits));
}
