// Words with which ordinary programs run others. A word that is only known once it runs may be one, unless its beginning rules that out. Pure.
import { isDevice } from './code.ts';
import { mapOf, NEVER } from './tables.ts';
import type { ShellWord } from './word.ts';

interface Running {
  /** Words, or options of one letter, and long options, with which it runs something. */
  readonly words: RegExp;
  readonly long?: readonly string[];
  /** Options that take the next word, whatever it is. */
  readonly valued?: RegExp;
  /** Behind its first word that is no option all are another program's. */
  readonly endsAtFirst?: true;
}

const APT: Running = { words: /^-[a-zA-Z]*[oc]/, long: ['option', 'config-file'] };
const TAR: Running = {
  words: /^-[a-zA-Z]*[IF]/,
  long: 'checkpoint-action to-command use-compress-program info-script new-volume-script rsh-command rmt-command'.split(
    ' ',
  ),
  valued: /^-[ctxruzjJvpahkmwOPSW]*f$|^-C$|^--(?:file|directory)$/,
};
const PIP: Running = { words: /^--py(?:t|th|tho|thon)?(?:=|$)/, long: ['editor'] };

/** Its own parts (`cc1`, `as`, `ld`) are found by `-B`; words may come from a file. */
const GCC: Running = {
  words: /^(?:-B|@|-wrapper$|--?f(?:pass-)?plugin[=-]|--?specs(?:[=-]|$))/,
  valued: /^-o$/,
};
/** Also for another kind of machine, and by its version. */
export const COMPILER = /^(?:[\w.-]+-)?(?:gcc|cc|g\+\+|c\+\+|clang|clang\+\+)(?:-[\d.]+)?$/;

const FD: Running = { words: /^-[a-zA-Z]*[xX]/, long: ['exec', 'exec-batch'] };

const RUNNING = mapOf<Running>({
  tar: TAR,
  rsync: { words: /^-[a-zA-Z]*e/, long: ['rsh', 'rsync-path'] },
  scp: { words: /^-(?:o|S|F)/ },
  sftp: { words: /^-(?:o|S|b|F)/ },
  rg: { words: /^--(?:pre|hostname-bin)/, valued: /^-[eg]$/ },
  sort: { words: NEVER, long: ['compress-program'], valued: /^-[koSTt]$/ },
  zip: { words: /^-[a-zA-Z]*TT/, long: ['unzip-command'] },
  man: { words: /^-[a-zA-Z]*[PHCX]/, long: ['pager', 'html', 'config-file', 'gxditview'] },
  ag: { words: NEVER, long: ['pager'] },
  ack: { words: NEVER, long: ['pager', 'ackrc', 'output'] },
  yq: { words: NEVER, long: ['security-enable-system-operator'] },
  dpkg: { words: NEVER, long: ['pre-invoke', 'post-invoke', 'root', 'admindir', 'instdir'] },
  apt: APT,
  'apt-get': APT,
  'apt-cache': APT,
  aptitude: APT,
  dnf: { words: /^-[a-z]*c/, long: ['setopt', 'config'] },
  yum: { words: /^-[a-z]*c/, long: ['setopt', 'config'] },
  rpm: { words: /^-[a-zA-Z]*E/, long: ['eval', 'define', 'load', 'macros', 'pipe', 'rcfile'] },
  brew: { words: /^(?:sh|ruby|irb|edit)$/ },
  pip: PIP,
  pip3: PIP,
  install: { words: NEVER, long: ['strip-program'] },
  go: { words: /^--?(?:exec|toolexec|vettool)/, valued: /^-o$/ },
  cargo: { words: NEVER, long: ['config'] },
  rake: { words: /^-[a-zA-Z]*[eEpr]/, long: ['execute', 'execute-print', 'execute-continue', 'require'] },
  cmake: {
    words: /^-[EP]|^(?:-D)?\w*(?:MAKE_PROGRAM|_LAUNCHER|_EMULATOR)(?::\w+)?=(?!s?ccache$)/,
  },
  ctest: { words: /^-S/, long: ['test-command', 'build-and-test', 'overwrite', 'script'] },
  fd: FD,
  fdfind: FD,
  split: { words: NEVER, long: ['filter'] },
  wget: { words: /^-[a-zA-Z]*e/, long: ['use-askpass', 'execute', 'config'], valued: /^-q?[OP]$/ },
  less: { words: /^\+/ },
  npx: { endsAtFirst: true, words: /^-[a-z]*c/, long: ['call', 'script-shell', 'node-options'] },
  npm: {
    words: /^-[a-z]*c$|^(?:pkg|set|edit|explore|set-script)$/,
    long: ['call', 'script-shell', 'node-options'],
  },
  yarn: { words: /^(?:set|set-version|plugin)$/ },
  psql: { words: /\\!|\\copy|\\o|\|/ },
});
/** Those of which no option runs anything by itself, so that an open word may stand anywhere. */
const HARMLESS_OPEN = /^(?:pip3?|yarn)$/;

/** Does one of these words make the program run another one, or may it? */
export function runsOther(program: string, args: readonly ShellWord[]): boolean {
  const name = program.replace(/^g(?=tar$|sort$|split$)|^bsd(?=tar$)/, '');
  const running = RUNNING.get(name) ?? (COMPILER.test(name) ? GCC : undefined);
  if (running === undefined) return false;
  // Letters without a dash are options of tar when they come first.
  const isTar = running === TAR;
  if (isTar && /^[a-zA-Z]*[IF]/.test(args[0]?.known ?? '')) return true;
  if (name === 'cmake' && args.some(({ known = '' }) => isDevice(known.replace(/^-[A-Z]|^[^=]*=/, ''))))
    return true;
  let isOver = false;
  for (let at = 0; at < args.length; at += 1) {
    const { known, head, example = known } = args[at] ?? { head: '' };
    const word = example ?? head;
    if (running.words.test(word) || isLong(word, running.long ?? [])) return true;
    if (example === undefined && !isOver && !HARMLESS_OPEN.test(name) && mayBeOption(head)) return true;
    const isValued = running.valued?.test(word) === true || (isTar && at === 0 && TAR_FIRST.test(word));
    if (!isOver && isValued && args[at + 1]?.many === false) at += 1;
    const isFirst = known !== undefined && !known.startsWith('-');
    const isPlain = at === 0 || PLAIN_NPX.test(args[at - 1]?.known ?? '');
    if (known === '--' || (running.endsAtFirst && isFirst && isPlain)) isOver = true;
  }
  return false;
}

const PLAIN_NPX = /^(?:-y|--yes|--no|--no-install)$/;
const TAR_FIRST = /^[ctxruzjJvpahkmwOPSW]*f$/;

/** Does the option mean one of these long names? GNU takes any beginning of a name; newer versions may have longer ones. */
export function isLong(option: string, names: readonly string[]): boolean {
  const [, given] = /^--([^=]+)/.exec(option) ?? [];
  return given !== undefined && names.some((name) => name.startsWith(given) || given.startsWith(name));
}

/** The words before `--`: behind it nothing is an option. */
export function beforeDashes(args: readonly ShellWord[]): readonly ShellWord[] {
  const over = args.findIndex(({ known }) => known === '--');
  return over < 0 ? args : args.slice(0, over);
}

/** May what begins so become an option, or a word that counts like one? Behind `--name=` stands its value. */
export const mayBeOption = (head: string): boolean =>
  head === '' || head === '+' || (head.startsWith('-') && !/^--[^=]+=/.test(head));

/** A value in which make, or the shell it starts, would read something else than a text. */
const MAKE_WORDS =
  /^-[a-zA-Z]*(?:f-|E)|^--[fm][a-z]*=-$|^-$|^[.A-Za-z_]*(?:SHELL|MAKE)[A-Z]*[:+?!]*=|=.*[$`"'\\;|&<>]/;

const MAKEFILE = /^-[a-zA-Z]*f|^--(?:f|m)[a-z]*(?:=|$)/;

/** Does one of these words make `make` run something that is not in its files, or may it? */
export const makeRuns = (args: readonly ShellWord[]): boolean =>
  args.some((word, at) => {
    const { known, head, text, many, example = known } = word;
    // Which file holds its rules is not known.
    if (known === undefined && (MAKEFILE.test(args[at - 1]?.known ?? '') || MAKEFILE.test(head))) return true;
    const isFolder = args[at - 1]?.known === '-C' && !many && args[at - 2]?.known !== '-C';
    // Its own variables are words too, and a recipe is a line for a shell.
    if (example === undefined && !isFolder && (mayBeOption(head) || !/^[^=]*[-/.][^=]*$/.test(head)))
      return true;
    const said = example ?? head;
    return (
      MAKE_WORDS.test(said) ||
      isLong(said, ['eval']) ||
      /\/(?:dev|proc)\//.test(said) ||
      isDevice(said) ||
      /^[<>]\(/.test(text)
    );
  });
