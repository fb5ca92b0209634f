// The one sanitiser: text written by others becomes plain text that can neither hide nor pretend.
// Promises: what comes out holds only visible characters and plain spaces, no `{{`, nothing that looks like a secret, and is cut visibly at
// about `max` characters; every change leaves a mark, and nobody else can write our marks. Two exceptions: what is written from right to
// left stands between two characters that nobody sees, so that everything else keeps its place; and an emoji keeps what makes one sign of it. Pure.
import { type BlankRules, blankPieces } from './blanks.ts';
import { characters, isSequence } from './emoji.ts';
import { INVISIBLE } from './invisible.ts';
import { lookAlikes } from './look-alikes.ts';
import { marksReader } from './marks.ts';
import { escaped, NO_BREAK_SPACE, type Piece, visible } from './piece.ts';
import { BY_POLICY, redactedPieces, redactText } from './redact-text.ts';
import { withoutRepeats } from './repeats.ts';
import { apart, eachApart, isTurned } from './right-to-left.ts';
import { spellingReader } from './spelling.ts';

interface PlainOptions {
  /** UTF-16 characters after which the text is cut; the note "…(n more characters)" comes on top. */
  readonly max: number;
  /** `prose`: a line break or an odd space is a space. `exact`: every character can be told from every other. */
  readonly as?: 'prose' | 'exact';
  /** The text went through `redactText` or `redactParts`: their marks stay. Else it goes through now. */
  readonly isRedacted?: boolean;
  /** Keys the digests of what is taken out now; without it kind and size are told. */
  readonly key?: string | undefined;
  /** It is drawn with every space it has, as a card never is: a few in a row of an exact value are not counted then. */
  readonly keepsSpaces?: boolean;
}

interface Exactly {
  readonly keepsSpaces?: boolean;
  readonly isInLines?: boolean;
}

/** A line of a value, and which one it is. */
export interface PlainLine {
  readonly number: number;
  readonly text: string;
}

/** Text made plain, and what was done to it. */
export interface Plain {
  readonly text: string;
  /** Characters that nobody would see: shown as `\u{…}`, or counted by it. Those that only we may write are shown so too, and hide nothing. */
  readonly escaped: number;
  /** Characters left out at the end. */
  readonly cut: number;
  /** Characters of the whole text. */
  readonly length: number;
  /** Of what looked like a secret, so many pieces are told by kind, size and digest. What the policy redacts is not counted. */
  readonly secrets: number;
  /** Blanks in a row, and repeats, that are shown as a count. */
  readonly collapsed: number;
  /** A word or sign looks like another one, as a Latin name with one Cyrillic letter does. */
  readonly mixed: boolean;
  /** An exact value with letters that are written from right to left. */
  readonly turned: boolean;
  /** Where addresses in it really lead that read otherwise. */
  readonly hosts: readonly string[];
}

const MARK = /\p{M}/u;
const WORDY = /[\p{L}\p{N}]/u;
const PROSE_SPACE = /[\p{Zs}\t\n]/u;
const BREAK = /[\t\n]/;
/** Characters our own marks are made of; and what could be taken for the bar behind the number of a line. */
const OURS = /[↵⇥⟨⟩┃┇┋╏║█-▐▕❙❚]/u;
const POLICY_MARK = `⟨redacted: ${BY_POLICY},`;

/** Is there anything to see? A sign alone is a remark. */
export const isSeen = (text: string): boolean =>
  [...text].some((char) => !INVISIBLE.test(char) && !MARK.test(char));

/** Is there anything to read? A letter or a digit that shows. Signs alone, as a thumb or a full stop, give no reason. */
export function hasWords(text: string | undefined): text is string {
  return text !== undefined && [...text].some((char) => WORDY.test(char) && !INVISIBLE.test(char));
}

/** Makes text of others safe to show in a card's TextRun, and counts what it had to change. */
export function plain(text: string, options: PlainOptions): Plain {
  const { pieces, told } = readText(text, options);
  const body = (options.as === 'exact' ? eachApart : apart)(
    closeBrace(pieces.map(({ shown }) => shown).join('')),
  );
  return { text: body + cutNote(told.cut), ...told };
}

/** An exact value for whoever draws each of its lines by itself: indents, and a few spaces in a row, are no-break spaces. A break at the very end has no line behind it. */
export function plainLines(
  text: string,
  options: Omit<PlainOptions, 'as' | 'keepsSpaces'> & { readonly maxLines?: number },
): Omit<Plain, 'text'> & { readonly lines: readonly PlainLine[]; readonly lineCount: number } {
  const { pieces, told } = readText(text, { ...options, as: 'exact', isInLines: true });
  const lines: PlainLine[] = [];
  let number = 1;
  let line = '';
  for (const { shown, breaks = 0 } of pieces) {
    line += shown;
    if (breaks === 0) continue;
    lines.push({ number, text: eachApart(withoutStart(line).trimEnd()) });
    number += breaks;
    line = '';
  }
  const last = eachApart(withoutStart(line)) + cutNote(told.cut);
  return {
    ...told,
    lines: last === '' ? lines : [...lines, { number, text: last }],
    lineCount: linesIn(text),
  };
}

/** The pieces that are shown, and what is told of all of them. */
function readText(
  text: string,
  options: PlainOptions & Exactly & { readonly maxLines?: number },
): { readonly pieces: readonly Piece[]; readonly told: Omit<Plain, 'text'> } {
  const as = options.as ?? 'prose';
  const redacted = options.isRedacted === true ? text : redactText(text, { as, key: options.key });
  const chars = redactedPieces(redacted).flatMap(charsOf);
  const odd = lookAlikes(chars.map(asLooked).join(''), as);
  const pieces = withoutRepeats([...(as === 'exact' ? readExact(chars, options) : readProse(chars))]);
  let length = 0;
  let breaks = 0;
  const shown: Piece[] = [];
  for (const piece of pieces) {
    length += piece.shown.length;
    if (length > options.max || breaks >= (options.maxLines ?? Number.POSITIVE_INFINITY)) break;
    breaks += (piece.breaks ?? 0) > 0 ? 1 : 0;
    shown.push(piece);
  }
  const cut = pieces.slice(shown.length).reduce((sum, piece) => sum + piece.from, 0);
  const told = {
    escaped: shown.reduce((sum, { hidden = 0 }) => sum + hidden, 0),
    cut,
    length: pieces.reduce((sum, piece) => sum + piece.from, 0),
    secrets: pieces.filter((piece) => piece.kind === 'redacted' && !piece.shown.startsWith(POLICY_MARK))
      .length,
    collapsed: shown.filter((piece) => piece.kind === 'counted').length,
    mixed: odd.letters,
    turned: as === 'exact' && isTurned(redacted),
    hosts: odd.hosts,
  };
  return { pieces: shown, told };
}

const cutNote = (cut: number): string =>
  cut === 0 ? '' : `…(${cut} more ${cut === 1 ? 'character' : 'characters'})`;

const linesIn = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** Without the space of ours in front of a mark. */
const withoutStart = (line: string): string => line.replace(/^ /, '');

/** Only the text of `plain`, as prose: for names and sentences. */
export const plainText = (text: string, max: number): string => plain(text, { max }).text;

function readProse(chars: readonly string[]): Generator<Piece> {
  const spaced = chars
    .filter((char, index) => char !== '\r' || chars[index + 1] !== '\n')
    .map((char) => (PROSE_SPACE.test(char) && !isWholeMark(char) ? ' ' : char));
  return read(spaced, { isCounted: () => false, drawsIndents: false }, () => false);
}

function readExact(
  chars: readonly string[],
  { keepsSpaces = false, isInLines = false }: Exactly,
): Generator<Piece> {
  // A space at either end, or beside the mark of a break, cannot be seen, and makes another value.
  const isAtEnd = (start: number, end: number) => start === 0 || end === chars.length;
  const isBesideBreak = (start: number, end: number) =>
    BREAK.test(chars[start - 1] ?? '') || BREAK.test(chars[end] ?? '');
  const rules = {
    isCounted: (start: number, end: number) =>
      isAtEnd(start, end) || isBesideBreak(start, end) || (!keepsSpaces && !isInLines && end - start > 1),
    ...(isInLines && { space: NO_BREAK_SPACE }),
    drawsIndents: isInLines,
  };
  return read(chars, rules, spellingReader());
}

function* read(
  chars: readonly string[],
  rules: BlankRules,
  isOddSpelling: (char: string) => boolean,
): Generator<Piece> {
  const isOddMark = marksReader();
  // No mark, and no letter, goes on behind what is none.
  const breakOff = () => {
    isOddMark(' ', true);
    isOddSpelling(' ');
  };
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? '';
    if (isBlank(char)) {
      const start = index;
      while (isBlank(chars[index + 1] ?? '')) index += 1;
      breakOff();
      yield* blankPieces(chars, start, index + 1, rules);
      continue;
    }
    if (isWholeMark(char)) {
      breakOff();
      yield { shown: char, from: Number(/\d+/.exec(char)?.[0]), kind: 'redacted' };
      continue;
    }
    if (isSequence(char)) {
      breakOff();
      yield { shown: char, from: Array.from(char).length };
      continue;
    }
    const isReserved = isOurs(chars, index);
    const isOtherwise = isOddSpelling(char);
    const isOdd = isOddMark(char, !isReserved && !isOtherwise);
    yield isOdd || isOtherwise ? escaped(char) : { shown: isReserved ? visible(char) : char, from: 1 };
  }
}

/** Everybody sees it; only we, or the client, may mean something by it. */
function isOurs(chars: readonly string[], index: number): boolean {
  const char = chars[index] ?? '';
  // `{{DATE(…)}}` is computed by the client even in a TextRun.
  if (char === '{' && chars[index - 1] === '{') return true;
  // A false escape or a false cut, written by somebody else.
  if (char === '\\' && chars[index + 1] === 'u' && chars[index + 2] === '{') return true;
  if (char === '…' && chars[index + 1] === '(') return true;
  return OURS.test(char);
}

/** A mark of ours goes through as one character. */
const charsOf = ({ mark, text }: { readonly mark: boolean; readonly text: string }): readonly string[] =>
  mark ? [text] : characters(text);
const isWholeMark = (char: string): boolean => char.length > 2 && char.startsWith('⟨');
const isBlank = (char: string): boolean =>
  char !== '' && INVISIBLE.test(char) && !isWholeMark(char) && !isSequence(char);
/** A mark stands where a name and a password stood in front of a host; an emoji is a sign and no letter. */
const asLooked = (char: string): string => (isWholeMark(char) ? '~' : isSequence(char) ? '☺' : char);

/** A client may join neighbouring runs: none of them ends in a brace that the next could double. */
const closeBrace = (text: string): string =>
  text.endsWith('{') ? `${text.slice(0, -1)}${visible('{')}` : text;
