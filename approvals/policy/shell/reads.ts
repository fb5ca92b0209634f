// Programs that run what their settings and project files say, and those files. A line that writes one and starts the program may run what
// it wrote. Of programs that run whatever the folder holds, see `BY_HABIT` in `writes`. Pure.
import type { ShellCommand } from './reading.ts';
import { isWriter, mayWriteTo } from './untold.ts';
import type { ShellWord } from './word.ts';

interface Reader {
  readonly programs: RegExp;
  readonly files: RegExp;
  /** With one of these first it runs nothing. */
  readonly harmless?: RegExp;
}

const READERS: readonly Reader[] = [
  {
    programs: /^(?:terraform|tofu|terragrunt|tflint|packer|infracost|checkov|tfsec)$/,
    files:
      /\.(?:tf|tofu|tfvars|tfbackend|tfstate|hcl|tfrc)(?:\.json)?$|(?:^|\/)(?:terraform|tofu)\.rc$|(?:^|\/)\.terraform(?:\/|$)/i,
    harmless: /^(?:fmt|version|-version|--version|-help|--help)$/,
  },
  {
    programs: /^(?:kubectl|oc|helm|helmfile|kustomize|k9s|kubectx|kubens|flux|argocd|istioctl|stern|velero)$/,
    files:
      /kube-?config|(?:^|\/)(?:kustomization|chart|helmfile|values)[^/]*\.ya?ml$|(?:^|\/)(?:templates|charts)\/|\.tgz$/i,
    harmless: /^(?:version|--help)$/,
  },
  {
    programs: /^(?:eslint|prettier|stylelint|babel|postcss|tailwindcss|commitlint|tsc|biome)$/,
    files:
      /(?:^|\/)\.?(?:eslint|prettier|stylelint|babel|postcss|tailwind|commitlint)[\w.-]*(?:rc|config)[\w.-]*$|(?:^|\/)package\.json$|(?:^|\/)node_modules(?:\/|$)/i,
  },
  {
    programs: /^(?:pylint|mypy|flake8|pip3?)$/,
    files:
      /(?:^|\/)(?:\.?pylintrc|\.?mypy\.ini|\.flake8|setup\.(?:py|cfg)|tox\.ini|pip\.conf|pyproject)(?:\.toml)?$/i,
  },
  {
    programs: /^(?:systemctl|launchctl|service)$/,
    files: /\.(?:service|timer|socket|path|mount|plist)$/i,
  },
];

/** `--kubeconfig q`, `--config=q`: whatever the file is called, and whoever reads it. */
const CONFIGURES =
  /^--?[a-z-]*(?:config|rcfile|init-file|settings|plugin|parser|rulesdir|format|require|reporter|resolver|transform|preset|specs)[a-z-]*(?:=|$)/i;
/** The same of tools of a project, in one letter. Requirements of pip are no code. */
const LETTER = /^-[cfr]$/;
const LETTERED = /^(?:eslint|prettier|stylelint|jest|vitest|mocha|mypy|pylint|flake8|black|isort|ruff)$/;
/** Languages of their own, which can run programs. */
const SCRIPTED = /^(?:psql|mysql|mariadb|sqlplus|sqlcmd|duckdb|clickhouse-client|gnuplot|octave|ansible)$/;

/** Does one of these commands read a file that was written, and do what it says? */
export function readsWritten(commands: readonly ShellCommand[], told: readonly ShellWord[]): boolean {
  const known = [...told, ...commands.filter(isWriter).flatMap(mayWriteTo)];
  return commands.some((command) => reads(command, commands, told, known));
}

function reads(
  { program, words }: ShellCommand,
  commands: readonly ShellCommand[],
  told: readonly ShellWord[],
  known: readonly ShellWord[],
): boolean {
  const args = words.slice(1);
  const named = args.flatMap(({ known = '' }, at) => {
    if (SCRIPTED.test(program)) return [known.replace(/^(?:-[a-z]|--[a-z-]+=)/, '')];
    if (LETTERED.test(program) && LETTER.test(known)) return [args[at + 1]?.known ?? ''];
    if (!CONFIGURES.test(known)) return [];
    return [known.includes('=') ? known.slice(known.indexOf('=') + 1) : (args[at + 1]?.known ?? '')];
  });
  if (known.some(({ known: name }) => name !== undefined && named.some((each) => isSame(each, name))))
    return true;
  const family = READERS.filter(({ programs }) => programs.test(program));
  if (family.length === 0) return false;
  // What one of them is handed is handed to its like as well, and is not written by it.
  const others = commands.filter((each) => !family.some(({ programs }) => programs.test(each.program)));
  const written = [...told, ...others.flatMap(mayWriteTo)];
  return family.some(
    ({ files, harmless }) =>
      harmless?.test(args[0]?.known ?? '') !== true && written.some((word) => mayBe(files, word)),
  );
}

const isSame = (one: string, other: string): boolean => plain(one) !== '' && plain(one) === plain(other);
const plain = (path: string): string => path.replace(/^(?:\.\/+)+/, '').replaceAll(/\/+/g, '/');

/** What nobody runs by itself. */
const PLAIN = /\.(?:log|txt|md|csv|out|err|xml|html)$/i;
/** But for these. */
const PROJECTS =
  /(?:^|\/)(?:CMakeLists\.txt|(?:pom|build|settings|extensions|phpunit[\w.-]*|ivy[\w.-]*)\.xml)$/i;
const DOCTESTS = /(?:^|\/)test[^/]*\.txt$/i;
const RUN_NO_DOCTESTS = /^(?:npm|npx|yarn|pnpm|pnpx|bunx?|node|nodejs|deno|tsx|jest|vitest|mocha|ava)$/;

/** Would none of these commands, which run what the folder holds, run this file by itself? */
export function isPlain({ known, tail }: ShellWord, run: readonly ShellCommand[]): boolean {
  const name = known ?? tail;
  if (!PLAIN.test(name) || PROJECTS.test(name)) return false;
  // `$X.txt` may be any of those.
  if (known === undefined && !tail.includes('/')) return !/\.(?:txt|xml)$/i.test(name);
  return !DOCTESTS.test(name) || run.every(({ program }) => RUN_NO_DOCTESTS.test(program));
}

/** A name that is open may be one of them, unless its end tells. */
function mayBe(files: RegExp, { known, tail }: ShellWord): boolean {
  if (known !== undefined) return files.test(known);
  return tail.includes('/') ? files.test(tail) : !PLAIN.test(tail);
}
