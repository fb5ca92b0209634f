// One word of a command, as far as it is known before anything runs: a text, or what its expansions leave open. Pure.
import type { DoubleQuotedChild, Word, WordPart } from 'unbash';

/** A word. `head` and `tail` are what every text it can become begins and ends with. */
export interface ShellWord {
  /** Its text when nothing in it is expanded, without quotes and escapes. */
  readonly known?: string;
  /** It may become none or several words. */
  readonly many: boolean;
  readonly head: string;
  readonly tail: string;
  /** One text that it can become, where the others differ from it in figures and small letters alone. */
  readonly example?: string;
  /** As it stands in the line. */
  readonly text: string;
  /** It is surely no option: what it begins with is set in the line, or told by git. Or nothing in the line sets it. */
  readonly origin?: 'line' | 'elsewhere';
}

/** A word that is what it says. */
export const knownWord = (text: string): ShellWord => ({
  known: text,
  many: false,
  head: text,
  tail: text,
  text,
});

/** Something that is only there once it runs: a file name, a line of input. */
export const openWord = (text: string, many: boolean): ShellWord => ({ many, head: '', tail: '', text });

/** A text of the line without its quotes. */
export const unquoted = (text: string): string => text.replaceAll(/["']/g, '');

/** Its text, or what stands in the line in the place of one. */
export const readable = ({ known, text }: ShellWord): string => known ?? unquoted(text);

/** The last part of the path that it is. */
export const lastPart = (word: ShellWord): string =>
  readable(word).replace(/\/+$/, '').split('/').at(-1) ?? '';

/** Reads a word of the syntax tree. */
export function wordOf({ parts, value, text }: Pick<Word, 'parts' | 'value' | 'text'>): ShellWord {
  if (PLACE.test(text)) return { ...openWord(text, true), head: ASSIGNED.exec(text)?.[0] ?? '' };
  if (parts === undefined) return { ...knownWord(value), text };
  const pieces = parts.flatMap(piecesOf);
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : undefined));
  if (texts.every((each) => each !== undefined)) return { ...knownWord(texts.join('')), text };
  // What is split at blanks leaves only its own first word with the head, and its own last with the tail.
  const isSplit = pieces.some((piece) => typeof piece !== 'string' && piece.splits);
  const first = pieces.findIndex((piece) => typeof piece !== 'string');
  const last = pieces.findLastIndex((piece) => typeof piece !== 'string');
  const isTame = pieces.every((piece) => typeof piece === 'string' || piece === TAME);
  return {
    ...(isTame ? { example: texts.map((each) => each ?? '0').join('') } : {}),
    many: pieces.some((piece) => typeof piece !== 'string' && piece.many),
    head: isSplit ? '' : texts.slice(0, first).join(''),
    tail: isSplit ? '' : texts.slice(last + 1).join(''),
    text,
  };
}

interface Open {
  readonly many: boolean;
  /** Its result is cut into words where it holds blanks. */
  readonly splits: boolean;
}

const ONE: Open = { many: false, splits: false };
/** Prints one word of figures and small letters. */
const TAME: Open = { many: false, splits: false };
const PRINTS_FIGURES = /^\$\((?:nproc|git rev-parse (?:--short )?HEAD|date \+%s)\)$/;
const NAMES: Open = { many: true, splits: false };
const SPLIT: Open = { many: true, splits: true };

const ASSIGNED = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
/** `~+`, `~-`, `~1` and `~name` are values of variables, to some shells; so are they behind `NAME=`. */
const PLACE = /^(?:[A-Za-z_][A-Za-z0-9_]*\+?=(?:.*:)?)?~[^/:]/s;

/** Escapes in `$'…'` that every shell reads alike. A zero byte ends the text in bash. */
const PLAIN_ESCAPES = /^\$'(?:[^\\]|\\(?:[\\'"abefnrtv]|x(?!00)[0-7][0-9a-fA-F]|(?!000)[01][0-7]{2}))*'$/;

function piecesOf(part: WordPart): readonly (string | Open)[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
      return [part.value];
    case 'AnsiCQuoted':
      return [PLAIN_ESCAPES.test(part.text) ? part.value : ONE];
    case 'DoubleQuoted':
      return part.parts.map(quotedPiece);
    // A translation may say something else.
    case 'LocaleString':
    case 'ProcessSubstitution':
      return [ONE];
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return [NAMES];
    case 'CommandExpansion':
      return [PRINTS_FIGURES.test(part.text) ? TAME : SPLIT];
    default:
      return [SPLIT];
  }
}

function quotedPiece(part: DoubleQuotedChild): string | Open {
  if (part.type === 'Literal') return part.value;
  if (part.type === 'CommandExpansion' && PRINTS_FIGURES.test(part.text)) return TAME;
  // "$@" and "${a[@]}" are several words in spite of the quotes, with head and tail at the ends only.
  const isVariable = part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion';
  return isVariable && part.text.includes('@') ? SPLIT : ONE;
}
