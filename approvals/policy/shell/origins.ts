// What a word becomes whose variable the line itself sets, or which a command in it prints: whether it may be an option. Pure.
import { gitWords } from './git-command.ts';
import type { Reading, ShellCommand } from './reading.ts';
import { isSetByShells } from './variables.ts';
import type { ShellWord } from './word.ts';

/** Takes down what a variable may hold; `values` are there where they are in the line. */
export function noteValues(reading: Reading, name: string, values: readonly ShellWord[] | undefined): void {
  if (values?.every((word) => isNoOption(word) || printsOf(word) !== undefined) !== true)
    reading.optionVariables.add(name);
  else if (values.some((word) => printsOf(word) === 'branch')) reading.branchVariables.add(name);
}

/** Does this word begin so that it is no option, nor an address that runs something? */
function isNoOption({ known, head }: ShellWord): boolean {
  const begun = known ?? head;
  if (/^(?:[-+]|ext::)/.test(begun)) return false;
  return known !== undefined || (head !== '' && !'ext::'.startsWith(head));
}

const REVISION = '[A-Za-z][\\w./~^@-]*';
const PRINTS = new RegExp(
  `^"?\\$\\(git (?:merge-base(?: ${REVISION})+|rev-parse (?:--short |--verify )?${REVISION}` +
    `|log(?: -[0-9]+| ${REVISION})* --format=%[hH](?: -[0-9]+| ${REVISION})*|(branch --show-current|rev-parse --abbrev-ref HEAD))\\)` +
    `(?:"?\\.\\.[\\w./~^-]*)?"?$`,
);

/** What a word holds that is the output of such a command and nothing before it: a commit, or a word as it stands there; the name of a branch. */
function printsOf({ text }: ShellWord): 'commit' | 'branch' | undefined {
  const [whole, branch] = PRINTS.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return branch === undefined ? 'commit' : 'branch';
}

/** `"$a"`, `"$a..$b"`, `"$a":x`; behind an empty one a dash would be the first letter. */
const BEGINS = /^"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})(?:"?[.:~^@/][^`\s]*)?"?$/;

/** The words once more, with what is known of them when the line has been read to its end: a loop may set a variable later. */
export function withOrigins(reading: Reading): readonly ShellCommand[] {
  const isBranchOpen = reading.commands.some(mayNameBranch);
  const originOf = (word: ShellWord): ShellWord['origin'] => {
    const prints = word.known === undefined ? printsOf(word) : undefined;
    if (prints !== undefined) return prints === 'branch' && isBranchOpen ? undefined : 'line';
    // In zsh `"$y:t"` is the end of its path.
    const isModified = reading.dialects.has('any') && word.text.includes(':');
    const [, plain, braced] = (word.known === undefined && !isModified && BEGINS.exec(word.text)) || [];
    const name = plain ?? braced;
    if (name === undefined || isSetByShells(name) || reading.optionVariables.has(name)) return undefined;
    if (isBranchOpen && reading.branchVariables.has(name)) return undefined;
    return reading.numbers.has(name) || reading.openVariables.has(name) ? 'line' : 'elsewhere';
  };
  return reading.commands.map((each) => ({
    ...each,
    words: each.words.map((word) => {
      const origin = originOf(word);
      return origin === undefined ? word : { ...word, origin };
    }),
  }));
}

/** Leave the name of the branch that is checked out as it is, or give it one that is no option. */
const NAMES_NO_BRANCH =
  /^(?:status|add|commit|push|pull|fetch|log|diff|show|branch|checkout|switch|rev-parse|stash|merge|rebase|merge-base|remote|tag|restore|reset|ls-files|config|describe|rev-list|cherry-pick|revert|rm|mv|clean|blame|grep|reflog|shortlog)$/;

/** `git symbolic-ref` and the first branch of a new repository may have any name. */
function mayNameBranch({ program, words }: ShellCommand): boolean {
  if (program !== 'git') return false;
  const { command } = gitWords(words.slice(1));
  return command !== undefined && !NAMES_NO_BRANCH.test(command.known ?? '');
}
