// Names under which a command may write a file that `writtenBy` does not tell: words of programs that write what one of their words says,
// what unpacks or fetches, what goes to a folder under the name that it has. Pure.
import { languageOf } from './languages.ts';
import { COMPILER } from './options.ts';
import type { ShellCommand } from './reading.ts';
import { knownWord, lastPart, openWord, readable, type ShellWord } from './word.ts';
import { ANY, isFile, isListed, LAST, MOVES, mayWrite, UNPACK, writtenBy } from './written.ts';

/** Names what a compiler, or a part of one, makes. */
const BUILT = /^-o|^-M[FD]|^--o|\.o$/;
/** Write what a word of theirs says, where one of their words is such an option. */
const WRITERS: readonly (readonly [programs: RegExp, option: RegExp])[] = [
  [/^openssl$/, /^-(?:out|keyout|writerand)/],
  [COMPILER, BUILT],
  [/^(?:(?:[\w-]+-)?(?:ld|as|objcopy|strip)|nasm)(?:-[0-9.]+)?$/, BUILT],
  [/^(?:shuf|iconv|gpg2?|pandoc|xmllint|xsltproc|msgfmt|protoc)$/, /^-[a-zA-Z]*o|^--o/],
  [/^(?:gzip|bzip2|xz|zstd|lz4|lzma|brotli)$/, /^-[a-zA-Z0-9]*[do]|^--[do]/],
  [
    /^(?:gunzip|bunzip2|unxz|unzstd|unlz4|unlzma|uncompress|sponge|xxd|script|cpp|link|symlink|ditto|pdftotext|convert|magick|ffmpeg|ssh-keygen|g(?:cp|mv|ln|install|tee|dd|sort|uniq|shuf))$/,
    /^/,
  ],
];
/** Name files by what they are fed. */
const FED = /^(?:split|csplit|uudecode|gh|(?:file-|p)?rename(?:\.ul)?|mmv)$/;
/** Of those that nobody has listed for what they write, some that only read. */
const READS = /lint$|^(?:kubeval|kubeconform|less|more|bat|zcat|strings)$/;
const GIT_FED = /^(?:apply|am|quiltimport|checkout-index|read-tree|unpack-file|mailsplit)$/;

/** Files that it may write by name, wherever the name stands. Of a program that nobody has listed, what its words say. */
export function mayWriteTo(command: ShellCommand): readonly ShellWord[] {
  const { program, words, isGuess } = command;
  if (isGuess === true || !mayWrite(command)) return [];
  const args = words.slice(1);
  if (FED.test(program) || (program === 'git' && args.some(({ known }) => GIT_FED.test(known ?? ''))))
    return [ANY];
  if (isWriter(command)) return args.flatMap(partsOf);
  if (READS.test(program)) return [];
  const told = languageOf(program) === undefined ? args : args.slice(1);
  return told.filter(({ known }) => known !== undefined).flatMap(partsOf);
}

/** Is it known to write what its words say? */
export const isWriter = ({ program, words }: ShellCommand): boolean =>
  isListed(program) ||
  FED.test(program) ||
  WRITERS.some(
    ([programs, option]) =>
      programs.test(program) && words.slice(1).some(({ known }) => option.test(known ?? '-o')),
  );

/** Names by which unpackers, fetchers and `curl` may write, and what goes to a folder has there. What is linked may be one, whatever its ending. */
export function landsIn(command: ShellCommand, isLinked: boolean): readonly ShellWord[] {
  const { program, words } = command;
  const args = words.slice(1);
  if (MOVES.has(program) || program === 'scp')
    return joined(args, program === 'scp' || program === 'rsync', isLinked);
  if (program === 'curl' && writtenBy(command).length > 0)
    return args.filter(({ known = '' }) => !known.includes('://')).flatMap(partsOf);
  if (!UNPACK.has(program) || isPacking(command)) return [];
  return args
    .filter(({ known = '' }, at) => !/^--exclude/.test(known) && args[at - 1]?.known !== '--exclude')
    .flatMap(partsOf);
}

/** The folders into which it goes, so that what is written afterwards has their names before its own. */
export const entered = ({ program, words }: ShellCommand): readonly ShellWord[] =>
  /^(?:cd|pushd)$/.test(program) ? words.slice(1) : [];

/** Does it take files out of a commit, by their names? */
export const takesOut = ({ program, words }: ShellCommand): boolean =>
  program === 'git' && words.some(({ known }) => /^(?:checkout|restore)$/.test(known ?? ''));

const isPacking = ({ program, words }: ShellCommand): boolean =>
  /tar$/.test(program) && /^-?[a-zA-Z]*c|^--create$/.test(words[1]?.known ?? '');

/** May it put files down, by whatever names, among those of a folder that is there? */
export function landsWhole({ program, words }: ShellCommand): boolean {
  if (program === 'rsync') return true;
  if (!LAST.has(program)) return false;
  const args = words.slice(1);
  const isTold = args.some(({ known }) => TARGET.test(known ?? ''));
  const sources = isTold ? args : args.slice(0, -1);
  return (
    args.some(({ known }) => /^-[a-zA-Z]*T|^--no-t/.test(known ?? '')) ||
    sources.some(({ known }) => /(?:^|\/)\.?$/.test(known ?? '-')) ||
    ((isTold || !isFile(args.at(-1))) && sources.some(isNameOpen))
  );
}

/** May its name begin with a dot? That of what a pattern finds does not. */
const isNameOpen = (file: ShellWord): boolean =>
  file.known === undefined && /[$`{]/.test(nameOf(file)) && !/\.[a-z]+$/i.test(file.tail);

/** The last word, or the folder of `-t`, with the name of each of the others behind it. */
function joined(args: readonly ShellWord[], mayBeFar: boolean, isLinked: boolean): readonly ShellWord[] {
  const plain = args.filter(
    ({ known }, at) => known?.startsWith('-') !== true && !FILTERS.test(args[at - 1]?.known ?? ''),
  );
  const option = mayBeFar ? -1 : args.findIndex(({ known }) => TARGET.test(known ?? ''));
  const [, glued = ''] = TARGET.exec(args[option]?.known ?? '') ?? [];
  const target = option < 0 ? plain.at(-1) : glued === '' ? args[option + 1] : knownWord(glued);
  if (target === undefined || (mayBeFar && /^[\w@.-]+:/.test(target.known ?? ''))) return [];
  if (option < 0 && !isLinked && plain.length === 2 && isFile(target)) return [target];
  return [target, ...plain.filter((each) => each !== target).map((each) => inside(target, each))];
}

/** Of rsync. */
const FILTERS = /^--(?:exclude|include|filter|rsh)$/;
const TARGET = /^(?:-[a-zA-Z]*t|--t[a-z-]*=?)(.*)$/;

/** What it is called in that folder. */
function inside(folder: ShellWord, file: ShellWord): ShellWord {
  const name = nameOf(file);
  if (folder.known !== undefined && file.known !== undefined) return knownWord(`${folder.known}/${name}`);
  return openWord(`${readable(folder)}/${name}`, true);
}

/** Without the host before its path. */
const nameOf = (file: ShellWord): string => lastPart(file).split(':').at(-1) ?? '';

/** Letters of options. Where there are more, the line is in doubt (`read-command.ts`): each may be the last one before a name. */
const GLUED = /^-[a-zA-Z#]{1,100}/;

/** What may be a name in it: behind `=`, glued to letters of options, without the ending that is taken off. */
function partsOf(word: ShellWord): readonly ShellWord[] {
  const { known } = word;
  if (known === undefined) return [word];
  const [glued = ''] = GLUED.exec(known) ?? [];
  const parts = [
    known,
    known.slice(known.indexOf('=') + 1),
    known.replace(/\.(?:gz|bz2|xz|zst|lz4|lzma|Z|br)$/, ''),
  ];
  for (let from = 2; from <= glued.length; from += 1) parts.push(known.slice(from));
  return [...new Set(parts)].filter((each) => each !== '').map(knownWord);
}
