// Where the values of a policy file stand in its text, also inside a condition that is written over several lines.
import {
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';

/** The file as its author sees it. */
export interface Source {
  readonly text: string;
  readonly lines: LineCounter;
  readonly root: ParsedNode | null;
}

type Path = readonly PropertyKey[];

/** The character (from 0) at which the value starts that a path leads to; with `offset` that character of its text. */
export function positionOf(source: Source, path: Path, offset?: number): number {
  let node: unknown = source.root;
  let position = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = pairOf(node, String(step));
      if (pair === undefined) return position;
      position = startOf(pair.key) ?? position;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)] ?? null;
      position = startOf(node) ?? position;
    } else return position;
  }
  if (!isScalar(node) || node.value === null) return position;
  return offset === undefined ? (startOf(node) ?? position) : within(source.text, node, offset);
}

/** The character at which a member's name stands in the map that a path leads to. */
export function keyPositionOf(source: Source, path: Path, key: string): number {
  const parent = path.reduce<unknown>((node, step) => {
    if (isMap(node)) return pairOf(node, String(step))?.value;
    return isSeq(node) ? node.items[Number(step)] : undefined;
  }, source.root);
  const pair = isMap(parent) ? pairOf(parent, key) : undefined;
  return startOf(pair?.key) ?? positionOf(source, path);
}

/** The members of each map by name, gone through once: a file of mistakes asks for thousands. */
const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  let index = indexes.get(map);
  if (index === undefined) {
    index = new Map(map.items.map((pair) => [keyOf(pair.key), pair]));
    indexes.set(map, index);
  }
  return index.get(name);
}

export const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

export function startOf(node: unknown): number | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
}

/**
 * Where a character of a text stands in the file. YAML folds lines and takes indents away, but it neither adds nor loses a character that is
 * not white: those are counted, in the text and in the file.
 */
function within(text: string, node: Scalar, offset: number): number {
  const value = String(node.value);
  const [start = 0, end = start] = node.range ?? [];
  const before = Array.from({ length: Math.min(offset, value.length) }, (_, at) => value[at] ?? '').filter(
    isDark,
  ).length;
  const isAtDark = offset < value.length && isDark(value[offset] ?? '');
  let seen = 0;
  let last = start;
  for (const { character, at, to } of written(text, node, start, end)) {
    if (!isDark(character)) continue;
    if (isAtDark && seen === before) return at;
    seen += 1;
    last = to;
    if (!isAtDark && seen === before) return last;
  }
  return last;
}

const isDark = (character: string): boolean => !/^\s$/.test(character);

interface Written {
  readonly character: string;
  readonly at: number;
  readonly to: number;
}

/** Each character of a value as the file writes it, white ones as they come. */
function* written(text: string, node: Scalar, start: number, end: number): Generator<Written> {
  if (node.type === 'QUOTE_DOUBLE') return yield* doubleQuoted(text, start + 1, end - 1);
  const isSingle = node.type === 'QUOTE_SINGLE';
  const isBlock = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
  // What follows `|` or `>` on its line is no part of the text.
  let at = isBlock ? text.indexOf('\n', start) + 1 : start + (isSingle ? 1 : 0);
  while (at < (isSingle ? end - 1 : end)) {
    const to = at + (isSingle && text.startsWith("''", at) ? 2 : 1);
    yield { character: text[at] ?? '', at, to };
    at = to;
  }
}

const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(\r?\n|[\s\S]))/y;
/** Escapes that stand for nothing that can be seen. */
const WHITE_ESCAPES = 'tnvfr \tN_LP';

function* doubleQuoted(text: string, from: number, end: number): Generator<Written> {
  let at = from;
  while (at < end) {
    ESCAPE.lastIndex = at;
    const [whole, x, u, long, one = ''] = text[at] === '\\' ? (ESCAPE.exec(text) ?? []) : [];
    const to = at + (whole?.length ?? 1);
    const code = x ?? u ?? long;
    const shown =
      code === undefined
        ? WHITE_ESCAPES.includes(one)
          ? ' '
          : one
        : String.fromCodePoint(Number.parseInt(code, 16));
    const characters = whole === undefined ? (text[at] ?? '') : one.endsWith('\n') ? ' ' : shown;
    for (const character of characters.split('')) yield { character, at, to };
    at = to;
  }
}
