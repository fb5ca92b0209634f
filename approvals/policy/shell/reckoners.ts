// Builtins that reckon with their words: few in bash, many in zsh. Pure.
import { mayBeOption } from './options.ts';
import type { Reading } from './reading.ts';
import { reckonWord } from './reckoning.ts';
import type { ShellWord } from './word.ts';

/** In zsh a sum may stand where a number is due. */
const COUNTED = /^(?:exit|return|shift|break|continue|bye|logout)$/;

/** Takes down with what such a builtin reckons. */
export function reckonArguments(reading: Reading, name: string, args: readonly ShellWord[]): void {
  if (name === '[' || name === 'test') lookAtTest(reading, args);
  // `-p a[…]` sets a variable.
  if (name === 'wait')
    for (const word of args)
      if (word.known === undefined && mayBeOption(word.head)) reckonWord(reading, word);
  if (name === 'printf') lookAtPrintf(reading, args);
  if (reading.dialect === 'any' && COUNTED.test(name)) for (const word of args) reckonWord(reading, word);
}

/** Operators of `test` that reckon with what stands before and behind them. */
export const COMPARES = /^-(?:eq|ne|lt|le|gt|ge)$/;
const BETWEEN = /^(?:-[a-z]{1,2}|[!=]?=|=~|[<>]|\]|\))$/;

/** `-v` runs what stands in an index, and a value may be that operator: one that shells cut into words, or one that stands in its place. */
function lookAtTest(reading: Reading, args: readonly ShellWord[]): void {
  for (const [at, word] of args.entries()) {
    const [before, after] = [args[at - 1], args[at + 1]];
    if (word.known === undefined) {
      const isCut = word.many && /[$`]/.test(word.text);
      const isOperator = word.head === '' && after !== undefined && !BETWEEN.test(after.known ?? '');
      if (isCut || isOperator) reckonWord(reading, word);
    } else if (reading.dialect === 'any') {
      if (COMPARES.test(word.known) && before !== undefined) reckonWord(reading, before);
      if ((COMPARES.test(word.known) || word.known === '-t') && after !== undefined)
        reckonWord(reading, after);
    }
  }
}

const CONVERSIONS = /%(?:[^a-zA-Z%]*[hlLqjzt]*([a-zA-Z])|%)/g;
const NUMERIC = /[diouxXeEfFgGaA]/;

function lookAtPrintf(reading: Reading, args: readonly ShellWord[]): void {
  const isTold = args[0]?.known === '--';
  const from = args[0]?.known === '-v' ? 2 : isTold ? 1 : 0;
  const [format, ...rest] = args.slice(from);
  if (format === undefined) return;
  const { known, head, tail, many } = format;
  // `-vNAME[…]` as one word.
  if (
    known === undefined &&
    !isTold &&
    head === '' &&
    (tail === '' || tail.endsWith(']')) &&
    (many || rest.length > 0)
  )
    reckonWord(reading, format);
  if (reading.dialect !== 'any') return;
  const kinds = [...(known ?? '%*').matchAll(CONVERSIONS)].flatMap(([, kind]) => kind ?? []);
  const isOdd = known === undefined || /%[^a-zA-Z%]*[*$]/.test(known);
  for (const [at, word] of rest.entries())
    if (isOdd || NUMERIC.test(kinds[at % kinds.length] ?? '')) reckonWord(reading, word);
}
