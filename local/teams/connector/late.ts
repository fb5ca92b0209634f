// Updates that Teams answers at once and shows late: the real one has no If-Match, so an older update can land after a newer one.
// Promises: what is held back lands once, whole, and only on a message that still stands.

/** The updates to hold back, and those that are. */
export interface Late {
  /** The next `next` updates land only after the update of the same message that follows them; 0: none, and what is held back lands now. */
  readonly expect: (next: number) => void;
  /** Does `land`, now or later. */
  readonly apply: (messageId: string, land: () => void) => void;
  /** How many are held back. */
  readonly held: () => number;
}

/** Nothing is late until it is asked for. */
export function createLate(): Late {
  let left = 0;
  const waiting: { readonly messageId: string; readonly land: () => void }[] = [];

  function landAll(isDue: (messageId: string) => boolean): void {
    const due = waiting.filter((each) => isDue(each.messageId));
    for (const each of due) {
      waiting.splice(waiting.indexOf(each), 1);
      each.land();
    }
  }

  return {
    expect: (next) => {
      left = next;
      if (next === 0) landAll(() => true);
    },
    apply: (messageId, land) => {
      if (left > 0) {
        left -= 1;
        waiting.push({ messageId, land });
        return;
      }
      land();
      landAll((each) => each === messageId);
    },
    held: () => waiting.length,
  };
}
