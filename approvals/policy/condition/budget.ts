// What conditions may still do for one intent. Counted, never timed: the same question has the same answer on every machine. One unit is
// about what one step of a pattern's machine takes. What takes much longer costs several, above all an error, which a loop, `&&` or `||` may
// pass over and go on.

/** Units of one intent, all rules together. Twice that is the most that is ever done: see `askAll`. */
export const WORK_OF_INTENT = 1_000_000;

/** Units of one explanation: each part of each condition is asked by itself. */
export const WORK_OF_EXPLANATION = 10 * WORK_OF_INTENT;

/** Units of the patterns of one action's parameters, in one check. At their most they take about as long as the conditions of one intent. */
export const WORK_OF_PARAMETERS = 10 * WORK_OF_INTENT;

/** What a condition takes more than is left comes to nothing, whatever stands beside it. */
export const TOO_MUCH = 'the condition takes too much work for this request';

/** Units of an error, passed over or not: the library quotes its place, and looks for functions of other kinds. Decision 0003 has what was measured. */
export const WORK_OF_ERROR = 1000;

/** Units that may still be spent. `refused`: something would have taken more, and was not done. */
export interface Work {
  left: number;
  refused: boolean;
}

/** So many units. */
export const workOf = (units: number): Work => ({ left: units, refused: false });

/** Takes units for what was worked off already; `refused` where fewer were left. */
export function charge(work: Work, units: number): void {
  const cost = Math.ceil(units);
  if (work.left < cost) work.refused = true;
  work.left = Math.max(0, work.left - cost);
}

/** What the running evaluation spends from. There is one at a time: evaluating waits for nothing. */
export interface Meter {
  work: Work;
}

/** Takes units before they are worked off. Throws, and so nothing is done, where fewer are left. */
export function spend({ work }: Meter, units: number): void {
  const cost = Math.ceil(units);
  if (work.left < cost) work.refused = true;
  if (work.refused) throw REFUSED;
  work.left -= cost;
}

/** Throws once something was refused: whatever passes errors over asks this before it goes on. */
export function goOn({ work }: Meter): void {
  if (work.refused) throw REFUSED;
}

/** One for all: it is thrown again at each level of a condition, and to make one takes a hundred times as long. */
const REFUSED = new RangeError(TOO_MUCH);
