// Files that programs read whenever they start, and lines that write one. Pure.
import type { ShellCommand } from './reading.ts';
import { isShell } from './shells.ts';
import { entered, isWriter, landsIn, landsWhole, mayWriteTo, takesOut } from './untold.ts';
import { readable, type ShellWord } from './word.ts';
import { mayWrite, writtenBy } from './written.ts';

/** Read by shells, git, editors, clients of databases and clouds. */
const READ_AT_START =
  /(?:^|\/)\.(?:git\/|(?:bash|z|git|npm|env|k|ack|terraform|tofu|input|vim|nano|screen|wget|curl|yarn|psql|sqlite|duckdb|mongo|ex|octave|latexmk|irb|pry|hg|edit|python)[a-z]*rc(?:\.ya?ml|\.js)?$|(?:bash_|z)?profile$|zshenv$|zlog(?:in|out)$|bash_(?:login|logout|aliases)$|gitconfig$|(?:gdb|lldb)init$|rprofile$|lesskey$|emacs$|tmux\.conf$|my\.cnf$|(?:ssh|kube|aws|azure|config|docker|cargo|gradle|m2|terraform\.d|emacs\.d|husky)\/)/i;
/** Of git, wherever its folder is. */
const HOOK =
  /\/(?:(?:pre|post)-(?:commit|push|checkout|merge|merge-commit|rebase|rewrite|receive|applypatch|index-change|auto-gc)|(?:prepare-)?commit-msg|applypatch-msg)$/;
/** Of those, files that nobody names but to change them or to look at them. */
const OWN =
  /(?:^|[/=])\.(?:(?:bash|z|git|npm|env|terraform|tofu|psql|yarn|vim|input|wget|curl|sqlite|k|ex)[a-z]*rc(?:\.ya?ml)?|(?:bash_|z)?profile|zshenv|zlog(?:in|out)|bash_(?:login|logout|aliases)|gitconfig)$/i;
/** What such a name may begin with where the rest is open. */
const BEGINNINGS =
  `bashrc bash_profile bash_login bash_logout profile zshrc zshenv zprofile zlogin zlogout gitconfig npmrc envrc git/config kshrc
  ssh/config kube/config aws/config config/ psqlrc terraformrc sqliterc yarnrc inputrc wgetrc curlrc vimrc`.split(
    /\s+/,
  );
/** Take their settings from such a file. Shells do when they are told to. */
const STARTED = /^(?:ssh|scp|sftp|sqlite3|aws)$/;
/** Name what they write by what they fetch. */
const FETCH = /^(?:scp|rsync|wget)$/;

/** Does one of these commands write such a file, or one by an open name beside a program that reads it? */
export function startsFromWritten(commands: readonly ShellCommand[]): boolean {
  const written = commands.flatMap(writtenBy);
  const untold = commands.filter(isWriter).flatMap(mayWriteTo);
  const isLinked = commands.some(({ program }) => program === 'ln');
  const landed = commands.flatMap((each) => landsIn(each, isLinked));
  if ([...written, ...untold, ...landed].some(isReadAtStart)) return true;
  if (commands.some((each) => (mayWrite(each) || takesOut(each)) && each.words.slice(1).some(isOwn)))
    return true;
  if (goesInto(commands, [...written, ...untold])) return true;
  const isOpen = (words: readonly ShellWord[]) =>
    words.some(({ known, tail }) => known === undefined && !/\.[a-z]+$/i.test(tail));
  const fetched = (each: ShellCommand) => FETCH.test(each.program);
  return (
    (commands.some(isStarted) &&
      isOpen([...commands.filter((each) => !fetched(each)).flatMap(writtenBy), ...untold])) ||
    (commands.some(isShellStarted) &&
      commands.some((each) => (fetched(each) ? isOpen(writtenBy(each)) : landsWhole(each))))
  );
}

/** Into a folder where whatever is written is such a file, or has the rest of the name of one. */
const goesInto = (commands: readonly ShellCommand[], written: readonly ShellWord[]): boolean =>
  written.length > 0 && commands.flatMap(entered).some((word) => READ_AT_START.test(`${readable(word)}/`));

function isReadAtStart(word: ShellWord): boolean {
  const plain = readable(word);
  if (word.known !== undefined) return READ_AT_START.test(plain) || READ_AT_START.test(`${plain}/`);
  const [, begun] = /(?:^|\/)\.([\w-]*(?:\/[\w-]*)?)[$`*?{[(]/.exec(plain) ?? [];
  return (
    READ_AT_START.test(plain) ||
    HOOK.test(plain) ||
    (begun !== undefined && BEGINNINGS.some((name) => name.startsWith(begun.toLowerCase())))
  );
}

/** `-o.bashrc` too. */
const isOwn = ({ known = '' }: ShellWord): boolean => OWN.test(known.replace(/^-[a-zA-Z]+(?=\.)/, ''));

const isStarted = (command: ShellCommand): boolean =>
  STARTED.test(command.program) || isShellStarted(command);

const isShellStarted = ({ program, words }: ShellCommand): boolean =>
  program === 'zsh' ||
  (isShell(program) &&
    words
      .slice(1)
      .some(({ known }) =>
        /^(?:-[a-zA-Z]*[il]|--(?:login|rcfile|init-file|interactive))/.test(known ?? '-i'),
      ));
