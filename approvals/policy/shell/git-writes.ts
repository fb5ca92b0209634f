// Which words of git write a file that is none of its own. Pure.
import { gitWords } from './git-command.ts';
import { beforeDashes } from './options.ts';
import type { ShellWord } from './word.ts';

/** Write no other file, but for an option. */
const GIT_QUIET =
  /^(?:status|diff|log|show|add|commit|push|pull|fetch|checkout|switch|branch|stash|merge|rebase|reset|restore|clone|init|config|rev-parse|rev-list|describe|remote|tag|ls-files|ls-remote|blame|grep|submodule|worktree|clean|rm|cherry-pick|revert|shortlog|reflog|merge-base|symbolic-ref)$/;

/** Take `--output=FILE`. */
const GIT_TELLS = /^(?:log|show|diff|stash|shortlog|reflog|grep)$/;

/** Of these, options that take the next word, whatever it is. */
const VALUED = /^-[nSG]$|^--(?:author|committer|grep|since|after|until|before|max-count|skip)$/;
const TAKES_VALUES = /^(?:log|show|diff)$/;

/** Not `--oneline`, `--onto`, `--ours`. */
const OUTPUT = /^-o|^--o(?:$|=|u(?:$|=|t))/;

/** May git with these words write such a file? */
export function gitWrites(args: readonly ShellWord[]): boolean {
  const { own, command, rest } = gitWords(args);
  if (command === undefined) return false;
  // It may become the command, and an option behind it.
  if (own.some(([, value]) => value?.known === undefined && value?.many)) return true;
  const name = command.known ?? '';
  if (!GIT_QUIET.test(name)) return true;
  const options = beforeDashes(rest);
  return options.some((word, index) => {
    const { known, many, head } = word;
    if (OUTPUT.test(known ?? head)) return true;
    if (known !== undefined || word.origin === 'line') return false;
    if (many && head === '') return true;
    if (!GIT_TELLS.test(name)) return false;
    const isValue = TAKES_VALUES.test(name) && VALUED.test(options[index - 1]?.known ?? '');
    return /^--?$/.test(head) || (head === '' && !isValue && word.origin === undefined);
  });
}
