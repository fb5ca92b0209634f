// What one evaluation may still do. Counted, never timed: the same question has the same answer on every machine.

/** Characters that may still be read in the running evaluation. */
export interface Budget {
  left: number;
}

/** Takes one step, and what is read in it. Throws when nothing is left. */
export function spend(budget: Budget, characters: number): void {
  budget.left -= 1 + characters;
  if (budget.left < 0) throw new RangeError('the condition reads too much text');
}
