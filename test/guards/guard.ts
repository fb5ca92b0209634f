// What a guard is: a piece of source that keeps somebody out. Each stands with what is left when it is deleted, and the test that fails then.

/** One guard of the token, activity and eligibility code. */
export interface Guard {
  readonly file: string;
  /** The exact source text; it stands once in its file. */
  readonly guard: string;
  /** What stands there when the guard is deleted. */
  readonly deleted: string;
  /** The test file that fails then, under test/. */
  readonly test: string;
  /** The title of a test in it that fails, as in its source: a `${…}` stands for anything. */
  readonly title: string;
}

/** A guard, its file left out. `test` is the file's own test unless told otherwise. */
export type Listed = readonly [guard: string, deleted: string, title: string, test?: string];

/** The guards of one file, whose own test is `test`. */
export function guardsOf(file: string, test: string, listed: readonly Listed[]): readonly Guard[] {
  return listed.map(([guard, deleted, title, other]) => ({
    file,
    guard,
    deleted,
    test: other ?? test,
    title,
  }));
}

/** How often a text stands in another. */
export const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** Matches the title as a run prints it. */
export function titlePattern(title: string): RegExp {
  const parts = title.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
