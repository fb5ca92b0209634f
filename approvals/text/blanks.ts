// Blanks in a row: spaces, line breaks, tabs, and whatever else nobody sees. Many of them push what matters out of view, so they are counted.
// Promise: two rows that differ are told differently, a long mixture by the numbers of its sorts and a digest. Pure.
import { createHash } from 'node:crypto';
import { escaped, type Piece, visible } from './piece.ts';

/** How blanks are told in one kind of text. */
export interface BlankRules {
  /** Are the spaces from `start` to `end` counted, however few? */
  readonly isCounted: (start: number, end: number) => boolean;
  /** Draws each space of a few in a row. */
  readonly space?: string | undefined;
  /** An indent is drawn, space by space. */
  readonly drawsIndents: boolean;
}

/** One sort of them in a row. */
interface Group {
  readonly char: string;
  readonly start: number;
  readonly end: number;
}

/** Of one sort so many are shown one by one. */
const SHOWN = 4;
const BREAKS_SHOWN = 2;
/** What takes more to show is told by one mark. */
const LONGEST = 100;
/** So many sorts are told in their order. */
const IN_ORDER = 4;
const LONGEST_INDENT = 24;

/** The pieces of the blanks from `start` to `end`: all there are in a row. */
export function blankPieces(
  chars: readonly string[],
  start: number,
  end: number,
  rules: BlankRules,
): readonly Piece[] {
  const groups = groupsOf(chars, start, end);
  const last = groups.at(-1);
  const isIndent = last?.char === ' ' && (last.start === 0 || groups.at(-2)?.char === '\n');
  // What stands behind the last break is no padding of the lines, but how far the next one is indented.
  return isIndent
    ? [...rowPieces(groups.slice(0, -1), rules), indentPiece(last, end < chars.length, rules)]
    : rowPieces(groups, rules);
}

function groupsOf(chars: readonly string[], start: number, end: number): readonly Group[] {
  const groups: Group[] = [];
  for (let from = start; from < end; ) {
    const char = chars[from] ?? '';
    let to = from + 1;
    while (to < end && chars[to] === char) to++;
    groups.push({ char, start: from, end: to });
    from = to;
  }
  return groups;
}

function rowPieces(row: readonly Group[], rules: BlankRules): readonly Piece[] {
  const pieces = row.flatMap((group) => groupPieces(group, rules));
  if (row.length < 2) return pieces;
  const letters = pieces.reduce((sum, { shown }) => sum + shown.length, 0);
  return breaksIn(row) > BREAKS_SHOWN || letters > LONGEST ? [counted(row)] : pieces;
}

function groupPieces(group: Group, rules: BlankRules): readonly Piece[] {
  const { char } = group;
  if (char === ' ') return [spacesPiece(group, rules)];
  if (sizeOf(group) > (char === '\n' ? BREAKS_SHOWN : SHOWN)) return [counted([group])];
  const piece: Piece =
    char === '\n'
      ? { shown: ' ↵ ', from: 1, breaks: 1 }
      : char === '\t'
        ? { shown: ' ⇥ ', from: 1 }
        : escaped(char);
  return Array.from({ length: sizeOf(group) }, () => piece);
}

const spacesPiece = (group: Group, { isCounted, space }: BlankRules): Piece =>
  sizeOf(group) > SHOWN || isCounted(group.start, group.end)
    ? counted([group])
    : drawn(group, sizeOf(group) > 1 ? space : undefined);

/** In front of nothing it is no indent, and one that is too deep pushes the line out of view. */
const indentPiece = (group: Group, hasText: boolean, rules: BlankRules): Piece =>
  rules.drawsIndents && hasText && sizeOf(group) <= LONGEST_INDENT
    ? drawn(group, rules.space)
    : spacesPiece(group, rules);

const drawn = (group: Group, space = ' '): Piece => ({
  shown: space.repeat(sizeOf(group)),
  from: sizeOf(group),
});

function counted(row: readonly Group[]): Piece {
  const told = `⟨${row.length > IN_ORDER ? mixture(row) : row.map((each) => words(each.char, sizeOf(each))).join(', ')}⟩`;
  return {
    // A space may stand beside what nobody sees, and would be swallowed beside one of ours.
    shown: row.length > 1 || isNamed(row[0]?.char) ? ` ${told} ` : told,
    from: sizesOf(row),
    hidden: sizesOf(row.filter(({ char }) => !isNamed(char))),
    breaks: breaksIn(row),
    kind: 'counted',
  };
}

/** `200 blanks: 100 spaces, 100 line breaks, digest 0123abcd`. */
function mixture(row: readonly Group[]): string {
  const sorts = new Map<string, number>();
  for (const each of row) sorts.set(each.char, (sorts.get(each.char) ?? 0) + sizeOf(each));
  const told = [...sorts].slice(0, IN_ORDER).map(([char, count]) => words(char, count));
  const others = sorts.size > IN_ORDER ? ', others' : '';
  const text = row.map((each) => each.char.repeat(sizeOf(each))).join('');
  const digest = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 8);
  return `${sizesOf(row)} blanks: ${told.join(', ')}${others}, digest ${digest}`;
}

function words(char: string, count: number): string {
  const name = NAMES.get(char);
  return name === undefined ? `${count} times ${visible(char)}` : `${count} ${name}${count === 1 ? '' : 's'}`;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  [' ', 'space'],
  ['\n', 'line break'],
  ['\t', 'tab'],
]);
const isNamed = (char = ''): boolean => NAMES.has(char);
const sizeOf = ({ start, end }: Group): number => end - start;
const sizesOf = (row: readonly Group[]): number => row.reduce((sum, each) => sum + sizeOf(each), 0);
const breaksIn = (row: readonly Group[]): number => sizesOf(row.filter(({ char }) => char === '\n'));
