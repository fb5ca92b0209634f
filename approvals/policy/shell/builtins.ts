// What shells do themselves: run texts, define names, set variables. Pure.
import type { Reading } from './reading.ts';
import { reckonArguments } from './reckoners.ts';
import { MAKES, reckon, reckonIndex, setVariable } from './reckoning.ts';
import { setOf } from './tables.ts';
import { CHANGES, changesCommands, KEEPS, RECKONING, variableIn } from './variables.ts';
import { knownWord, type ShellWord } from './word.ts';

/** Run what is not in the line, or change what the words after them mean. */
const UNKNOWABLE: readonly (readonly [why: string, names: ReadonlySet<string>])[] = [
  ['it runs a file as shell commands', setOf('source .')],
  ['it defines an alias', setOf('alias')],
  ['it takes an alias away', setOf('unalias')],
  ['it defines a function', setOf('function functions')],
  [
    'it changes what commands mean',
    setOf('enable shopt setopt disable nocorrect unsetopt emulate zmodload autoload hash rehash'),
  ],
  ['it ties commands to keys', setOf('bind bindkey zle')],
  ['it ties commands to completion', setOf('complete compdef compctl')],
  ['it runs what it is given', setOf('compgen zpty zregexparse')],
  ['it runs earlier commands', setOf('fc r')],
  ['it reaches earlier commands', setOf('history')],
  ['it runs something later', setOf('sched zstyle add-zsh-hook')],
  ['it repeats what it is given', setOf('repeat foreach')],
  ['it can run what it prints', setOf('print')],
];
/** Set the variables they are given. */
const SETTERS = setOf(
  'export declare typeset local readonly integer float read mapfile readarray getopts unset vared zparseopts private getln',
);
const TESTS = setOf('test [ printf wait');

/** Reads one; false when it is none of those that matter. */
export function readBuiltin(
  reading: Reading,
  name: string,
  args: readonly ShellWord[],
  text: (word: ShellWord | undefined, what: string) => void,
): boolean {
  const why = UNKNOWABLE.find(([, names]) => names.has(name))?.[0];
  if (why !== undefined) {
    reading.doubts.add(why);
    return true;
  }
  const plain = args[0]?.known === '--' ? args.slice(1) : args;
  if (name === 'eval') {
    for (const word of joined(plain)) text(word, 'what eval runs');
    return true;
  }
  if (name === 'trap') {
    const [first, second] = plain;
    const isOpen = first?.known === undefined && first?.many === true;
    if ((second !== undefined || isOpen) && first?.known !== '-') text(first, 'what trap runs');
    return true;
  }
  if (name === 'jobs' && args.some(({ known = '-x' }) => /^-[a-z]*x/.test(known)))
    reading.doubts.add('it runs what it is given');
  if (name === 'set' && (setsWords(args) || !hasPlainModes(args)))
    reading.doubts.add('it changes what commands mean');
  if (/^(?:mapfile|readarray)$/.test(name) && args.some(({ known = '-C' }) => /^-[a-zA-Z]*C/.test(known)))
    reading.doubts.add('it ties commands to what it reads');
  if (name === 'let') for (const word of args) lookAtLet(reading, word);
  reckonArguments(reading, name, args);
  if (SETTERS.has(name)) lookAtSetter(reading, name, args);
  if (TESTS.has(name) && args.some(({ known, head }) => /^-[a-z]*[vp]/.test(known ?? head)))
    lookAtSetter(reading, name, args);
  return SETTERS.has(name) || TESTS.has(name) || name === 'set' || name === 'let';
}

/** `set -k` makes words behind a command into variables, `set -A` is `NAME=(…)` in other shells. */
const setsWords = (args: readonly ShellWord[]): boolean =>
  args.some(({ known = '-k' }) => /^[-+][a-zA-Z]*[kA]/.test(known) || known === 'keyword');

/** `set -o posix` and its like change what words mean. */
const hasPlainModes = (args: readonly ShellWord[]): boolean =>
  args.every(
    ({ known }, at) =>
      !/^[-+][a-zA-Z]*o$/.test(known ?? '') ||
      /^(?:pipefail|errexit|nounset|xtrace|noglob|noclobber|verbose|errtrace)?$/.test(
        args[at + 1]?.known ?? (at + 1 < args.length ? 'open' : ''),
      ),
  );

function joined(args: readonly ShellWord[]): readonly (ShellWord | undefined)[] {
  if (args.length === 0) return [];
  const texts = args.map(({ known }) => known);
  if (!texts.every((each) => each !== undefined)) return [undefined];
  const known = texts.join(' ');
  return [knownWord(known)];
}

/** Names of files may stand where a pattern does. */
function lookAtLet(reading: Reading, { known, text }: ShellWord): void {
  reckon(reading, known ?? (/^[\w$="'+%/-]*$/.test(text) ? text : '`'));
}

/** Is a variable made a number by this word, so that what it is given is reckoned with? */
const isReckoner = ({ dialect }: Reading, name: string, option: string): boolean =>
  /^(?:integer|float)$/.test(name) ||
  (/^(?:declare|typeset|local|export|readonly|private)$/.test(name) &&
    (dialect === 'any' ? /^[-+][a-zA-Z]*[iEF]/ : /^-[a-zA-Z]*i/).test(option));

function lookAtSetter(reading: Reading, name: string, args: readonly ShellWord[]): void {
  for (const word of args) {
    const { known, head, text } = word;
    if (known === undefined) {
      // The value is looked at where it is assigned. A plain sh cuts it into further words.
      if (!/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(head) || (reading.dialect === 'sh' && /=[^"']*[$`]/.test(text)))
        reading.doubts.add('which variable it sets is only known once it runs');
      else setVariable(reading, variableIn(head) ?? '', false);
      continue;
    }
    // zsh cuts away what stands at the beginning.
    if (reading.dialect === 'any' && /^[-+][a-zA-Z]*[LRZ]/.test(known)) reading.doubts.add(MAKES);
    // Later on another name is this one.
    if (/^(?:declare|typeset|local)$/.test(name) && /^-[a-zA-Z]*n/.test(known))
      reading.doubts.add('it gives a variable another name');
    const [variable, value = ''] = [variableIn(known), known.split('=').slice(1).join('=')];
    if (changesCommands(variable ?? '', value) || changesCommands(value)) reading.doubts.add(CHANGES);
    // What such a variable is given is reckoned with, now and later.
    if (RECKONING.has(variable ?? '') || isReckoner(reading, name, known)) reading.doubts.add(MAKES);
    // A subscript or a number with `$(…)` in it is run when it is reckoned with.
    if (/\$\(|`/.test(known)) reading.doubts.add(KEEPS);
    reckonIndex(reading, known);
    // `declare -a "x=([i]=1)"`.
    if (value.startsWith('(') && value.includes('[')) reckonIndex(reading, `x[${value.slice(1)}`);
    if (variable !== undefined && !known.includes('=')) setVariable(reading, variable, false);
    // `printf -vNAME`, `read -raNAME`.
    for (let at = 2; known.startsWith('-') && at < known.length; at += 1)
      setVariable(reading, variableIn(known.slice(at)) ?? '', false);
  }
}
