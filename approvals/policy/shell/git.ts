// git: where its words make it run something else. Pure.
import { type Code, doubt, NONE } from './code.ts';
import { gitWords } from './git-command.ts';
import { beforeDashes, isLong, mayBeOption } from './options.ts';
import type { ShellCommand } from './reading.ts';
import { mapOf, NEVER } from './tables.ts';
import type { ShellWord } from './word.ts';

const RUNS =
  /^(?:filter-branch|merge-index|difftool|mergetool|for-each-repo|send-email|instaweb|upload-pack|receive-pack|shell|hook|daemon|remote-.*|credential.*|web--browse)$/;
const ALWAYS = ['exec', 'upload-pack', 'receive-pack'];
/** Of these, the words with which they run something. */
const SOMETIMES = mapOf<readonly [words: RegExp, long: readonly string[]]>({
  rebase: [/^-[a-zA-Z]*x/, []],
  submodule: [/^foreach$/, []],
  bisect: [/^run$/, []],
  grep: [/^-[a-zA-Z]*O/, ['open-files-in-pager']],
  clone: [/^-[a-zA-Z0-9]*[uc]/, ['config', 'template']],
  init: [NEVER, ['template']],
});
/** Settings that start nothing. */
const PLAIN_SETTINGS =
  /^(?:user\.|color\.|advice\.|init\.default|commit\.gpgsign|core\.pager=cat$|core\.quotepath|safe\.directory|pull\.|push\.default)/i;
/** Options of git itself that start nothing. Behind one that is not known nobody knows which word is the command. */
const PLAIN =
  /^(?:-[pPvhC]|--(?:no-pager|paginate|bare|no-optional-locks|literal-pathspecs|no-replace-objects|version|help|namespace|git-dir(?:=.*)?|work-tree(?:=.*)?))$/;

/** What git does with these arguments. */
export function gitCode(args: readonly ShellWord[]): Code {
  const { own, command, rest } = gitWords(args);
  const isPlain = own.every(([option, value]) =>
    option === '-c' ? PLAIN_SETTINGS.test(value?.known ?? '') : PLAIN.test(option),
  );
  if (!isPlain) return doubt('git is given settings that can run commands');
  if (command === undefined) return NONE;
  const { known } = command;
  if (known === undefined) return doubt('what git does is only known once it runs');
  return RUNS.test(known) || rest.some((word) => runs(known, word)) || (known === 'config' && keeps(rest))
    ? doubt(`git ${known} can run what its words do not show`)
    : NONE;
}

function runs(command: string, { known, head }: ShellWord): boolean {
  const word = known ?? head;
  const [words, long] = SOMETIMES.get(command) ?? [];
  // An open word may be any of them.
  if (words !== undefined && word === '') return true;
  return /^ext::/.test(word) || isLong(word, [...ALWAYS, ...(long ?? [])]) || words?.test(word) === true;
}

/** Those that reach other repositories are told by an option what to start there. `git pull` hands on its words alone. */
const REACHES = /^(?:clone|fetch|pull|push|ls-remote|archive|fetch-pack|send-pack)$/;
const ENDS_OPTIONS = /^(?:clone|fetch|push)$/;

/** Why one of these commands may be given such an option by a word whose origin is known by now; nothing when none is. */
export const gitReaches = (commands: readonly ShellCommand[]): string | undefined =>
  commands.some(
    ({ program, words, isGuess }) => program === 'git' && isGuess !== true && mayReach(words.slice(1)),
  )
    ? 'git may be told to run something else by a word that is only known once it runs'
    : undefined;

function mayReach(args: readonly ShellWord[]): boolean {
  const { command, rest } = gitWords(args);
  const name = command?.known ?? '';
  const options = ENDS_OPTIONS.test(name) ? beforeDashes(rest) : rest;
  return (
    REACHES.test(name) &&
    options.some(
      ({ known, example = known, head, origin }) =>
        example === undefined && mayBeOption(head) && origin !== 'line',
    )
  );
}

/** `git config alias.z '!…'` is run by `git z`. Reading a setting, and writing those that start nothing, is no harm. */
function keeps(args: readonly ShellWord[]): boolean {
  const words = args.map(({ known }) => known ?? '-');
  if (/^(?:--get.*|--list|-l|get|list)$/.test(words[0] ?? '')) return false;
  const plain = words.filter((word) => !/^--(?:global|local|worktree|add)$/.test(word));
  const [key = '', value] = plain[0] === 'set' ? plain.slice(1) : plain;
  if (key.startsWith('-') || key === 'edit') return true;
  return value !== undefined && !PLAIN_SETTINGS.test(key);
}
