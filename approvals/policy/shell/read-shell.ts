// What the parameters of a shell action come to: its commands with the names that the policy has for them, and what is not known of it.
import type { Intent } from '../../intent/intent.ts';
import type { NamedCommands } from './command-patterns.ts';
import { fitOf } from './pattern.ts';
import { readArguments, readLine, type ShellLine } from './read-line.ts';
import type { Dialect, ShellCommand } from './reading.ts';

/** One command as rules see it. */
export interface JudgedCommand {
  readonly program: string;
  readonly argv: readonly string[];
  /** Names of patterns it fits for sure: what an allow may rest on. */
  readonly surely: readonly string[];
  /** Names of patterns it may fit, whatever its open words become: what a review or a denial rests on. */
  readonly possibly: readonly string[];
}

/** A line as rules see it. */
export interface ShellFacts {
  /** At least one: a line without commands has an empty one. */
  readonly commands: readonly [JudgedCommand, ...JudgedCommand[]];
  /** Why it is not wholly known. With a doubt it is never allowed without a person. */
  readonly doubts: readonly string[];
}

const NOTHING: JudgedCommand = { program: '', argv: [], surely: [], possibly: [] };
/** Those that the grammar here is for. Without a name it may be any of them. */
const DIALECTS: ReadonlyMap<unknown, Dialect> = new Map<unknown, Dialect>([
  ['bash', 'bash'],
  ['sh', 'sh'],
  ['zsh', 'any'],
  [undefined, 'any'],
]);

/** Reads `command`, a line for a shell, or `argv`, the words of one program. Never throws for what an agent sent. */
export function readShell(named: NamedCommands, properties: Intent['action']['properties']): ShellFacts {
  const { commands, doubts } = lineOf(properties ?? {});
  const all = commands
    .map((command) => ({ isGuess: command.isGuess === true, ...judged(named, command) }))
    .filter(({ isGuess, possibly }) => !isGuess || possibly.length > 0);
  const [first = NOTHING, ...rest] = all.map(({ isGuess, surely, ...seen }) => ({
    ...seen,
    surely: isGuess ? [] : surely,
  }));
  return { commands: [first, ...rest], doubts };
}

function lineOf({ command, argv, shell }: Readonly<Record<string, unknown>>): ShellLine {
  const dialect = DIALECTS.get(shell);
  if (dialect === undefined) return unknown('it is for a shell that is not known here');
  if (typeof command === 'string' && argv === undefined) return readLine(command, dialect);
  if (command === undefined && Array.isArray(argv) && argv.every((each) => typeof each === 'string'))
    return readArguments(argv);
  return unknown('its parameters hold neither a command nor an argv');
}

const unknown = (why: string): ShellLine => ({ commands: [], doubts: [why] });

function judged(named: NamedCommands, command: ShellCommand): JudgedCommand {
  const fits = [...named].map(([name, patterns]) => ({
    name,
    fits: patterns.map((each) => fitOf(each, command)),
  }));
  return {
    program: command.program,
    argv: command.words.map(({ known, text }) => known ?? text),
    surely: fits.filter((each) => each.fits.some(({ surely }) => surely)).map(({ name }) => name),
    possibly: fits.filter((each) => each.fits.some(({ possibly }) => possibly)).map(({ name }) => name),
  };
}
