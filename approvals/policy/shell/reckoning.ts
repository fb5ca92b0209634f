// Arithmetic: shells run what stands in an index, also in one that is the value of a variable, or the value of a variable that is named there.
// So a line may reckon with what it has set to numbers itself, and with nothing else. Pure.
import type { Word, WordPart } from 'unbash';
import { noteValues } from './origins.ts';
import type { Reading } from './reading.ts';
import { setOf } from './tables.ts';
import { CHANGES, changesCommands, isSetByShells, RECKONING, RECKONING_IN_ZSH } from './variables.ts';
import { type ShellWord, unquoted } from './word.ts';

/** Numbers, whoever asks, as long as the line leaves them alone. */
const NUMBERS = setOf('RANDOM SRANDOM SECONDS LINENO EPOCHSECONDS OPTIND UID EUID PPID BASHPID');

const HIDES = 'it hides code in arithmetic or in an index';
/** Said of a line that gives a variable a value which is reckoned with at once, or later. */
export const MAKES = 'it makes a variable reckon with what it is given, or change it';
const OPEN = 'it reckons with a value that is only there when it runs';

/** `$#`, `$?`, the length of something: always numbers. */
const COUNTS = /\$[#?$!](?![A-Za-z0-9_{])|\$\{#[A-Za-z_][A-Za-z0-9_]*(?:\[[@*]\])?\}/g;
/** A variable or a member of one, in braces. */
const BRACES = /\$\{([A-Za-z_][A-Za-z0-9_]*)(\[[^\]`{}()]*\])?\}/g;
/** An expansion that is no name, or that goes on with a name: which one is only known once it runs. */
const UNKNOWN = /[\\`{}]|[^\p{ASCII}]|\$(?![A-Za-z_])|[A-Za-z0-9_]\$/u;
const NUMBER = /(?<![A-Za-z0-9_])[0-9][0-9A-Za-z]*(?:#[0-9A-Za-z@_]+)?/g;

/** Takes down what this text, which a shell will reckon with, speaks of. */
export function reckon(reading: Reading, text: string): void {
  const bare = unquoted(text);
  if (/[A-Za-z0-9_]\$/.test(bare)) reading.doubts.add(HIDES);
  const plain = bare.replaceAll(COUNTS, '0').replaceAll(BRACES, ' $$$1$2 ').replaceAll(NUMBER, '0');
  if (UNKNOWN.test(plain)) reading.doubts.add(HIDES);
  for (const [name] of plain.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) {
    if (changesCommands(name)) reading.doubts.add(HIDES);
    reading.reckoned.add(name);
  }
  for (const [, name = ''] of plain.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\s*=(?!=)/g)) reading.numbers.add(name);
}

/** A sum among words: what it comes to is a number, and what goes into it is looked at by itself. */
const SUM = /\$\(\((?:[^()]|\([^()]*\))*\)\)/g;

/** Takes down that a shell reckons with this word. */
export function reckonWord(reading: Reading, { known, text }: ShellWord): void {
  const plain = known ?? (/['\\]/.test(text) ? text : text.replaceAll(SUM, '0')).replaceAll(COUNTS, '0');
  // What a command prints may be anything, and names of files may stand where a pattern does.
  if (known === undefined && /\$\(|[`*?]/.test(plain)) reading.doubts.add(OPEN);
  else reckon(reading, plain);
}

/** The index in a word like `a[i]` or `-va[i]`: also those who only set or test such a name reckon with it. */
export function reckonIndex(reading: Reading, word: string): void {
  const [, index] = /^-?[A-Za-z_][A-Za-z0-9_]*\[(.*)$/s.exec(word) ?? [];
  if (index !== undefined) reckon(reading, index.replace(/\].*$/s, ''));
  // Nobody writes one bracket inside of another.
  if (index?.includes('[')) reading.doubts.add(HIDES);
}

/** Takes down that a variable is set, to a number or to something else; `values` are what it may become, where they are in the line. */
export function setVariable(
  reading: Reading,
  name: string,
  isNumber: boolean,
  values?: readonly ShellWord[],
): void {
  if (changesCommands(name, values?.length === 1 ? values[0]?.known : undefined)) reading.doubts.add(CHANGES);
  if (!isNumber) noteValues(reading, name, values);
  if (RECKONING.has(name) && !isNumber) reading.doubts.add(MAKES);
  (isNumber ? reading.numbers : reading.openVariables).add(name);
}

/** `NAME=value` as a word of a command: of `env`, or of one that nobody has listed. The shell itself sets nothing by it, so `setVariable`'s doubts are not its. */
export function setByWord(reading: Reading, { known, head }: ShellWord): void {
  const [whole, name] = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?=/.exec(head) ?? [];
  if (whole === undefined || name === undefined) return;
  const isNumber = known !== undefined && isPlainNumber(known.slice(whole.length));
  (isNumber ? reading.numbers : reading.openVariables).add(name);
  if (!isNumber) noteValues(reading, name, undefined);
}

/** Why the reckoning in a line that was read to its end is not known; nothing when it is. */
export function reckonsOpenly({ reckoned, numbers, openVariables, dialects }: Reading): string | undefined {
  if (dialects.has('any') && [...openVariables].some((name) => RECKONING_IN_ZSH.has(name))) return MAKES;
  const isNumber = (name: string): boolean =>
    !openVariables.has(name) && (NUMBERS.has(name) || (numbers.has(name) && !isSetByShells(name)));
  return [...reckoned].every(isNumber) ? undefined : OPEN;
}

/** Is this word a number whatever happens, or nothing? */
export const isNumberWord = ({ parts, value }: Pick<Word, 'parts' | 'value'>): boolean =>
  parts === undefined ? isPlainNumber(value) : parts.every(isNumberPart);

const isPlainNumber = (text: string): boolean => /^[-+]?[0-9]*$/.test(text);

function isNumberPart(part: WordPart): boolean {
  switch (part.type) {
    // A sum is a number, whatever went into it.
    case 'ArithmeticExpansion':
      return true;
    case 'Literal':
    case 'SingleQuoted':
      return isPlainNumber(part.value);
    case 'DoubleQuoted':
      return part.parts.every(isNumberPart);
    case 'SimpleExpansion':
      return /^\$[#?$!]$/.test(part.text);
    case 'ParameterExpansion':
      return /^\$\{#[A-Za-z_][A-Za-z0-9_]*(?:\[[@*]\])?\}$/.test(part.text);
    case 'BraceExpansion':
      return /^\{[-0-9]+(?:,[-0-9]+)+\}$|^\{-?[0-9]+(?:\.\.-?[0-9]+){1,2}\}$/.test(part.text);
    default:
      return false;
  }
}
