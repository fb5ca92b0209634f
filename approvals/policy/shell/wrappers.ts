// Programs that start another one, and where in their words it stands. An option that is not known here is a doubt: behind it nobody knows
// which word is the command. Pure.
import { findsInner } from './find.ts';
import { filled, type Inner, MARK } from './inner.ts';
import { setOf } from './tables.ts';
import { CHANGES, changesCommands } from './variables.ts';
import { openWord, type ShellWord } from './word.ts';

/** How a wrapper takes its words apart. */
export interface Wrapper {
  /** Letters and long names of options that stand alone, and of those that take the next word. */
  readonly flags: ReadonlySet<string>;
  readonly valued: ReadonlySet<string>;
  /** Words before the command, e.g. the time of `timeout`. */
  readonly before: number;
  /** `NAME=value` may stand before the command. */
  readonly takesVariables: boolean;
  /** It only starts the command and changes nothing of what that may do: the command alone is judged. */
  readonly isTransparent: boolean;
  /** All words behind the options, put together, are a line of their own. */
  readonly joins: boolean;
  /** It adds words that nobody knows; `{}` stands for one. */
  readonly adds: boolean;
  /** With no command it starts a shell. */
  readonly needsCommand: boolean;
}

const wrapper = (flags: string, valued = '', how: Partial<Wrapper> = {}): Wrapper => ({
  before: 0,
  takesVariables: false,
  isTransparent: true,
  joins: false,
  adds: false,
  needsCommand: false,
  ...how,
  flags: setOf(flags),
  valued: setOf(valued),
});

const OWN = { isTransparent: false } as const;

/** The wrappers, by name. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ['time', wrapper('p v portability verbose')],
  ['nohup', wrapper('')],
  ['setsid', wrapper('c f w ctty fork wait')],
  ['nice', wrapper('', 'n adjustment')],
  ['ionice', wrapper('t ignore', 'c n class classdata')],
  ['stdbuf', wrapper('', 'i o e input output error')],
  ['timeout', wrapper('v p f foreground preserve-status verbose', 'k s kill-after signal', { before: 1 })],
  ['gtimeout', wrapper('v p f foreground preserve-status verbose', 'k s kill-after signal', { before: 1 })],
  ['command', wrapper('p')],
  ['builtin', wrapper('')],
  ['exec', wrapper('c l', 'a')],
  ['noglob', wrapper('')],
  ['-', wrapper('')],
  ['caffeinate', wrapper('d i m s u', 't w')],
  ['env', wrapper('i v 0 ignore-environment debug null', 'u C unset chdir', { takesVariables: true })],
  [
    'sudo',
    wrapper('A b E H k K n P S B preserve-env', 'C D g h p R r t T u U', { ...OWN, takesVariables: true }),
  ],
  ['doas', wrapper('n', 'u C', OWN)],
  ['chroot', wrapper('', 'userspec groups', { ...OWN, before: 1, needsCommand: true })],
  ['flock', wrapper('s x e n u o v F shared exclusive nonblock', 'w E timeout', { ...OWN, before: 1 })],
  ['taskset', wrapper('a c', '', { before: 1 })],
  [
    'xargs',
    wrapper(
      '0 r t p x o null no-run-if-empty verbose interactive exit open-tty',
      'I n P L s d E a max-args max-procs max-lines delimiter replace',
      { ...OWN, adds: true },
    ),
  ],
  [
    'watch',
    wrapper('b d e g t c w beep differences errexit chgexit no-title color', 'n q interval', {
      ...OWN,
      joins: true,
    }),
  ],
  [
    'ssh',
    wrapper('4 6 A a C f G g K k M N n q s T t v X x Y y', 'B b c D E e I i J L l m p Q R S W w O o', {
      ...OWN,
      before: 1,
      joins: true,
      needsCommand: true,
    }),
  ],
  ['find', wrapper('', '', OWN)],
  ['gfind', wrapper('', '', OWN)],
]);

/** What this wrapper starts; `words` begin with itself. */
export function innerOf(how: Wrapper, program: string, words: readonly ShellWord[]): Inner {
  if (program.endsWith('find')) return findsInner(words);
  // `command -v x` only looks it up.
  if (program === 'command' && /^-[pvV]*[vV]/.test(words[1]?.known ?? '')) return { kind: 'none' };
  const at = behindOptions(how, program, words);
  if (typeof at === 'string') return { kind: 'doubt', why: at };
  const rest = words.slice(at);
  if (rest.length === 0)
    return how.needsCommand ? { kind: 'doubt', why: `${program} starts a shell` } : { kind: 'none' };
  if (how.joins) return lineOf(rest);
  return { kind: 'commands', commands: [how.adds ? added(rest) : rest] };
}

/** The place of the first word of the command, or why it cannot be told. */
function behindOptions(how: Wrapper, program: string, words: readonly ShellWord[]): number | string {
  const open = `which word of ${program} is the command is only known once it runs`;
  let before = how.before;
  let isOver = false;
  for (let at = 1; at < words.length; at += 1) {
    const { known, head } = words[at] ?? openWord('', true);
    const isFirst = before === 0;
    const variable = how.takesVariables ? /^[A-Za-z_][A-Za-z0-9_]*(?==)/.exec(head)?.[0] : undefined;
    if (variable !== undefined) {
      if (changesCommands(variable, known?.slice(variable.length + 1))) return CHANGES;
    } else if (how.takesVariables && /^[^-=][^=]*=/.test(head)) {
      // Of a name that no shell could set: `COMPILE.c` is one of make's.
      return CHANGES;
    } else if (known === undefined && isOver && isFirst) {
      return at;
    } else if (known === undefined) {
      // It may be an option that takes the next word.
      return open;
    } else if (known === '--' && !isOver) {
      // Variables and words before the command may still follow.
      isOver = true;
    } else if (!isOver && program === 'env' && known === '-') {
      // It is `-i`.
    } else if (!isOver && /^-./.test(known) && !(program === 'nice' && /^-[0-9]+$/.test(known))) {
      const takes = optionTakes(how, known);
      const trouble = troubleWith(how, program, known, takes, words[at + 1]);
      if (trouble !== undefined) return trouble;
      if (takes) {
        at += 1;
        if (words[at]?.many === true) return open;
      }
    } else if (isFirst) {
      return at;
    } else before -= 1;
  }
  return words.length;
}

/** Why an option makes more of the command than its words show; nothing when it does not. */
function troubleWith(
  { adds }: Wrapper,
  program: string,
  option: string,
  takes: boolean | undefined,
  next: ShellWord | undefined,
): string | undefined {
  if (takes === undefined) return `${program} ${option} is not known here`;
  if (/command/i.test(`${option} ${takes ? settingOf(program, option, next) : ''}`))
    return `${program} is told to run something else`;
  // Only such marks are looked for in the words of the command.
  const mark = /^(?:-[a-zA-Z0-9]*?[IJRi]|--r[a-z]*=)(.*)$/.exec(option)?.[1];
  return adds && mark !== undefined && !MARK.test(mark === '' ? (next?.known ?? '?') : mark)
    ? `${program} ${option} puts its input in the place of words`
    : undefined;
}

/** What an option sets; for `ssh -o` also where only its name is known. */
function settingOf(program: string, option: string, value: ShellWord | undefined): string {
  const isNamed = value?.head.includes('=') === true;
  return (
    value?.known ?? (program === 'ssh' && option.endsWith('o') && !isNamed ? 'Command' : (value?.head ?? ''))
  );
}

/** Whether this option takes the next word; nothing for an option that is not known. */
function optionTakes({ flags, valued }: Wrapper, option: string): boolean | undefined {
  if (option.startsWith('--')) {
    const [name = '', value] = option.slice(2).split('=');
    if (value !== undefined) return flags.has(name) || valued.has(name) ? false : undefined;
    if (flags.has(name)) return false;
    return valued.has(name) ? true : undefined;
  }
  for (let at = 1; at < option.length; at += 1) {
    const letter = option[at] ?? '';
    if (valued.has(letter)) return at === option.length - 1;
    if (!flags.has(letter)) return undefined;
  }
  return false;
}

function lineOf(words: readonly ShellWord[]): Inner {
  const texts = words.map(({ known }) => known);
  return texts.every((each) => each !== undefined)
    ? { kind: 'line', text: texts.join(' ') }
    : { kind: 'open' };
}

/** What comes from the input stands at the end, or for `{}` and its like anywhere. */
const added = (words: readonly ShellWord[]): readonly ShellWord[] => [
  ...words.map(filled),
  openWord('…', true),
];
