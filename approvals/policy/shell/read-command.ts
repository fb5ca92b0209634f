// One simple command: put down, looked through when it starts another one, and doubted when what it does is not in its words. Pure.
import { readBuiltin } from './builtins.ts';
import { INERT } from './inert.ts';
import { codeIn, startsCode } from './interpreters.ts';
import { type Dialect, newReading, note, type Reading } from './reading.ts';
import { setByWord } from './reckoning.ts';
import { dialectOf } from './shells.ts';
import { mapOf, setOf } from './tables.ts';
import { KEEPS } from './variables.ts';
import { knownWord, type ShellWord } from './word.ts';
import { innerOf, WRAPPERS } from './wrappers.ts';

/** How a command is started. */
export interface Start {
  /** By a shell, which has commands of its own. */
  readonly isShell: boolean;
}

/** Reads a text as a line of such a shell again. */
export type ReadText = (reading: Reading, text: string, dialect: Dialect) => void;

/** Wrappers in wrappers: deeper than this nobody means well. */
const MAX_DEPTH = 40;

/** Reads one command; what it starts is read in turn. */
export function readCommand(
  reading: Reading,
  words: readonly ShellWord[],
  start: Start,
  readText: ReadText,
  depth = 0,
): void {
  const [first, ...rest] = words;
  if (first === undefined) return;
  const program = programOf(first);
  if (program === undefined || depth > MAX_DEPTH) {
    reading.doubts.add('which program runs is only known once it runs');
    note(reading, words, '');
    return;
  }
  const again = (inner: readonly ShellWord[]) => readCommand(reading, inner, start, readText, depth + 1);
  const text = (word: ShellWord | undefined, what: string, dialect = reading.dialect) => {
    if (word?.known === undefined) reading.doubts.add(`${what} is only known once it runs`);
    else readText(reading, word.known, dialect);
  };
  for (const word of rest) setByWord(reading, word);
  if (rest.some(({ known = '' }) => TOO_MANY_LETTERS.test(known)))
    reading.doubts.add(`${program} has more options in one word than are looked at`);
  const wrapper = WRAPPERS.get(program);
  if (wrapper?.takesVariables === true && rest.some(keepsCode)) reading.doubts.add(KEEPS);
  if (wrapper !== undefined) {
    const inner = innerOf(wrapper, program, words);
    if (!wrapper.isTransparent || inner.kind === 'none') note(reading, words, program);
    if (inner.kind === 'doubt') reading.doubts.add(inner.why);
    if (inner.kind === 'line') text(knownWord(inner.text), program, dialectOf(program));
    if (inner.kind === 'open') reading.doubts.add(`what ${program} runs is only known once it runs`);
    if (inner.kind === 'commands') for (const each of inner.commands) again(each);
    return;
  }
  note(reading, words, program);
  if (start.isShell && readBuiltin(reading, program, rest, text)) return;
  const code = codeIn(program, rest);
  if (code.kind === 'none' && !INERT.has(program)) lookBehind(reading, program, rest, readText, again);
  if (code.kind === 'shell') text(code.line, `what ${program} runs`, dialectOf(program));
  if (code.kind === 'doubt') reading.doubts.add(code.why);
}

const TOO_MANY_LETTERS = /^-[a-zA-Z#]{101}/;

/** `env X='a[$(…)]'`: set like any other variable. */
const keepsCode = ({ known = '' }: ShellWord): boolean => /^[A-Za-z_][A-Za-z0-9_]*=[\s\S]*[$`]/.test(known);

/** Programs that install, move and stop things by name, and start none. */
const NAMING = setOf(
  'cp mv rm ln chmod chown apt apt-get brew pip pip3 dpkg dnf yum apk kill pkill killall pgrep ps date sleep du df open tar zip unzip',
);
/** Only behind these words do they start what is named; else it is a name like others. */
const STARTING = mapOf<RegExp>({
  kubectl: /^(?:exec|run|debug|attach|create|set|plugin)$/,
  docker: /^(?:exec|run|create|start|compose|service)$/,
  podman: /^(?:exec|run|create|start|compose)$/,
});
const ALSO_STARTS = /^(?:env|sudo|doas|xargs|timeout|nice|nohup|setsid|stdbuf|chroot|eval)$/;

/** A wrapper nobody has listed: whatever stands behind it may be a command, and a shell or interpreter there runs what nobody sees. */
function lookBehind(
  reading: Reading,
  program: string,
  args: readonly ShellWord[],
  readText: ReadText,
  again: (inner: readonly ShellWord[]) => void,
): void {
  if (NAMING.has(program)) return;
  const starting = STARTING.get(program);
  if (starting !== undefined && !args.some(({ known }) => known === undefined || starting.test(known)))
    return;
  const at = args.findIndex((word) => {
    const name = programOf(word);
    return name !== undefined && (startsCode(name) || ALSO_STARTS.test(name));
  });
  const found = args[at];
  if (found !== undefined) {
    if (startsCode(programOf(found) ?? '')) reading.doubts.add(`${program} may start ${found.text}`);
    again(args.slice(at));
  }
  // A command line as one word: `concurrently "terraform apply"`, in whatever writing.
  for (const { known } of args)
    if (known !== undefined && /\s/.test(known) && /["'\\$`]/.test(known)) guess(reading, known, readText);
}

/** What the text would run if it were a line; what is not known of it does not count, for most texts are none. */
function guess(reading: Reading, text: string, readText: ReadText): void {
  const inner = {
    ...newReading('sh'),
    optionVariables: reading.optionVariables,
    branchVariables: reading.branchVariables,
    nodesLeft: reading.nodesLeft,
    wordsLeft: reading.wordsLeft,
    charactersLeft: reading.charactersLeft,
  };
  readText(inner, text, 'sh');
  Object.assign(reading, {
    nodesLeft: inner.nodesLeft,
    wordsLeft: inner.wordsLeft,
    charactersLeft: inner.charactersLeft,
  });
  for (const command of inner.commands) reading.commands.push({ ...command, isGuess: true });
}

/** The name without its folder, in small letters and without .exe: some file systems do not tell these apart. */
function programOf({ known }: ShellWord): string | undefined {
  if (known === undefined || known === '') return undefined;
  // zsh finds `=name` as `name`.
  const plain = known.replace(/^=/, '');
  const name = plain
    .split(/[/\\]/)
    .at(-1)
    ?.toLowerCase()
    .replace(/\.exe$/, '');
  return name === '' ? undefined : name;
}
