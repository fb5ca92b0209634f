// A line that writes a file and then runs one may run what it wrote, and no word of it shows what that is. Pure.
import { isDevice } from './code.ts';
import { languageOf } from './languages.ts';
import type { ShellCommand } from './reading.ts';

/** Why these commands together run more than they show; nothing when they do not. */
export function writtenAndRun(commands: readonly ShellCommand[]): string | undefined {
  const written = commands.flatMap(writtenBy);
  if (written.some((name) => name !== undefined && READ_BY_SHELLS.test(name)))
    return 'it writes a file that shells or git run by themselves';
  const run = commands.filter(runsFile);
  const words = run.flatMap((command) => command.words.map(({ known, text }) => known ?? text)).join(' ');
  const isCode = (name: string | undefined) =>
    name === undefined || !PLAIN.test(name) || words.includes(name.split('/').at(-1) ?? '');
  return run.length > 0 && written.some(isCode) ? 'it writes a file and runs one' : undefined;
}

/** What nobody runs by itself. */
const PLAIN = /\.(?:log|txt|md|csv|out|err|xml|html)$/i;
const READ_BY_SHELLS =
  /(?:^|\/)\.(?:git\/|(?:bash|z|git|npm|env|k)[a-z]*rc$|(?:bash_|z)?profile$|zshenv$|bash_(?:login|logout)$|gitconfig$|ssh\/)/i;
const WRITES: ReadonlySet<string> = new Set(
  'tee cp mv ln install dd patch wget tar gtar bsdtar unzip rsync scp ed truncate'.split(' '),
);
/** Run files of the folder that their words do not name. */
const BY_HABIT: ReadonlySet<string> = new Set(
  `make gmake bmake npm npx yarn pnpm pnpx bunx just task rake gradle mvn ant cargo go docker podman pytest tox nox cmake ninja invoke fab
  bundle composer vagrant ansible-playbook`.split(/\s+/),
);

/** The files it writes, as far as they are told. */
function writtenBy({ program, words }: ShellCommand): readonly (string | undefined)[] {
  const args = words.slice(1);
  if (program === '>') return args.map(({ known }) => known);
  if (program === 'tee') return args.filter(({ known }) => !known?.startsWith('-')).map(({ known }) => known);
  if (program === 'curl') {
    const hasFile = args.some(({ known }) => /^(?:-[a-zA-Z#]*[oO]|--o|--remote-n)/.test(known ?? '-o'));
    return hasFile ? [undefined] : [];
  }
  if (/^g?sed$/.test(program))
    return args.some(({ known }) => /^(?:-[nErsuz]*i|--in)/.test(known ?? '')) ? [args.at(-1)?.known] : [];
  return WRITES.has(program) ? [args.at(-1)?.known] : [];
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
