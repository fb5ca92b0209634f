// The one sanitiser: text written by others becomes plain text that can neither hide nor pretend.
// Promises: what comes out holds only visible characters and plain spaces, no `{{`, nothing that looks like a secret, and is cut visibly at
// about `max` characters; every change leaves a mark, and nobody else can write our marks. The one exception: what is written from right to
// left stands between two characters that nobody sees, so that everything else keeps its place. Pure.
import { INVISIBLE } from './invisible.ts';
import { lookAlikes } from './look-alikes.ts';
import { marksReader } from './marks.ts';
import { BY_POLICY, redactedPieces, redactText } from './redact-text.ts';
import { apart, eachApart, isTurned } from './right-to-left.ts';

interface PlainOptions {
  /** UTF-16 characters after which the text is cut; the note "…(n more characters)" comes on top. */
  readonly max: number;
  /** `prose`: a line break or an odd space is a space. `exact`: every character can be told from every other. */
  readonly as?: 'prose' | 'exact';
  /** The text went through `redactText` or `redactParts`: their marks stay. Else it goes through now. */
  readonly isRedacted?: boolean;
  /** Keys the digests of what is taken out now; without it kind and size are told. */
  readonly key?: string | undefined;
  /** It is drawn with every space it has, as a card never is: of an exact value only padding is counted then. */
  readonly keepsSpaces?: boolean;
}

/** Text made plain, and what was done to it. */
export interface Plain {
  readonly text: string;
  /** Characters shown as `\u{…}`. */
  readonly escaped: number;
  /** Characters left out at the end. */
  readonly cut: number;
  /** Characters of the whole text. */
  readonly length: number;
  /** Of what looked like a secret, so many pieces are told by kind, size and digest. What the policy redacts is not counted. */
  readonly secrets: number;
  /** Runs of spaces shown as a count. */
  readonly collapsed: number;
  /** A word or sign looks like another one, as a Latin name with one Cyrillic letter does. */
  readonly mixed: boolean;
  /** An exact value with letters that are written from right to left. */
  readonly turned: boolean;
  /** Where addresses in it really lead that read otherwise. */
  readonly hosts: readonly string[];
}

interface Piece {
  readonly shown: string;
  /** How many characters of the original it stands for. */
  readonly from: number;
  readonly kind: 'plain' | 'escape' | 'spaces' | 'redacted';
}

const MARK = /\p{M}/u;
const WORDY = /[\p{L}\p{N}]/u;
const SPACES_SHOWN = 4;
const PROSE_SPACE = /[\p{Zs}\t\n]/u;
const BREAK = /[\t\n]/;
/** Characters our own marks are made of. */
const OURS = '↵⇥⟨⟩';
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
  const as = options.as ?? 'prose';
  const redacted = options.isRedacted === true ? text : redactText(text, { as, key: options.key });
  const chars = redactedPieces(redacted).flatMap(charsOf);
  // A mark stands where a name and a password stood in front of a host.
  const odd = lookAlikes(chars.map((char) => (isWholeMark(char) ? '~' : char)).join(''));
  const pieces = as === 'exact' ? [...readExact(chars, options.keepsSpaces === true)] : [...readProse(chars)];
  let length = 0;
  const shown: Piece[] = [];
  for (const piece of pieces) {
    length += piece.shown.length;
    if (length > options.max) break;
    shown.push(piece);
  }
  const cut = pieces.slice(shown.length).reduce((sum, piece) => sum + piece.from, 0);
  const body = (as === 'exact' ? eachApart : apart)(closeBrace(shown.map((piece) => piece.shown).join('')));
  return {
    text: cut === 0 ? body : `${body}…(${cut} more ${cut === 1 ? 'character' : 'characters'})`,
    escaped: shown.filter((piece) => piece.kind === 'escape').length,
    cut,
    length: pieces.reduce((sum, piece) => sum + piece.from, 0),
    secrets: pieces.filter((piece) => piece.kind === 'redacted' && !piece.shown.startsWith(POLICY_MARK))
      .length,
    collapsed: shown.filter((piece) => piece.kind === 'spaces').length,
    mixed: odd.letters,
    turned: as === 'exact' && isTurned(redacted),
    hosts: odd.hosts,
  };
}

/** Only the text of `plain`, as prose: for names and sentences. */
export const plainText = (text: string, max: number): string => plain(text, { max }).text;

function* readProse(chars: readonly string[]): Generator<Piece> {
  const spaced = chars
    .filter((char, index) => char !== '\r' || chars[index + 1] !== '\n')
    .map((char) => (PROSE_SPACE.test(char) && !isWholeMark(char) ? ' ' : char));
  yield* read(spaced, () => false);
}

function* readExact(chars: readonly string[], keepsSpaces: boolean): Generator<Piece> {
  // A space at either end cannot be seen, and makes another value. Of several in a row, or beside the mark of a break, a client shows one.
  const isSwallowed = (start: number, end: number) =>
    end - start > 1 || BREAK.test(chars[start - 1] ?? '') || BREAK.test(chars[end] ?? '');
  yield* read(
    chars,
    (start, end) => start === 0 || end === chars.length || (!keepsSpaces && isSwallowed(start, end)),
  );
}

function* read(
  chars: readonly string[],
  isCounted: (start: number, end: number) => boolean,
): Generator<Piece> {
  const isOddMark = marksReader();
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? '';
    if (char === ' ') {
      const start = index;
      isOddMark(char, true);
      while (chars[index + 1] === ' ') index += 1;
      const count = index + 1 - start;
      // Padding pushes what matters out of view.
      yield count > SPACES_SHOWN || isCounted(start, index + 1) ? counted(count) : spaces(count);
      continue;
    }
    if (isWholeMark(char)) {
      isOddMark(' ', true);
      yield { shown: char, from: Number(/\d+/.exec(char)?.[0]), kind: 'redacted' };
      continue;
    }
    const isHidden = mustEscape(chars, index);
    const isOdd = isOddMark(char, !isHidden);
    if (char === '\n') yield { shown: ' ↵ ', from: 1, kind: 'plain' };
    else if (char === '\t') yield { shown: ' ⇥ ', from: 1, kind: 'plain' };
    else if (isOdd || isHidden) yield escaped(char);
    else yield { shown: char, from: 1, kind: 'plain' };
  }
}

function mustEscape(chars: readonly string[], index: number): boolean {
  const char = chars[index] ?? '';
  if (INVISIBLE.test(char)) return true;
  // `{{DATE(…)}}` is computed by the client even in a TextRun.
  if (char === '{' && chars[index - 1] === '{') return true;
  // A false escape or a false cut, written by somebody else.
  if (char === '\\' && chars[index + 1] === 'u' && chars[index + 2] === '{') return true;
  if (char === '…' && chars[index + 1] === '(') return true;
  return OURS.includes(char);
}

/** A mark of ours goes through as one character; every other is one code point. */
const charsOf = ({ mark, text }: { readonly mark: boolean; readonly text: string }): readonly string[] =>
  mark ? [text] : Array.from(text);
const isWholeMark = (char: string): boolean => char.length > 2;

const spaces = (count: number): Piece => ({ shown: ' '.repeat(count), from: count, kind: 'plain' });
const counted = (count: number): Piece => ({
  shown: ` ⟨${count} ${count === 1 ? 'space' : 'spaces'}⟩ `,
  from: count,
  kind: 'spaces',
});
const escaped = (char: string): Piece => ({ shown: visible(char), from: 1, kind: 'escape' });

const visible = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;

/** A client may join neighbouring runs: none of them ends in a brace that the next could double. */
const closeBrace = (text: string): string =>
  text.endsWith('{') ? `${text.slice(0, -1)}${visible('{')}` : text;
