// Interpreters of other languages. A file that is named runs as a program by its name; code in the words, from the input or from a module is
// a doubt, and so is every option that is not known here: behind it nobody knows which word is the file. Pure.
import { type Code, doubt, isDevice, NONE } from './code.ts';
import { NEVER, setOf } from './tables.ts';
import type { ShellWord } from './word.ts';

interface Language {
  readonly names: RegExp;
  /** Options that change nothing of what runs, and take no word. */
  readonly plain: RegExp;
  /** Alone, it tells its version or its help. */
  readonly tells: RegExp;
}

const LANGUAGES: readonly Language[] = [
  {
    names: /^(?:python|pythonw|pypy|ipython|bpython|micropython)[0-9.]*(?:d|-dbg)?$/,
    plain: /^-[bBEIOqsSu]+$/,
    tells: /^(?:-V|--version)$/,
  },
  {
    names: /^(?:node|nodejs|bun|deno|tsx|ts-node|esno|qjs)[0-9.]*$/,
    plain:
      /^(?:run|-A|--(?:test|watch|check|no-warnings|enable-source-maps|trace-warnings|experimental-strip-types|allow-[a-z]+(?:=.*)?|max-old-space-size=[0-9]+|test-name-pattern=.*|test-reporter=(?:spec|tap|dot)))$/,
    tells: /^(?:-v|--version)$/,
  },
  { names: /^perl[0-9.]*$/, plain: /^-[wWtT]+$/, tells: /^(?:-v|--version)$/ },
  { names: /^(?:ruby|jruby)[0-9.]*$/, plain: /^-w$/, tells: /^(?:-v|--version)$/ },
  { names: /^php[0-9.]*$/, plain: /^-[lnq]$/, tells: /^(?:-v|--version)$/ },
  { names: /^(?:r|rscript)$/, plain: /^--(?:vanilla|no-save|no-restore)$/, tells: NEVER },
  {
    names:
      /^(?:lua|luajit|elixir|iex|julia|groovy|scala|clojure|guile|racket|ghc|runghc|swift|jshell|ocaml|sbcl|clisp|gforth|octave)[0-9.]*$/,
    plain: NEVER,
    tells: NEVER,
  },
];
/** Modules of Python that run what the project holds, and no code from their words or their input. */
const MODULES = setOf(
  'pytest unittest http.server venv pip json.tool build mypy ruff black isort flake8 pylint compileall py_compile',
);
/** Words in the place of a file that ask for code. */
const CODE_WORDS = setOf('eval repl inspect debug console');

/** `perl5.36-x86_64-linux-gnu`, `x86_64-linux-gnu-python3.11`: the same for a kind of machine. */
const MACHINE = /^[a-z0-9_]+-linux-[a-z0-9]+-|-[a-z0-9_]+-linux-[a-z0-9]+$|-[0-9][0-9.]*$/;

/** The interpreter of this name. */
export const languageOf = (program: string): Language | undefined =>
  LANGUAGES.find(({ names }) => names.test(program.replace(MACHINE, '')));

/** Is it only asked which version it is? */
export function tellsVersion(program: string, args: readonly ShellWord[]): boolean {
  const tells = program === 'java' ? /^-version$/ : languageOf(program)?.tells;
  return args.length === 1 && tells?.test(args[0]?.known ?? '') === true;
}

/** What an interpreter with these arguments runs. */
export function languageCode(program: string, { plain, tells }: Language, args: readonly ShellWord[]): Code {
  const first = args[0]?.known;
  if (args.length === 1 && first !== undefined && (/^--(?:version|help)$/.test(first) || tells.test(first)))
    return NONE;
  for (let at = 0; at < args.length; at += 1) {
    const { known } = args[at] ?? {};
    if (known === undefined || known === '-' || known === '--' || isDevice(known)) break;
    if (plain.test(known)) continue;
    const module = /^-m(.*)$/.exec(known)?.[1];
    if (module !== undefined && MODULES.has(module === '' ? (args[at + 1]?.known ?? '') : module))
      return NONE;
    if (known.startsWith('-') || CODE_WORDS.has(known))
      return doubt(`it hands ${program} code that is no shell`);
    return NONE;
  }
  // The files of the project are its tests.
  if (first === '--test' && args.length === 1) return NONE;
  return doubt(`${program} runs code that is not in the line`);
}
