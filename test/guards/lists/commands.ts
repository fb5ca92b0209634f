// Guards of command lines: what keeps a rule from allowing more than it names, and a broken hook from letting a call through.
import { type Guard, guardsOf } from '../guard.ts';

const RULES = 'approvals/policy/judgement/shell-rules.test.ts';
const RECKONING = 'approvals/policy/shell/reckoning.test.ts';
const READER = 'approvals/policy/shell/read-shell.test.ts';
const GITS_TEXTS =
  'a line that runs what lies among the texts of git, which it writes from its own words, is in doubt';
const GIT = 'a line that may write what git runs by itself, and runs git, is in doubt';
const ANY_WAY = 'a line that may write a file in any way, and runs one, is in doubt';
const READS = 'a line that writes what a program runs by its own settings, and starts it, is in doubt';
const STARTS = 'writing what programs read whenever they start is in doubt, whatever else the line runs';
const AWK = 'a program of awk that writes a file is in doubt, and one that compares is not';
const ZSH_RECKONS = 'where zsh reckons and bash does not, a line that may be for zsh is in doubt';
const ZSH_RUNS = 'what zsh runs of a line and bash does not is in doubt';
const PLAIN_SH = 'where a plain sh runs something else than bash, a line for it is in doubt';
const UNKNOWN = 'what cannot be known before it runs is in doubt, and says why';
const OPEN_OPTION = 'an open word in the place of an option that runs something is in doubt';
const OPERATOR = 'a value that shells may read as an operator is in doubt: an index runs';
const DROP_INS = 'a folder of drop-ins asks wherever it lies and however it is written';
const MANAGED_LINKS =
  'the file that managed settings are a link to asks, and each file and folder that their drop-ins are links to';

/** The list. */
export const COMMANDS_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/policy/judgement/matching.ts', RULES, [
    [
      "effect !== 'allow' || !when.asksNames",
      "effect !== 'allow' || when.asksNames || true",
      'rules over commands do nothing to actions that are no command line, and allow none of them',
    ],
    [
      'return rule.when.asksNames ? [{ rule, views }] : [];',
      'return [{ rule, views }];',
      'an allow that does not ask which command it is allows no command',
    ],
    [
      'byCommand.every((hits) => hits.some(isAllow))',
      'byCommand.some((hits) => hits.some(isAllow))',
      'a line is allowed when every command in it is, each by a rule of its own',
    ],
    [
      'isSure ? [mayBe] :',
      'isSure || mayBe.nodes >= 0 ? [mayBe] :',
      'an open word is taken for what is stricter: it may be guarded, and is not sure to be harmless',
    ],
  ]),
  ...guardsOf('approvals/policy/judgement/evaluation.ts', RULES, [
    [
      'for (const why of unknown)',
      'for (const why of unknown.slice(0, 0))',
      'a line in doubt is never allowed, its risk is critical, and the card says why',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/pattern.ts', READER, [
    [
      'isProgram && isAtHome(program, given) && matches',
      'isProgram && matches',
      'an allow may rest only on what is sure: an open word, a stranger’s path or another letter case is not',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/read-line.ts', READER, [
    [
      'if (STRANGE.test(text))',
      'if (STRANGE.test(text) && text.length < 0)',
      'what cannot be known before it runs is in doubt, and says why',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/reckoning.ts', RECKONING, [
    [
      '!openVariables.has(name) &&',
      '',
      'what a line reckons with and has not set to a number is in doubt, wherever it comes from',
    ],
    [
      ' && !isSetByShells(name)',
      '',
      'what a line reckons with and has not set to a number is in doubt, wherever it comes from',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/writes.ts', 'approvals/policy/shell/writes.test.ts', [
    ['if (runsGitsFile(commands, run))', 'if (runsGitsFile([], []))', GITS_TEXTS],
    ['&& each.words.some(isInside)', '&& false', GITS_TEXTS],
    ['run.length > 0 && commands.some(goesIntoGit)', 'false', GITS_TEXTS],
    ['if (written.some(mayBeGits)) return true;', '', GIT],
    ['MOVES.has(program) && words.some(', 'false && words.some(', GIT],
    ['writers.some(speaksOfGit)', 'writers.every((each) => each.isGuess === true)', GIT],
    ['if (GITS.test((word.known ??', 'if (from < 0 && GITS.test((word.known ??', GIT],
    ['(written.some(isCode) ||', '(', ANY_WAY],
    ['!run.includes(each) && mayWrite(each)', 'false', ANY_WAY],
    ['if (readsWritten(commands, commands.flatMap(landsAs)))', 'if (readsWritten(commands, []))', READS],
  ]),
  ...guardsOf('approvals/policy/shell/written.ts', 'approvals/policy/shell/writes.test.ts', [
    ['if (!isListed(program)) return true;', '', ANY_WAY],
    ["if (program === 'git') return gitWrites(args);", '', ANY_WAY],
    ["if (program === 'tee' || program === 'truncate') return plain;", '', ANY_WAY],
    ["if (program === 'ln') return hasTarget(args) ? [...plain, ANY] : plain;", '', ANY_WAY],
    ['if (LAST.has(program)) return hasTarget(args) ? [ANY] : lastOf(args);', '', GIT],
    ['return [last, ...lastOf(', 'return [last] ?? [...lastOf(', ANY_WAY],
    ['return [...files, ...kept];', 'return [...files, ...kept.slice(0, 0)];', ANY_WAY],
    ['MOVES.has(command.program) && !isOne ?', 'isOne && !isOne ?', READS],
    ['at >= 0 && isPlain ?', 'at >= 0 ?', READS],
  ]),
  ...guardsOf('approvals/policy/shell/origins.ts', 'approvals/policy/shell/writes.test.ts', [
    ['|| reading.optionVariables.has(name)) return', ') return', ANY_WAY],
    ['|| isSetByShells(name) ||', '||', ANY_WAY],
    ["prints === 'branch' && isBranchOpen", "prints === 'branch' && !isBranchOpen", ANY_WAY],
    ['if (isBranchOpen && reading.branchVariables.has(name)) return undefined;', '', ANY_WAY],
  ]),
  ...guardsOf('approvals/policy/shell/git-writes.ts', 'approvals/policy/shell/writes.test.ts', [
    ["(head === '' && !isValue &&", '(head === name && !isValue &&', ANY_WAY],
  ]),
  ...guardsOf('approvals/policy/shell/writes.ts', 'approvals/policy/shell/starts.test.ts', [
    ['if (startsFromWritten(commands))', 'if (startsFromWritten([]))', STARTS],
  ]),
  ...guardsOf('approvals/policy/shell/starts.ts', 'approvals/policy/shell/starts.test.ts', [
    ['(commands.some(isStarted) &&', '(commands.every(isStarted) &&', STARTS],
    ['(commands.some(isShellStarted) &&', '(commands.every(isShellStarted) &&', STARTS],
    ['|| takesOut(each)', '', STARTS],
    ['takesOut(each)) && each.words.slice(1).some(isOwn)', 'takesOut(each)) && false', STARTS],
    ['BEGINNINGS.some((name) => name.startsWith(', 'BEGINNINGS.some((name) => name === (', STARTS],
    ['...landed]', ']', STARTS],
    ['if (goesInto(commands, [...written, ...untold])) return true;', '', STARTS],
    ['HOOK.test(plain) ||', '', STARTS],
    [': landsWhole(each)', ': each === undefined', STARTS],
  ]),
  ...guardsOf('approvals/policy/shell/untold.ts', 'approvals/policy/shell/starts.test.ts', [
    [
      "if (program === 'curl' && writtenBy(command).length > 0)",
      "if (program === 'curl' && isPacking(command))",
      STARTS,
    ],
    ['if (!UNPACK.has(program) || isPacking(command)) return [];', 'if (UNPACK.size > 0) return [];', STARTS],
    ['&& sources.some(isNameOpen)', '&& false', STARTS],
    ['option < 0 ? plain.at(-1) :', 'option > -9 ? plain.at(-1) :', STARTS],
  ]),
  ...guardsOf('approvals/policy/shell/editors.ts', 'approvals/policy/shell/interpreters.test.ts', [
    ['|| awkWrites(known)', '', AWK],
    ['/[/#]/.test(code)', '/[/#]/.test(code) && false', AWK],
  ]),
  ...guardsOf('approvals/policy/shell/reads.ts', 'approvals/policy/shell/writes.test.ts', [
    ['|| PROJECTS.test(name)) return false;', ') return false;', ANY_WAY],
    ['return !DOCTESTS.test(name) ||', 'return true ||', ANY_WAY],
    ['named.some((each) => isSame(each, name))', 'named.some((each) => each === name)', READS],
    ['[...told, ...others.flatMap(mayWriteTo)]', '[...told]', READS],
    ['[...told, ...commands.filter(isWriter).flatMap(mayWriteTo)]', '[...told]', READS],
    ['written.some((word) => mayBe(files, word))', 'files === harmless', READS],
    ["tail.includes('/') ? files.test(tail) : !PLAIN.test(tail)", 'files.test(tail)', READS],
  ]),
  ...guardsOf('approvals/policy/shell/gh.ts', 'approvals/policy/shell/interpreters.test.ts', [
    [
      '(PLAIN.test(first) && !isGits)',
      'PLAIN.test(first)',
      'options, settings and aliases with which ordinary programs run others are in doubt',
    ],
    [
      "TELLS.get(first)?.test(second ?? '')",
      'true',
      'options, settings and aliases with which ordinary programs run others are in doubt',
    ],
  ]),
  ...guardsOf('approvals/policy/shell/reckoners.ts', 'approvals/policy/shell/other-shells.test.ts', [
    [
      "if (reading.dialect === 'any' && COUNTED.test(name))",
      'if (COUNTED.test(name) && args.length === 0)',
      ZSH_RECKONS,
    ],
    ['if (COMPARES.test(word.known) && before !== undefined)', 'if (before === after)', ZSH_RECKONS],
    ['if (isCut || isOperator)', 'if (isOperator)', OPERATOR],
    ['if (isCut || isOperator)', 'if (isCut)', OPERATOR],
    ['isOdd || NUMERIC.test(', 'NUMERIC.test(', ZSH_RECKONS],
    ['isOdd || NUMERIC.test(', 'isOdd && NUMERIC.test(', ZSH_RECKONS],
  ]),
  ...guardsOf('approvals/policy/shell/other-shells.ts', 'approvals/policy/shell/other-shells.test.ts', [
    ['if (isOdd) reading', 'if (false) reading', ZSH_RUNS],
    ["if (dialect === 'any') reckonAsZsh(reading, node);", '', ZSH_RECKONS],
    ["return node.operator.startsWith('&');", 'return false;', PLAIN_SH],
  ]),
  ...guardsOf('approvals/policy/shell/options.ts', 'approvals/policy/shell/open-words.test.ts', [
    ['!HARMLESS_OPEN.test(name) && mayBeOption(head)', 'mayBeOption(name)', OPEN_OPTION],
    ["head === '' || head === '+'", "head === '+'", OPEN_OPTION],
  ]),
  ...guardsOf('approvals/policy/shell/quotes.ts', READER, [
    [`left(part).includes("'")`, `left(part) === ''`, UNKNOWN],
    [`return left(node).includes("$'");`, 'return false;', UNKNOWN],
  ]),
  ...guardsOf('approvals/policy/shell/word.ts', READER, [
    ['if (PLACE.test(text))', 'if (text === "")', UNKNOWN],
  ]),
  ...guardsOf('cli/hook/run.ts', 'cli/hook/hook.test.ts', [
    [
      'return STOP;',
      'return 1;',
      'what cannot be read, answered or sent is a no: exit code 2, JSON that denies, and what to do',
    ],
    [
      'paths.some(',
      'paths.slice(0, 1).some(',
      'a call that names two files is asked for as soon as one of them could switch the hook off',
    ],
  ]),
  ...guardsOf('cli/hook/file-tools.ts', 'cli/hook/file-tools.test.ts', [
    ['parts.includes(MANAGED_DROP_INS)', 'false', DROP_INS],
    ['[join(managed, MANAGED_FILE)]', '[]', MANAGED_LINKS],
    ['...dropIns.flatMap(filesIn),', '', MANAGED_LINKS],
  ]),
  ...guardsOf('cli/hook/call.ts', 'cli/hook/hook.test.ts', [
    [
      "new TextDecoder('utf-8', { fatal: true })",
      "new TextDecoder('utf-8')",
      'invalid UTF-8 is a no: it would be read as another command than the harness runs',
    ],
  ]),
];
