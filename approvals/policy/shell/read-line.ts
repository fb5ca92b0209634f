// Takes a command line apart: every simple command in it, wherever it stands (lists, pipes, substitutions, subshells, loops, functions,
// documents), and why it could not be taken apart whole. Pure; never throws. Promise: a command that bash would run of this text alone is
// among those found, or there is a doubt. What programs do that the text only names (scripts, aliases of a profile) is not in the text.
import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { gitReaches } from './git.ts';
import { look } from './look.ts';
import { withOrigins } from './origins.ts';
import { readCommand } from './read-command.ts';
import { type Dialect, MAX_CHARACTERS, newReading, type Reading, type ShellCommand } from './reading.ts';
import { reckonsOpenly } from './reckoning.ts';
import { knownWord } from './word.ts';
import { writtenAndRun } from './writes.ts';

/** A line taken apart. Without doubts its commands are all there is. */
export interface ShellLine {
  readonly commands: readonly ShellCommand[];
  readonly doubts: readonly string[];
}

/** Reads a line as such a shell would be given it. */
export function readLine(text: string, dialect: Dialect): ShellLine {
  return finish(dialect, (reading) => readText(reading, text, dialect));
}

/** Reads a command that is started without a shell: every argument is what it says. */
export function readArguments(argv: readonly string[]): ShellLine {
  return finish('bash', (reading) => {
    if (argv.reduce((sum, each) => sum + each.length, 0) > MAX_CHARACTERS) reading.doubts.add(TOO_LONG);
    else readCommand(reading, argv.map(knownWord), { isShell: false }, readText);
  });
}

const MAX_EXPANSIONS = 100;
const TOO_LONG = `it is longer than ${MAX_CHARACTERS} characters`;

function finish(dialect: Dialect, read: (reading: Reading) => void): ShellLine {
  const reading = newReading(dialect);
  try {
    read(reading);
  } catch {
    // Whatever the parser could not bear is not known.
    reading.doubts.add('it could not be taken apart');
  }
  const commands = withOrigins(reading);
  for (const why of [writtenAndRun(commands), reckonsOpenly(reading), gitReaches(commands)])
    if (why !== undefined) reading.doubts.add(why);
  return { commands: reading.commands, doubts: [...reading.doubts] };
}

/** Control characters but tab and newline, characters nobody sees, blanks that are none to a shell, halves of a character, U+FFFD. */
const STRANGE = /[^\P{Cc}\t\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[^\P{Zs} ]|\ufffd/u;

function readText(reading: Reading, text: string, dialect: Dialect): void {
  if (STRANGE.test(text))
    reading.doubts.add('it holds characters that people do not see or shells read differently');
  // An old writing of arithmetic, which the grammar takes for a text.
  if (text.includes('$[')) reading.doubts.add('it reckons in a way that is not known here');
  reading.charactersLeft -= text.length;
  if (text.length > MAX_CHARACTERS || reading.charactersLeft < 0) {
    reading.doubts.add(TOO_LONG);
    return;
  }
  // Each is parsed again inside the one around it.
  if ((text.match(/\$\(|`|[<>]\(|\$\{/g) ?? []).length > MAX_EXPANSIONS) {
    reading.doubts.add('it has too many parts');
    return;
  }
  const around = reading.dialect;
  reading.dialect = dialect;
  reading.dialects.add(dialect);
  visit(reading, parse(text));
  reading.dialect = around;
}

function visit(reading: Reading, node: SyntaxNode): void {
  reading.nodesLeft -= 1;
  if (reading.nodesLeft < 0) {
    reading.doubts.add('it has too many parts');
    return;
  }
  look(reading, node, readText);
  forEachChild(node, (child) => visit(reading, child));
}
