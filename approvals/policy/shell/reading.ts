// What has been found in a command line so far, and how much work may still go into it. What an agent sends can be too much, never hang.
import type { ShellWord } from './word.ts';

/** One simple command: its program, and all its words with the program first. */
export interface ShellCommand {
  /** The program's name without its folder. */
  readonly program: string;
  readonly words: readonly ShellWord[];
  /** It may never run: only what it may be counts, and no allow has to cover it. */
  readonly isGuess?: true;
}

/** Whose grammar reads a text: bash's, that of a plain `sh`, or that of a shell which is not known and may be zsh. */
export type Dialect = 'bash' | 'sh' | 'any';

/** A line under way. */
export interface Reading {
  /** Of the text that is being read, and of all that were. */
  dialect: Dialect;
  readonly dialects: Set<Dialect>;
  readonly commands: ShellCommand[];
  /** Why the line is not wholly known; told to people. */
  readonly doubts: Set<string>;
  /** Variables that it sets to a number, those that it sets to anything else, and those that it reckons with. */
  readonly numbers: Set<string>;
  readonly openVariables: Set<string>;
  readonly reckoned: Set<string>;
  /** Variables that it sets to what may be an option. */
  readonly optionVariables: Set<string>;
  /** Those that it sets to the name of a branch. */
  readonly branchVariables: Set<string>;
  /** Nodes that may still be looked at, and characters that may still be parsed. */
  nodesLeft: number;
  wordsLeft: number;
  charactersLeft: number;
}

/** More than this is no command line that people could judge. */
export const MAX_CHARACTERS = 16_384;
const MAX_NODES = 3000;
const MAX_COMMANDS = 64;
/** Words of all commands; behind wrappers a word is counted once for each. */
const MAX_WORDS = 4000;
/** Lines inside lines (`bash -c`, `eval`) are parsed again. */
const MAX_PARSED = 4 * MAX_CHARACTERS;

/** Nothing read yet. */
export const newReading = (dialect: Dialect): Reading => ({
  dialect,
  dialects: new Set(),
  commands: [],
  doubts: new Set(),
  numbers: new Set(),
  openVariables: new Set(),
  reckoned: new Set(),
  optionVariables: new Set(),
  branchVariables: new Set(),
  nodesLeft: MAX_NODES,
  wordsLeft: MAX_WORDS,
  charactersLeft: MAX_PARSED,
});

/** Puts a command down. */
export function note(reading: Reading, words: readonly ShellWord[], program: string): void {
  reading.wordsLeft -= words.length;
  if (reading.commands.length >= MAX_COMMANDS || reading.wordsLeft < 0)
    reading.doubts.add('it has too many commands');
  else reading.commands.push({ program, words });
}
