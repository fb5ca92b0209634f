// The lines that a changed text adds and removes, in their order, as people read a difference. A shortest edit where that is quickly found
// (Myers, "An O(ND) Difference Algorithm", 1986), else all of the part that differs. Pure.

/** So many edits are looked for before the whole part is given as removed and added: the search costs their square. */
const MOST_EDITS = 600;

/** `-` and `+` before each line that goes and comes; a line between two changes that stays is told by `…`. */
export function changedLines(before: string, after: string): readonly string[] {
  const [old, young] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < young.length - start &&
    old[old.length - 1 - end] === young[young.length - 1 - end]
  )
    end += 1;
  const [gone, come] = [old.slice(start, old.length - end), young.slice(start, young.length - end)];
  return shortestEdit(gone, come) ?? [...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)];
}

/** Lines to the end, by how far each diagonal reached with so many edits; nothing where it takes too many. */
function shortestEdit(gone: readonly string[], come: readonly string[]): readonly string[] | undefined {
  const reached: Map<number, number>[] = [];
  let best = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(MOST_EDITS, gone.length + come.length); edits++) {
    reached.push(best);
    const next = new Map<number, number>();
    for (let k = -edits; k <= edits; k += 2) {
      let x = comesDown(best, k, edits) ? (best.get(k + 1) ?? 0) : (best.get(k - 1) ?? 0) + 1;
      while (x < gone.length && x - k < come.length && gone[x] === come[x - k]) x += 1;
      next.set(k, x);
      if (x >= gone.length && x - k >= come.length) return wayBack(gone, come, reached);
    }
    best = next;
  }
  return undefined;
}

/** Is the diagonal reached by adding a line, rather than by removing one? */
const comesDown = (best: ReadonlyMap<number, number>, k: number, edits: number): boolean =>
  k === -edits || (k !== edits && (best.get(k - 1) ?? -1) < (best.get(k + 1) ?? -1));

function wayBack(
  gone: readonly string[],
  come: readonly string[],
  reached: readonly ReadonlyMap<number, number>[],
): readonly string[] {
  const out: string[] = [];
  let [x, y] = [gone.length, come.length];
  for (let edits = reached.length - 1; edits >= 0; edits--) {
    const best = reached[edits] ?? new Map<number, number>();
    const k = x - y;
    const before = comesDown(best, k, edits) ? k + 1 : k - 1;
    const from = edits === 0 ? 0 : (best.get(before) ?? 0);
    const stays = edits === 0 ? x : x - (before > k ? from : from + 1);
    if (stays > 0 && out.length > 0) out.push('…');
    if (edits === 0) break;
    out.push(before > k ? `+${come[from - before]}` : `-${gone[from]}`);
    [x, y] = [from, from - before];
  }
  return out.reverse();
}
