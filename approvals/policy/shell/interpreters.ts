// Programs that run what they are handed: shells, whose code can be taken apart, and others, whose code cannot. Pure.
import { type Code, doubt, NONE } from './code.ts';
import { awkCode, sedCode } from './editors.ts';
import { ghCode } from './gh.ts';
import { gitCode } from './git.ts';
import { languageCode, languageOf } from './languages.ts';
import { makeRuns, runsOther } from './options.ts';
import { isShell, shellCode } from './shells.ts';
import { setOf } from './tables.ts';
import type { ShellWord } from './word.ts';

/** Run what they are told in ways nobody can list here. */
const OPAQUE =
  setOf(`su runuser sg script expect gdb lldb at batch crontab parallel entr busybox toybox systemd-run socat ed emacsclient tclsh wish osascript
  pwsh powershell cmd wscript cscript mshta fish csh tcsh nu xonsh elvish tmux screen dtach wsl rlwrap unbuffer debugfs nsenter unshare
  setpriv capsh irb pry fex mail mutt m4 dc mongosh`);
const EDITORS = /^[rgen]?(?:vi|vim|view|ex|emacs)(?:diff)?(?:[.-].*|[0-9]+)?$/;

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
  return runs(program, args) ? doubt(`${program} is told to run something else`) : NONE;
}

/** Is this, behind an unknown program, a sign that another one runs? */
export const startsCode = (name: string): boolean =>
  isShell(name) || OPAQUE.has(name) || EDITORS.test(name) || languageOf(name) !== undefined;

function runs(program: string, args: readonly ShellWord[]): boolean {
  if (/^(?:g|b)?make$/.test(program)) return makeRuns(args);
  if (program === 'sqlite3') return sqliteRuns(args);
  return runsOther(program, args);
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
