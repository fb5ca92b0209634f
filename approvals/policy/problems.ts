// Telling what is wrong with a policy file: where, what, and the nearest valid word. Whoever reads it has the file open.
import { isMap, isScalar, isSeq, type LineCounter, type Node, type ParsedNode } from 'yaml';
import { z } from 'zod';
import { pointerTo } from '../json-pointer.ts';
import { nearest } from './nearest.ts';
import { shapeTrouble } from './shapes.ts';

/** One mistake in a policy file. Lines and columns start at 1; `at` is a JSON pointer into the file. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly at: string;
  readonly message: string;
}

/** The file as its author sees it. */
export interface Source {
  readonly text: string;
  readonly lines: LineCounter;
  readonly root: ParsedNode | null;
}

type Path = readonly PropertyKey[];

/** A problem at the value (or, with `offset`, inside the text) that a path leads to. */
export function problemAt(source: Source, path: Path, message: string, offset?: number): PolicyProblem {
  return place(source, positionOf(source, path, offset), pointerTo(path), message);
}

/** A problem at a character of the file. */
export function problemIn(source: Source, position: number, message: string): PolicyProblem {
  return place(source, position, '', message);
}

/** In the order of the file. */
export const inOrder = <T extends PolicyProblem>(problems: readonly T[]): readonly T[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** Everything a failed check of the file's shape tells, in our words. */
export function problemsOf(
  source: Source,
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
): readonly PolicyProblem[] {
  // Made for the first unknown word: it takes longer than everything else here.
  let known: object | undefined;
  const words = (path: Path): readonly string[] => {
    known ??= z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
    return wordsAt(known, path);
  };
  return issues.flatMap((issue) => problemsOfIssue(source, issue, [], words));
}

function problemsOfIssue(
  source: Source,
  issue: z.core.$ZodIssue,
  base: Path,
  wordsThere: (path: Path) => readonly string[],
): readonly PolicyProblem[] {
  const path = [...base, ...issue.path];
  const at = (message: string): readonly PolicyProblem[] => [problemAt(source, path, message)];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const words = wordsThere(path);
      return issue.keys.map((key) =>
        place(source, keyPositionOf(source, path, key), pointerTo([...path, key]), unknownWord(key, words)),
      );
    }
    case 'invalid_type':
      if (issue.input === undefined) return at(missing(path));
      // The library's own words start so; a member with words of its own knows better.
      if (issue.message.startsWith('Invalid')) return at(shapeTrouble(path, issue.expected, issue.input));
      return at(issue.input === null ? `is empty; it ${issue.message}` : issue.message);
    case 'invalid_value':
      return at(notOneOf(path, issue.input, issue.values.map(String)));
    case 'invalid_key':
      return at(issue.issues[0]?.message ?? 'is not a name');
    case 'invalid_union': {
      if (issue.input === undefined) return at(missing(path));
      const meant = isEmptyMap(issue.input) ? undefined : branchMeant(issue.errors);
      if (meant !== undefined)
        return meant.flatMap((each) => problemsOfIssue(source, each, path, wordsThere));
      return at(
        issue.message.startsWith('Invalid') ? shapeTrouble(path, undefined, issue.input) : issue.message,
      );
    }
    case 'custom': {
      const offset: unknown = issue.params?.offset;
      return [problemAt(source, path, issue.message, typeof offset === 'number' ? offset : undefined)];
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

function positionOf(source: Source, path: Path, offset: number | undefined): number {
  let node: Node | null = source.root;
  let position = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair: (typeof node.items)[number] | undefined = node.items.find(
        ({ key }) => keyOf(key) === String(step),
      );
      if (pair === undefined) return position;
      position = startOf(pair.key) ?? position;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] ?? null) as Node | null;
      position = startOf(node) ?? position;
    } else return position;
  }
  if (!isScalar(node) || node.value === null) return position;
  const start = node.range?.[0] ?? position;
  return offset === undefined ? start : start + within(source.text, start, String(node.value), offset);
}

/** Where a character of a condition stands in the file, when the file holds it letter by letter. */
function within(text: string, start: number, value: string, offset: number): number {
  for (const quote of [0, 1]) if (text.startsWith(value, start + quote)) return quote + offset;
  return 0;
}

function keyPositionOf(source: Source, path: Path, key: string): number {
  const parent = path.reduce<unknown>((node, step) => {
    if (isMap(node)) return node.items.find((pair) => keyOf(pair.key) === String(step))?.value;
    return isSeq(node) ? node.items[Number(step)] : undefined;
  }, source.root);
  const pair = isMap(parent) ? parent.items.find((each) => keyOf(each.key) === key) : undefined;
  return startOf(pair?.key) ?? positionOf(source, path, undefined);
}

const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}

function place({ lines }: Source, position: number, at: string, message: string): PolicyProblem {
  const { line, col } = lines.linePos(position);
  return { line, column: col, at, message };
}
