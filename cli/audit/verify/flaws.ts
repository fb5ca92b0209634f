// What verifying finds: the first bad thing by its place in the package, and how many more there are.

/** Something wrong, and where. */
export interface Flaw {
  readonly file: string;
  readonly line?: number;
  /** The record it is about. */
  readonly id?: string;
  readonly why: string;
  /** A newer version may know it: it cannot be checked, and nothing is proven to be wrong. */
  readonly unknown?: true;
}

/** Flaws being collected, told in order: what is wrong with a record first, then with files. */
export interface Flaws {
  readonly add: (flaw: Flaw) => void;
  readonly all: () => readonly Flaw[];
  readonly count: () => number;
}

/** As many as are kept; the others are counted. */
const KEPT = 20;

/** None yet. */
export function createFlaws(): Flaws {
  const kept: Flaw[] = [];
  let count = 0;
  return {
    add: (flaw) => {
      count += 1;
      if (kept.length < KEPT) kept.push(flaw);
    },
    // A record tells more than the file that holds it.
    all: () => [
      ...kept.filter(({ line }) => line !== undefined),
      ...kept.filter(({ line }) => line === undefined),
    ],
    count: () => count,
  };
}

/** In one sentence. */
export const sentenceOf = ({ file, line, id, why }: Flaw): string =>
  `${file}${line === undefined ? '' : ` line ${line}`}${id === undefined ? '' : ` (${id})`} ${why}.`;
