// Which files a command writes, as far as its words tell, and which programs write none that they do not tell. What is not listed here may
// write any. Pure.
import { gitWrites } from './git-writes.ts';
import { tellsVersion } from './languages.ts';
import { beforeDashes, mayBeOption } from './options.ts';
import type { ShellCommand } from './reading.ts';
import { mapOf, setOf } from './tables.ts';
import { knownWord, openWord, type ShellWord } from './word.ts';

/** A file whose name is not told. */
export const ANY: ShellWord = openWord('…', true);
/** Put down what is there already, by its own name where it goes to a folder. */
export const MOVES = setOf('cp mv ln install rsync');
export const LAST = setOf('cp mv install');
/** What they unpack or fetch names its files itself. */
export const UNPACK = setOf('tar gtar bsdtar unzip wget rsync scp patch cpio pax 7z 7za 7zz ar ed');

/** The files that it writes, as words. */
export function writtenBy({ program, words }: ShellCommand): readonly ShellWord[] {
  const args = words.slice(1);
  const plain = plainOf(args);
  if (program === '>') return args;
  if (program === 'tee' || program === 'truncate') return plain;
  // Another name for a file is that file.
  if (program === 'ln') return hasTarget(args) ? [...plain, ANY] : plain;
  if (LAST.has(program)) return hasTarget(args) ? [ANY] : lastOf(args);
  if (program === 'dd')
    return args.flatMap((word) => (/^of=/.test(word.known ?? 'of=') ? [fileOf(word, 3)] : []));
  if (program === 'curl') return writtenByCurl(args);
  if (program === 'wget') return writtenByWget(args);
  if (/^g?sed$/.test(program)) return writtenBySed(args, plain);
  return UNPACK.has(program) ? [ANY] : [];
}

/** Behind `--` nothing is an option. */
function plainOf(args: readonly ShellWord[]): readonly ShellWord[] {
  const over = beforeDashes(args).length;
  return args.filter(({ known }, at) => at > over || known?.startsWith('-') !== true);
}

const PLAIN_FLAGS = /^-[abcCdfHilLnpPrRsuvxX]+$/;

/** The last word, and those that are the last one when what stands behind them is an option with its word. */
function lastOf(args: readonly ShellWord[]): readonly ShellWord[] {
  const plain = plainOf(args);
  const [last] = plain.slice(-1);
  if (last === undefined) return [];
  const at = args.lastIndexOf(last);
  const before = args[at - 1];
  const isSecond = before !== undefined && mayTakeWord(before);
  if (plain.length < 2 || !(isSecond || (last.known === undefined && mayTakeWord(last)))) return [last];
  return [last, ...lastOf(args.slice(0, isSecond ? at - 1 : at))];
}

const mayTakeWord = ({ known, head }: ShellWord): boolean =>
  known === undefined
    ? head === '' || head.startsWith('-')
    : /^-[^=]*$/.test(known) && known !== '--' && !PLAIN_FLAGS.test(known);

/** The files that it writes, by every name that they may have then. */
export function landsAs(command: ShellCommand): readonly ShellWord[] {
  const written = writtenBy(command);
  const isOne = written.length === 1 && isFile(written[0]);
  return MOVES.has(command.program) && !isOne ? [...written, ...command.words.slice(1)] : written;
}

/** By its ending. */
export const isFile = (word: ShellWord | undefined): boolean => /[^/]\.[A-Za-z0-9]+$/.test(word?.known ?? '');

const hasTarget = (args: readonly ShellWord[]): boolean =>
  args.some(({ known, head }) => /^(?:-[a-zA-Z]*t|--t)/.test(known ?? head));

const fileOf = ({ known }: ShellWord, from: number): ShellWord =>
  known === undefined ? ANY : knownWord(known.slice(from));

/** What is sent may go to an address of `file:`. */
const CURL_WRITES =
  /^(?:-[a-zA-Z#]*[oOJDcKT]|--(?:o|remote-[nh]|dump|cookie-j|trace|std|libcurl|config|hsts|alt-svc|etag-s|up|ssl-s)|.*%output\{|-[a-zA-Z#]*w@|--w[a-z-]*=@)/s;

function writtenByCurl(args: readonly ShellWord[]): readonly ShellWord[] {
  // What it tells at the end may go to files, as a file of its own says.
  if (args.some(({ known }, at) => /^(?:-[a-zA-Z#]*w|--w[a-z-]*)$/.test(known ?? '') && isTold(args[at + 1])))
    return [ANY];
  const namesItself = args.some(({ known }) => /^-[a-zA-Z#]*J|^--remote-h/.test(known ?? ''));
  return args.flatMap(({ known, head }, at) => {
    // Its end may be the letter of any option, or the file that the option takes.
    if (known === undefined) return mayBeOption(head) || CURL_WRITES.test(head) ? [ANY] : [];
    const option = known;
    if (!CURL_WRITES.test(option)) return [];
    if (/^(?:-[a-zA-Z#]*o|--output)$/.test(option)) return [namedByCurl(args[at + 1])];
    const isRemote = /^(?:-[a-zA-Z#]*O|--remote-name)$/.test(option) && !namesItself;
    return isRemote ? args.filter(({ known: each }) => each?.startsWith('-') !== true).map(lastOfUrl) : [ANY];
  });
}

/** `#1` stands for a part of the address. */
const namedByCurl = (word: ShellWord = ANY): ShellWord => (/#[0-9]/.test(word.known ?? '') ? ANY : word);

const isTold = (word: ShellWord | undefined): boolean => (word?.known ?? word?.head ?? '@').startsWith('@');

/** What `-O` calls it. */
function lastOfUrl({ known }: ShellWord): ShellWord {
  const [, name] = /([^/?#]+)(?:[?#].*)?$/.exec(known ?? '') ?? [];
  return name === undefined ? ANY : knownWord(name);
}

function writtenByWget(args: readonly ShellWord[]): readonly ShellWord[] {
  const at = args.findIndex(({ known }) => WGET_NAMES.test(known ?? ''));
  const [, inside = ''] = WGET_NAMES.exec(args[at]?.known ?? '') ?? [];
  const file = inside === '' ? args[at + 1] : knownWord(inside);
  const others = args.filter((_, index) => index !== at && (inside !== '' || index !== at + 1));
  const isPlain = others.every(({ known, head }) => /^(?:[^-]|-[qncSN]+$)/.test(known ?? head));
  return at >= 0 && isPlain ? [file ?? ANY] : [ANY];
}

const WGET_NAMES = /^-[qncSN]*O(.*)$/;

function writtenBySed(args: readonly ShellWord[], plain: readonly ShellWord[]): readonly ShellWord[] {
  const suffixes = args.flatMap(({ known }) => IN_PLACE.exec(known ?? '')?.[1] ?? []);
  if (suffixes.length === 0) return [];
  const files = args.some(({ known }) => /^(?:-[nErsuz]*e|--e)/.test(known ?? '')) ? plain : plain.slice(1);
  // What stood there before is kept beside, or elsewhere.
  const kept = suffixes
    .filter((suffix) => suffix !== '')
    .flatMap((suffix) =>
      files.map(({ known }) =>
        known === undefined || /[*/]/.test(suffix) ? ANY : knownWord(known + suffix),
      ),
    );
  return [...files, ...kept];
}

const IN_PLACE = /^(?:-[nErsuz]*i|--i[a-z-]*=?)(.*)$/s;

/** Write no file but those told above. */
const QUIET =
  setOf(`> tee truncate ln dd curl sed gsed echo printf grep egrep fgrep rg ag ack ls cat head tail wc which type whereis stat file test [ true false : pwd
  cd pushd popd mkdir rmdir rm touch chmod basename dirname realpath readlink diff cmp comm sort uniq cut tr jq yq tree nl od hexdump fold fmt
  paste join tac rev column seq yes md5sum sha1sum sha256sum cksum base64 date sleep kill pkill pgrep ps df du free uname whoami id hostname
  printenv uptime lsof nproc exit return wait jobs break continue shift ulimit umask trap let eval export declare typeset local readonly set
  unset read command sudo doas env xargs find gfind time timeout nice nohup watch awk gawk mawk nawk git gh apt apt-get brew`);
/** So do these; they take settings that may be programs. */
export const TOOLS = setOf(
  'tsc eslint prettier biome jest vitest mocha mypy ruff flake8 pylint black isort pip pip3',
);
/** Words with which one of those writes a file all the same. */
const WRITING = mapOf<RegExp>({
  sort: /^-[a-zA-Z]*o|^--o/,
  tree: /^-[a-zA-Z]*o/,
  base64: /^-[a-zA-Z]*o|^--o/,
  yq: /^-[a-zA-Z]*[is]|^--(?:in|sp)/,
  find: /^-f(?:print|ls)/,
  gfind: /^-f(?:print|ls)/,
  file: /^-[a-zA-Z]*C|^--co/,
  ruff: /^-o|^--o/,
  jest: /^--o/,
  vitest: /^--o/,
  eslint: /^-o|^--o/,
  mypy: /^--[a-z]+-report/,
  pylint: /^--o/,
  flake8: /^--o/,
  tsc: /^--?(?:outFile|outDir|o)/i,
  gh: /^(?:download|-[OoD].*|--(?:o|dir).*)$/,
});
/** Is it known which of its words make it write a file? */
export const isListed = (program: string): boolean => QUIET.has(program) || TOOLS.has(program);

/** May it write a file that `writtenBy` does not tell? */
export function mayWrite({ program, words }: ShellCommand): boolean {
  const args = words.slice(1);
  if (LAST.has(program) || UNPACK.has(program)) return false;
  if (tellsVersion(program, args)) return false;
  // `npx prettier` is prettier.
  if (program === 'npx' && TOOLS.has(args[0]?.known ?? ''))
    return mayWrite({ program: args[0]?.known ?? '', words: args });
  if (!isListed(program)) return true;
  // Its second file is the one it writes; of a word that may be several one may be that.
  if (program === 'uniq') return plainOf(args).some(({ many }, at) => at > 0 || many);
  if (program === 'git') return gitWrites(args);
  const writing = WRITING.get(program);
  return (
    writing !== undefined &&
    args.some(({ known, head }) =>
      known === undefined ? mayBeOption(head) || writing.test(head) : writing.test(known),
    )
  );
}
