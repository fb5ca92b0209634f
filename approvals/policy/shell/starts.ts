// Files that programs read whenever they start, and lines that write one. Pure.
import type { ShellCommand } from './reading.ts';
import { isShell } from './shells.ts';
import type { ShellWord } from './word.ts';
import { mayWrite, writtenBy } from './written.ts';

/** Read by shells, git, editors, clients of databases and clouds. */
const READ_AT_START =
  /(?:^|\/)\.(?:git\/|(?:bash|z|git|npm|env|k|ack|terraform|tofu|input|vim|nano|screen|wget|curl|yarn|psql|sqlite|duckdb|mongo|ex|octave|latexmk|irb|pry|hg|edit|python)[a-z]*rc(?:\.ya?ml|\.js)?$|(?:bash_|z)?profile$|zshenv$|zlog(?:in|out)$|bash_(?:login|logout)$|gitconfig$|(?:gdb|lldb)init$|rprofile$|lesskey$|emacs$|tmux\.conf$|my\.cnf$|(?:ssh|kube|aws|azure|config|docker|cargo|gradle|m2|terraform\.d|emacs\.d|husky)\/)/i;
/** Of those, files that nobody names but to change them or to look at them. */
const OWN =
  /(?:^|[/=])\.(?:(?:bash|z|git|npm|env)[a-z]*rc|(?:bash_|z)?profile|zshenv|zlog(?:in|out)|bash_(?:login|logout)|gitconfig)$/i;
/** What such a name may begin with where the rest is open. */
const BEGINNINGS =
  `bashrc bash_profile bash_login bash_logout profile zshrc zshenv zprofile zlogin zlogout gitconfig npmrc envrc git/config kshrc
  ssh/config kube/config aws/config config/ psqlrc terraformrc sqliterc yarnrc inputrc wgetrc curlrc vimrc`.split(
    /\s+/,
  );
/** Take their settings from such a file. Shells do when they are told to. */
const STARTED = /^(?:zsh|ssh|scp|sftp|sqlite3|aws)$/;
/** Name what they write by what they fetch. */
const FETCH = /^(?:scp|rsync|wget)$/;

/** Does one of these commands write such a file, or one by an open name beside a program that reads it? */
export function startsFromWritten(commands: readonly ShellCommand[]): boolean {
  const written = commands.flatMap(writtenBy);
  if (written.some(isReadAtStart)) return true;
  if (commands.some((each) => mayWrite(each) && each.words.slice(1).some(isOwn))) return true;
  const isOpen = commands.some(
    (each) =>
      !FETCH.test(each.program) &&
      writtenBy(each).some(({ known, tail }) => known === undefined && !/\.[a-z]+$/i.test(tail)),
  );
  return isOpen && commands.some(isStarted);
}

function isReadAtStart({ known, text }: ShellWord): boolean {
  if (known !== undefined) return READ_AT_START.test(known);
  const plain = text.replaceAll(/["']/g, '');
  const [, begun] = /(?:^|\/)\.([\w-]*(?:\/[\w-]*)?)[$`*?{[(]/.exec(plain) ?? [];
  return (
    READ_AT_START.test(plain) ||
    (begun !== undefined && BEGINNINGS.some((name) => name.startsWith(begun.toLowerCase())))
  );
}

/** `-o.bashrc` too. */
const isOwn = ({ known = '' }: ShellWord): boolean => OWN.test(known.replace(/^-[a-zA-Z]+(?=\.)/, ''));

const isStarted = ({ program, words }: ShellCommand): boolean =>
  STARTED.test(program) ||
  (isShell(program) &&
    words
      .slice(1)
      .some(({ known }) =>
        /^(?:-[a-zA-Z]*[il]|--(?:login|rcfile|init-file|interactive))/.test(known ?? '-i'),
      ));
