// A nested value, one row for each value in it: `body.spec.containers[0].image`. What many rows would repeat stands once above them.
// Two values that differ never have the same rows.

/** A row: where the value stands, as steps from the parameter's name, and the value. */
interface Leaf {
  readonly steps: readonly string[];
  readonly value: unknown;
}

/** A row as it is told. */
interface SpreadRow {
  /** The whole place. */
  readonly where: string;
  /** The place, or, starting with a dot or a bracket, what follows the last heading. */
  readonly label: string;
  /** Stands above this row, and counts for those after it that start with a dot or a bracket. */
  readonly heading?: string;
  readonly value: unknown;
}

/** Names that can stand in a path as they are; all others are quoted. */
const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;
/** A shorter start of a place costs less than a line of its own. */
const SHORTEST_HEADING = 16;

/** All values of `value` by their place below `name`; none when they are more than `most`. An empty list or object is a value. */
export function spread(name: string, value: unknown, most: number): readonly SpreadRow[] {
  const leaves: Leaf[] = [];
  walk([name], value, leaves, most + 1);
  return leaves.length > most ? [] : grouped(leaves);
}

function walk(steps: readonly string[], value: unknown, leaves: Leaf[], most: number): void {
  if (leaves.length >= most) return;
  const inner = stepsOf(value);
  if (inner.length === 0) leaves.push({ steps, value });
  for (const [step, item] of inner) walk([...steps, step], item, leaves, most);
}

function stepsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item, index) => [`[${index}]`, item]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, item]) => [
    PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`,
    item,
  ]);
}

/** From row `from` on: `count` rows under the first `depth` steps of their places, and the letters of all rows until the end. */
interface Group {
  readonly depth: number;
  readonly count: number;
  readonly letters: number;
}

function grouped(leaves: readonly Leaf[]): readonly SpreadRow[] {
  const groups = bestGroups(leaves);
  const rows: SpreadRow[] = [];
  while (rows.length < leaves.length) {
    const { depth, count } = groups[rows.length] ?? { depth: 0, count: 1 };
    for (const [index, { steps, value }] of leaves.slice(rows.length, rows.length + count).entries()) {
      rows.push({
        where: steps.join(''),
        label: steps.slice(depth).join(''),
        ...(index === 0 && depth > 0 ? { heading: steps.slice(0, depth).join('') } : {}),
        value,
      });
    }
  }
  return rows;
}

/** For each row the group that begins there when all groups together have the fewest letters. */
function bestGroups(leaves: readonly Leaf[]): readonly Group[] {
  const best: Group[] = [];
  const lettersFrom = (row: number): number => best[row]?.letters ?? 0;
  for (let from = leaves.length - 1; from >= 0; from--) {
    const steps = leaves[from]?.steps ?? [];
    best[from] = { depth: 0, count: 1, letters: placeLength(steps) + lettersFrom(from + 1) };
    for (let depth = 1; depth < steps.length; depth++) {
      const heading = placeLength(steps.slice(0, depth));
      if (heading < SHORTEST_HEADING) continue;
      let own = heading;
      for (let end = from; end < leaves.length; end++) {
        const other = leaves[end]?.steps ?? [];
        if (steps.slice(0, depth).some((step, at) => other[at] !== step)) break;
        own += placeLength(other.slice(depth));
        const letters = own + lettersFrom(end + 1);
        if (end > from && letters < lettersFrom(from)) best[from] = { depth, count: end + 1 - from, letters };
      }
    }
  }
  return best;
}

const placeLength = (steps: readonly string[]): number => steps.join('').length;
