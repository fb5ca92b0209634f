// One simple command: put down, looked through when it starts another one, and doubted when what it does is not in its words. Pure.
import { readBuiltin } from './builtins.ts';
import { codeIn } from './interpreters.ts';
import { note, type Reading } from './reading.ts';
import { knownWord, type ShellWord } from './word.ts';
import { innerOf, WRAPPERS } from './wrappers.ts';

/** How a command is started. */
export interface Start {
  /** By a shell, which has commands of its own. */
  readonly isShell: boolean;
  /** Something else may be put before its words. */
  readonly hasInput: boolean;
}

/** Reads a text as a line again. */
export type ReadText = (reading: Reading, text: string) => void;

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
  const text = (word: ShellWord | undefined, what: string) => {
    if (word?.known === undefined) reading.doubts.add(`${what} is only known once it runs`);
    else readText(reading, word.known);
  };
  const wrapper = WRAPPERS.get(program);
  if (wrapper !== undefined) {
    const inner = innerOf(wrapper, program, words);
    if (!wrapper.isTransparent || inner.kind === 'none') note(reading, words, program);
    if (inner.kind === 'doubt') reading.doubts.add(inner.why);
    if (inner.kind === 'line') text(knownWord(inner.text), program);
    if (inner.kind === 'open') reading.doubts.add(`what ${program} runs is only known once it runs`);
    if (inner.kind === 'commands') for (const each of inner.commands) again(each);
    return;
  }
  note(reading, words, program);
  if (start.isShell && readBuiltin(reading, program, rest, text)) return;
  const code = codeIn(program, rest);
  if (code.kind === 'shell') text(code.line, `what ${program} runs`);
  if (code.kind === 'doubt') reading.doubts.add(code.why);
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
