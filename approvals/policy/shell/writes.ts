// A line that writes a file and then runs one may run what it wrote, and no word of it shows what that is. Pure.
import { isDevice } from './code.ts';
import { languageOf, tellsVersion } from './languages.ts';
import type { ShellCommand } from './reading.ts';
import { isPlain, readsWritten } from './reads.ts';
import { startsFromWritten } from './starts.ts';
import { setOf } from './tables.ts';
import { entered } from './untold.ts';
import { lastPart, readable, type ShellWord } from './word.ts';
import { landsAs, MOVES, mayWrite, TOOLS, writtenBy } from './written.ts';

/** Why these commands together run more than they show; nothing when they do not. */
export function writtenAndRun(commands: readonly ShellCommand[]): string | undefined {
  const written = commands.flatMap(writtenBy);
  if (startsFromWritten(commands))
    return 'it writes a file that shells or other programs read whenever they start';
  if (commands.some(({ program }) => program === 'git') && changesGit(commands, written))
    return 'it may write what git runs by itself, and runs git';
  if (written.some((word) => commands.some(({ program }) => program === lastPart(word).toLowerCase())))
    return 'it writes a file by the name of a program that it runs';
  if (readsWritten(commands, commands.flatMap(landsAs)))
    return 'it writes a file that a program in it reads, and does what stands there';
  const run = commands.filter(runsFile);
  if (runsGitsFile(commands, run)) return 'it runs a file of git, which writes there what its words say';
  const named = run.flatMap(fileWords);
  const words = named.map(({ known, text }) => known ?? text).join(' ');
  const isCode = (word: ShellWord) =>
    !isPlain(word, run) || words.includes(lastPart(word)) || named.some(({ known }) => known === undefined);
  return run.length > 0 &&
    (written.some(isCode) ||
      commands.some((each) => each.isGuess !== true && !run.includes(each) && mayWrite(each)))
    ? 'it writes a file and runs one'
    : undefined;
}

/** Run files of the folder that their words do not name. */
const BY_HABIT =
  setOf(`make gmake bmake npm npx yarn pnpm pnpx bunx just task rake gradle mvn ant cargo go docker podman pytest tox nox cmake ninja invoke fab
  bundle composer vagrant ansible-playbook open xdg-open docker-compose nerdctl buildah skaffold tilt earthly act bazel bazelisk sbt lein
  nix nix-build nix-shell nix-env dotnet msbuild poetry pipenv uv uvx pdm hatch pre-commit lefthook lint-staged jest vitest mocha ava
  playwright cypress karma nx turbo lerna gulp grunt webpack vite rollup next rails rspec phpunit mix stack cabal meson scons cdk cdktf
  pulumi sam serverless sls sst ctest cpack qmake remake strace ltrace valgrind perf java javac kotlin kotlinc scala-cli dart zig crystal nim
  escript erl swipl xvfb-run fakeroot faketime run-parts logrotate start-stop-daemon pm2 nodemon forever supervisord foreman honcho
  overmind hivemind nginx httpd gunicorn uvicorn flask django-admin celery streamlit locust behave robot puppet nextflow snakemake dbt
  mkdocs sphinx-build jekyll storybook ng expo fastlane xcodebuild flutter latexmk`);

/** Settings and hooks of git, wherever its folder is and whatever it is called. */
const GITS =
  /(?:^|[/=])\.git(?:\/|$)|(?:^|[/=])hooks\/[^/.]+$|(?:^|[/=])(?:config|config\.worktree|update|(?:pre|post|prepare|commit|applypatch|reference|push-to|proc|fsmonitor|sendemail|p4)-[a-z-]+)$/i;
const GITS_FOLDER = /(?:^|\/)(?:\.git|hooks)(?:\/|$)/i;

function changesGit(commands: readonly ShellCommand[], written: readonly ShellWord[]): boolean {
  if (written.some(mayBeGits)) return true;
  const writers = commands.filter(mayWrite);
  // Folders are moved and copied whole, whatever is in them.
  return (
    commands.some(
      ({ program, words }) => MOVES.has(program) && words.some(({ known }) => GITS.test(known ?? '')),
    ) ||
    writers.some(speaksOfGit) ||
    ((writers.length > 0 || written.length > 0) && commands.some(goesIntoGit))
  );
}

/** A file of git's folder, also where only the beginning of its name is known. */
const INSIDE_GIT = /(?:^|[^\w.-]|-[a-zA-Z]+)\.git\/./i;
const MAY_BE_INSIDE = /(?:^|[^\w.-]|-[a-zA-Z]+)\.g(?:it?)?$/i;
/** Its texts have these names in every folder that it may call its own. */
const TEXTS = /(?:^|[/=]|-[a-z]+)(?:[A-Z]+_(?:EDITMSG|MSG|DESCRIPTION)|description)$/;

function runsGitsFile(commands: readonly ShellCommand[], run: readonly ShellCommand[]): boolean {
  const runs = (each: ShellCommand) => run.includes(each) || TOOLS.has(each.program) || mayWrite(each);
  const isInside = (word: ShellWord) =>
    INSIDE_GIT.test(readable(word)) || (word.known === undefined && MAY_BE_INSIDE.test(word.head));
  return (
    commands.some((each) => runs(each) && each.words.some(isInside)) ||
    run.some(({ words }) => words.some((word) => TEXTS.test(readable(word)))) ||
    (run.length > 0 && commands.some(goesIntoGit))
  );
}

const goesIntoGit = (command: ShellCommand): boolean =>
  entered(command).some(({ known }) => GITS_FOLDER.test(known ?? ''));

/** An ending that no file of git's has is known also where the folder is not. */
const mayBeGits = ({ known, tail }: ShellWord): boolean =>
  known === undefined ? !/\/[^/.]+\.[A-Za-z0-9]{1,10}$/.test(tail) : GITS.test(known);

/** Have commands that are called `config` and `update`. */
const COMMANDED =
  /^(?:kubectl|oc|helm|npm|npx|yarn|pnpm|docker|docker-compose|podman|aws|az|gcloud|brew|apt|apt-get|apk|dnf|yum|snap|flatpak|pip3?|poetry|uv|conda|cargo|rustup|composer|bundle|gem|pulumi|heroku|make|just|task|rake)$/;

function speaksOfGit({ program, words }: ShellCommand): boolean {
  return words.some((word, at) => {
    if (at === 0) return false;
    if (/^(?:config|update)$/.test(word.known ?? '') && COMMANDED.test(program))
      return at > 2 || words[at - 1]?.known?.startsWith('-') === true;
    // `-oconfig`.
    const glued = /^-[a-zA-Z]+(?=.)/.exec(word.known ?? '')?.[0].length ?? 0;
    for (let from = 2; from <= glued; from += 1) if (GITS.test((word.known ?? '').slice(from))) return true;
    return mayBeGits(word);
  });
}

/** Programs of the system are no files of the agent's. */
const SYSTEM = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^\/opt\/homebrew\/bin\/[^/]+$/;

function runsFile({ program, words }: ShellCommand): boolean {
  const [first, ...args] = words;
  if (program === '>' || first === undefined) return false;
  if ((first.known ?? '').includes('/') && !SYSTEM.test(first.known ?? '')) return true;
  if (BY_HABIT.has(program)) return !tellsVersion(program, args);
  return (
    languageOf(program) !== undefined &&
    args.some(({ known }) => !/^--?(?:version|help|v|V)$/.test(known ?? '') && !isDevice(known ?? ''))
  );
}

/** The words among which the file stands that it runs; a program that is itself one has its own, and no others of them are open. */
const fileWords = ({ program, words }: ShellCommand): readonly ShellWord[] =>
  BY_HABIT.has(program) ? words : words.filter(({ known }) => known !== undefined);
