// Programs that run what they are handed: shells, whose code can be taken apart, and others, whose code cannot. Pure.
import { type Code, doubt, isDevice, isLong, NONE } from './code.ts';
import { awkCode, sedCode } from './editors.ts';
import { ghCode } from './gh.ts';
import { gitCode } from './git.ts';
import { languageCode, languageOf } from './languages.ts';
import { isShell, shellCode } from './shells.ts';
import type { ShellWord } from './word.ts';

/** Run what they are told in ways nobody can list here. */
const OPAQUE: ReadonlySet<string> = new Set(
  `su runuser sg script expect gdb lldb at batch crontab parallel entr busybox toybox systemd-run socat ed emacsclient tclsh wish osascript
  pwsh powershell cmd wscript cscript mshta fish csh tcsh nu xonsh elvish tmux screen dtach wsl rlwrap unbuffer debugfs nsenter unshare
  setpriv capsh irb pry fex mail mutt m4 dc mongosh`.split(/\s+/),
);
const EDITORS = /^[rgen]?(?:vi|vim|view|ex|emacs)(?:diff)?(?:[.-].*|[0-9]+)?$/;

interface Running {
  /** Words, or options of one letter, and long options, with which it runs something. */
  readonly words: RegExp;
  readonly long?: readonly string[];
}

const NEVER = /^(?!)/;
const APT: Running = { words: /^-[a-zA-Z]*[oc]/, long: ['option', 'config-file'] };

/** Options with which ordinary programs run others. */
const RUNNING: Readonly<Record<string, Running>> = {
  tar: {
    words: /^-[a-zA-Z]*[IF]/,
    long: 'checkpoint-action to-command use-compress-program info-script new-volume-script rsh-command rmt-command'.split(
      ' ',
    ),
  },
  rsync: { words: /^-[a-zA-Z]*e/, long: ['rsh', 'rsync-path'] },
  scp: { words: /^-(?:o|S|F)/ },
  sftp: { words: /^-(?:o|S|b|F)/ },
  rg: { words: /^--(?:pre|hostname-bin)/ },
  sort: { words: NEVER, long: ['compress-program'] },
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
  pip: { words: NEVER, long: ['editor'] },
  pip3: { words: NEVER, long: ['editor'] },
  install: { words: NEVER, long: ['strip-program'] },
  go: { words: /^--?(?:exec|toolexec|vettool)/ },
  cargo: { words: NEVER, long: ['config'] },
  rake: { words: /^-[a-zA-Z]*[eEpr]/, long: ['execute', 'execute-print', 'execute-continue', 'require'] },
  cmake: { words: /^-[EP]/ },
  fd: { words: /^-[a-zA-Z]*[xX]/, long: ['exec', 'exec-batch'] },
  split: { words: NEVER, long: ['filter'] },
  wget: { words: /^-[a-zA-Z]*e/, long: ['use-askpass', 'execute', 'config'] },
  less: { words: /^\+/ },
  npx: { words: /^-[a-z]*c/, long: ['call', 'script-shell', 'node-options'] },
  npm: {
    words: /^-[a-z]*c$|^(?:pkg|set|edit|explore|set-script)$/,
    long: ['call', 'script-shell', 'node-options'],
  },
  psql: { words: /\\!|\\copy|\\o|\|/ },
};
/** A value in which make, or the shell it starts, would read something else than a text. */
const MAKE_WORDS = /^-[a-zA-Z]*(?:f-|E)|^-$|^[.A-Za-z_]*(?:SHELL|MAKE)[A-Z]*[:+?!]*=|=.*[$`"'\\;|&<>]/;

/** The code in these arguments. */
export function codeIn(program: string, args: readonly ShellWord[]): Code {
  if (isShell(program)) return shellCode(program, args);
  if (OPAQUE.has(program) || EDITORS.test(program))
    return doubt(`${program} can run what its words do not show`);
  if (/^[gmn]?awk$/.test(program)) return awkCode(program, args);
  if (/^g?sed$/.test(program)) return sedCode(args);
  if (program === 'git') return gitCode(args);
  if (program === 'gh') return ghCode(args);
  const language = languageOf(program);
  if (language !== undefined) return languageCode(program, language, args);
  return runsOther(program, args) ? doubt(`${program} is told to run something else`) : NONE;
}

/** Is this, behind an unknown program, a sign that another one runs? */
export const startsCode = (name: string): boolean =>
  isShell(name) || OPAQUE.has(name) || EDITORS.test(name) || languageOf(name) !== undefined;

function runsOther(program: string, args: readonly ShellWord[]): boolean {
  if (/^(?:g|b)?make$/.test(program)) return args.some(makeRuns);
  if (program === 'sqlite3') return sqliteRuns(args);
  // Letters without a dash are options of tar when they come first.
  if (/^(?:g|bsd)?tar$/.test(program) && /^[a-zA-Z]*[IF]/.test(args[0]?.known ?? '')) return true;
  const name = program.replace(/^g(?=tar$|sort$|split$)|^bsd(?=tar$)/, '');
  const running = Object.hasOwn(RUNNING, name) ? RUNNING[name] : undefined;
  return (
    running !== undefined &&
    args.some(
      ({ known, head }) => running.words.test(known ?? head) || isLong(known ?? head, running.long ?? []),
    )
  );
}

function makeRuns({ known, head, text }: ShellWord): boolean {
  const word = known ?? head;
  return (
    MAKE_WORDS.test(word) ||
    isLong(word, ['eval']) ||
    /\/(?:dev|proc)\//.test(word) ||
    isDevice(word) ||
    /^[<>]\(/.test(text)
  );
}

/** Without a statement among its words it reads commands from its input; those with a dot run others. */
function sqliteRuns(args: readonly ShellWord[]): boolean {
  const words = args.map(({ known }) => known ?? '.');
  const statements = words.filter((word) => !word.startsWith('-')).slice(1);
  return (
    statements.length === 0 ||
    statements.some((word) => /^\s*\.|\n\s*\.|edit\s*\(|load_extension|writefile/i.test(word)) ||
    words.some((word) => /^--?(?:cmd|init|interactive)$/.test(word))
  );
}
