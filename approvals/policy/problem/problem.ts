// Telling what is wrong with a policy file: where, what, and the nearest valid word. Whoever reads it has the file open.
import { z } from 'zod';
import { pointerTo } from '../../json-pointer.ts';
import { nearest } from '../../nearest.ts';
import { keyPositionOf, positionOf, type Source } from './positions.ts';
import { shapeTrouble } from './shapes.ts';

/** One mistake in a policy file. Lines and columns start at 1; `at` is a JSON pointer into the file. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly at: string;
  readonly message: string;
}

type Path = readonly PropertyKey[];

/** A problem at the value (or, with `offset`, inside the text) that a path leads to. */
export function problemAt(source: Source, path: Path, message: string, offset?: number): PolicyProblem {
  return { ...place(source, positionOf(source, path, offset)), at: pointerTo(path), message };
}

/** A problem at a character of the file. */
export function problemIn(source: Source, position: number, message: string): PolicyProblem {
  return { ...place(source, position), at: '', message };
}

/** In the order of the file. */
export const inOrder = <T extends Pick<PolicyProblem, 'line' | 'column'>>(
  problems: readonly T[],
): readonly T[] => problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** Nobody reads more at once. */
const MOST_TOLD = 50;

/** The first of all mistakes in the order of the file, and how many there are beside. */
export function firstOf(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const all = inOrder(problems);
  const next = all[MOST_TOLD];
  if (next === undefined) return all;
  const more = all.length - MOST_TOLD;
  const message = `and ${more} more ${more === 1 ? 'mistake' : 'mistakes'} from here on; mend those above first`;
  return [...all.slice(0, MOST_TOLD), { line: next.line, column: next.column, at: '', message }];
}

/**
 * What a failed check of the file's shape tells, in our words; of so many as are told at all with the word that was meant. `example` is what a
 * whole file is written like, where it is no policy.
 */
export function problemsOf(
  source: Source,
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  example?: string,
): readonly PolicyProblem[] {
  // Made for the first unknown word: it takes longer than everything else here.
  let known: object | undefined;
  const words = (path: Path): readonly string[] => {
    known ??= z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
    return wordsAt(known, path);
  };
  const drafts = inOrder(issues.flatMap((issue) => draftsOfIssue(source, issue, [], words, example)));
  // Looking for a word is slow beside all else, and a file of mistakes may have thousands.
  return drafts.map(({ tell, ...place }, at) => ({ ...place, message: at < MOST_TOLD ? tell() : '' }));
}

/** A problem whose words are not looked for yet. */
interface Draft extends Omit<PolicyProblem, 'message'> {
  readonly tell: () => string;
}

function draftsOfIssue(
  source: Source,
  issue: z.core.$ZodIssue,
  base: Path,
  wordsThere: (path: Path) => readonly string[],
  example?: string,
): readonly Draft[] {
  const path = [...base, ...issue.path];
  const here = (tell: () => string, offset?: number): readonly Draft[] => [
    { ...place(source, positionOf(source, path, offset)), at: pointerTo(path), tell },
  ];
  const at = (message: string): readonly Draft[] => here(() => message);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...place(source, keyPositionOf(source, path, key)),
        at: pointerTo([...path, key]),
        tell: () => unknownWord(key, wordsThere(path)),
      }));
    case 'invalid_type':
      if (issue.input === undefined) return at(missing(path));
      // The library's own words start so; a member with words of its own knows better.
      if (issue.message.startsWith('Invalid'))
        return at(shapeTrouble(path, issue.expected, issue.input, path.length === 0 ? example : undefined));
      return at(issue.input === null ? `is empty; it ${issue.message}` : issue.message);
    case 'invalid_value':
      return here(() => notOneOf(path, issue.input, issue.values.map(String)));
    case 'invalid_key':
      return at(issue.issues[0]?.message ?? 'is not a name');
    case 'invalid_union': {
      if (issue.input === undefined) return at(missing(path));
      const meant = isEmptyMap(issue.input) ? undefined : branchMeant(issue.errors);
      if (meant !== undefined) return meant.flatMap((each) => draftsOfIssue(source, each, path, wordsThere));
      return at(
        issue.message.startsWith('Invalid') ? shapeTrouble(path, undefined, issue.input) : issue.message,
      );
    }
    case 'custom': {
      const { offset, tell }: Record<string, unknown> = issue.params ?? {};
      const words = typeof tell === 'function' ? () => String(tell()) : () => issue.message;
      return here(words, typeof offset === 'number' ? offset : undefined);
    }
    default:
      return at(issue.message);
  }
}

type Branch = readonly z.core.$ZodIssue[];

/** The branch that was meant is the one that fails inside; the others fail at their very kind. Of several, an unknown word says most. */
function branchMeant(branches: readonly Branch[]): Branch | undefined {
  const inside = branches.filter((branch) =>
    branch.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  const [first, ...others] = inside.toSorted((a, b) => a.length - b.length);
  const unknown = first?.filter(({ code }) => code === 'unrecognized_keys') ?? [];
  return others.length > 0 && unknown.length > 0 ? unknown : first;
}

const isEmptyMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

const missing = (path: Path): string => `"${String(path.at(-1))}" is missing; add it`;

function notOneOf(path: Path, input: unknown, values: readonly string[]): string {
  if (input === undefined) return `"${String(path.at(-1))}" is missing; write one of ${values.join(', ')}`;
  const meant = typeof input === 'string' ? nearest(input, values) : undefined;
  return `must be one of ${values.join(', ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

function unknownWord(key: string, words: readonly string[]): string {
  const meant = nearest(key, words);
  if (meant !== undefined) return `unknown word "${key}"; did you mean "${meant}"?`;
  return `unknown word "${key}"; here may stand: ${words.join(', ')}`;
}

/** The members that may stand at a path, from the JSON Schema of the language. */
function wordsAt(schema: unknown, path: Path): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if ('anyOf' in schema && Array.isArray(schema.anyOf))
    return schema.anyOf.flatMap((each) => wordsAt(each, path));
  const [step, ...rest] = path;
  const properties = 'properties' in schema ? schema.properties : undefined;
  if (step === undefined) return typeof properties === 'object' ? Object.keys(properties ?? {}) : [];
  if (typeof step === 'number') return 'items' in schema ? wordsAt(schema.items, rest) : [];
  const named: unknown =
    typeof properties === 'object' && properties !== null ? Reflect.get(properties, step) : undefined;
  if (named !== undefined) return wordsAt(named, rest);
  return 'additionalProperties' in schema ? wordsAt(schema.additionalProperties, rest) : [];
}

function place({ lines }: Source, position: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(position);
  return { line, column: col };
}
