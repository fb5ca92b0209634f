// A line that writes a file and then runs one may run what it wrote, and no word of it shows what that is. Pure.
import { isDevice } from './code.ts';
import { languageOf } from './languages.ts';
import type { ShellCommand } from './reading.ts';
import { PLAIN, READ_AT_START, readsWritten } from './reads.ts';
import type { ShellWord } from './word.ts';
import { landsAs, MOVES, mayWrite, writtenBy } from './written.ts';

/** Why these commands together run more than they show; nothing when they do not. */
export function writtenAndRun(commands: readonly ShellCommand[]): string | undefined {
  const written = commands.flatMap(writtenBy);
  if (written.some(({ known, text }) => READ_AT_START.test(known ?? text)))
    return 'it writes a file that shells or other programs read whenever they start';
  if (commands.some(({ program }) => program === 'git') && changesGit(commands, written))
    return 'it may write what git runs by itself, and runs git';
  if (written.some((word) => commands.some(({ program }) => program === lastPart(word).toLowerCase())))
    return 'it writes a file by the name of a program that it runs';
  if (readsWritten(commands, commands.flatMap(landsAs)))
    return 'it writes a file that a program in it reads, and does what stands there';
  const run = commands.filter(runsFile);
  const named = run.flatMap(fileWords);
  const words = named.map(({ known, text }) => known ?? text).join(' ');
  const isCode = (word: ShellWord) =>
    !PLAIN.test(word.known ?? word.tail) ||
    words.includes(lastPart(word)) ||
    named.some(({ known }) => known === undefined);
  return run.length > 0 &&
    (written.some(isCode) ||
      commands.some((each) => each.isGuess !== true && !run.includes(each) && mayWrite(each)))
    ? 'it writes a file and runs one'
    : undefined;
}

const lastPart = ({ known, text }: ShellWord): string =>
  (known ?? text.replaceAll(/["']/g, '')).replace(/\/+$/, '').split('/').at(-1) ?? '';

/** Run files of the folder that their words do not name. */
const BY_HABIT: ReadonlySet<string> = new Set(
  `make gmake bmake npm npx yarn pnpm pnpx bunx just task rake gradle mvn ant cargo go docker podman pytest tox nox cmake ninja invoke fab
  bundle composer vagrant ansible-playbook open xdg-open docker-compose nerdctl buildah skaffold tilt earthly act bazel bazelisk sbt lein
  nix nix-build nix-shell nix-env dotnet msbuild poetry pipenv uv uvx pdm hatch pre-commit lefthook lint-staged jest vitest mocha ava
  playwright cypress karma nx turbo lerna gulp grunt webpack vite rollup next rails rspec phpunit mix stack cabal meson scons cdk cdktf
  pulumi sam serverless sls sst`.split(/\s+/),
);

/** Settings and hooks of git, wherever its folder is and whatever it is called. */
const GITS =
  /(?:^|[/=])\.git(?:\/|$)|(?:^|[/=])(?:config|config\.worktree|(?:pre|post|prepare|commit|applypatch|reference|push-to|proc|fsmonitor|sendemail|p4)-[a-z-]+)$/i;
const GITS_FOLDER = /(?:^|\/)(?:\.git|hooks)(?:\/|$)/i;

function changesGit(commands: readonly ShellCommand[], written: readonly ShellWord[]): boolean {
  if (written.some(mayBeGits)) return true;
  const writers = commands.filter(mayWrite);
  // Folders are moved and copied whole, whatever is in them.
  return (
    commands.some(
      ({ program, words }) => MOVES.has(program) && words.some(({ known }) => GITS.test(known ?? '')),
    ) ||
    writers.some(({ words }) => words.slice(1).some((word, at) => speaksOfGit(word, words[at]))) ||
    ((writers.length > 0 || written.length > 0) &&
      commands.some(
        ({ program, words }) =>
          /^(?:cd|pushd)$/.test(program) && words.slice(1).some(({ known }) => GITS_FOLDER.test(known ?? '')),
      ))
  );
}

/** An ending that no file of git's has is known also where the folder is not. */
const mayBeGits = ({ known, tail }: ShellWord): boolean =>
  known === undefined ? !/\/[^/.]+\.[A-Za-z0-9]{1,10}$/.test(tail) : GITS.test(known);

function speaksOfGit(word: ShellWord, before: ShellWord | undefined): boolean {
  // As a word of its own it may be a command of the program.
  if (word.known === 'config') return before?.known?.startsWith('-') === true;
  return mayBeGits(word);
}

/** Programs of the system are no files of the agent's. */
const SYSTEM = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^\/opt\/homebrew\/bin\/[^/]+$/;

function runsFile({ program, words }: ShellCommand): boolean {
  const [first, ...args] = words;
  if (program === '>' || first === undefined) return false;
  if ((first.known ?? '').includes('/') && !SYSTEM.test(first.known ?? '')) return true;
  if (BY_HABIT.has(program)) return true;
  return (
    languageOf(program) !== undefined &&
    args.some(({ known }) => !/^--?(?:version|help|v|V)$/.test(known ?? '') && !isDevice(known ?? ''))
  );
}

/** The words among which the file stands that it runs; a program that is itself one has its own, and no others of them are open. */
const fileWords = ({ program, words }: ShellCommand): readonly ShellWord[] =>
  BY_HABIT.has(program) ? words : words.filter(({ known }) => known !== undefined);
