// The folder that an export fills. What has come is written first and noted second, so that a killed export goes on at the right byte: what is
// behind the noted length is cut off. The manifest comes last: a folder without one is no package.
import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FileEntry } from '../../../approvals/audit/manifest.ts';
import { PACKAGE_FILES, type PackageFile } from '../../../approvals/audit/package.ts';
import { CommandError } from '../../exit.ts';
import { LOCK } from './lock.ts';

/** The note of an export that is not finished. */
export const UNFINISHED = 'unfinished.json';

const note = z.strictObject({
  v: z.literal(1),
  url: z.string(),
  from: z.string(),
  to: z.string(),
  /** Where to go on; absent before the first page. */
  cursor: z.string().exactOptional(),
  bytes: z.partialRecord(z.enum(PACKAGE_FILES), z.int().min(0)),
  /** The manifest as it was signed, once it has come. */
  jws: z.string().exactOptional(),
});
/** What is noted. */
export type Note = z.infer<typeof note>;

/** Lines of one page: bytes to append to each file. */
export type Page = ReadonlyMap<PackageFile, string>;

/** A folder being filled. */
export interface Folder {
  readonly note: Note;
  /** Appends a page, then notes it. */
  readonly append: (page: Page, next: Pick<Note, 'cursor' | 'jws'>) => void;
  /** What the files are by now, as a manifest tells it. */
  readonly entries: () => readonly Omit<FileEntry, 'lines'>[];
  /** Writes a file of its own, whole. */
  readonly write: (name: string, text: string) => void;
  /** Begins a file of its own that is written in pieces. */
  readonly begin: (name: string) => { readonly add: (text: string) => void; readonly end: () => void };
  /** Closes; `finished` removes the note. */
  readonly close: (finished: boolean) => void;
}

/** What stands in a folder: nothing, an export to go on with. Throws a `CommandError` for anything else. */
export function readNote(folder: string): Note | undefined {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !isPassing(name)) : [];
  if (names.every((name) => isJustBegun(folder, name))) return undefined;
  if (!names.includes(UNFINISHED)) {
    const what = names.includes('manifest.json') ? 'a finished export' : 'something else';
    throw new CommandError(2, `${folder} holds ${what} already. Name a folder that is empty or not there.`);
  }
  try {
    return note.parse(JSON.parse(readFileSync(join(folder, UNFINISHED), 'utf8')));
  } catch {
    throw new CommandError(
      2,
      `${join(folder, UNFINISHED)} is no note of this version's. Remove ${folder} and export again.`,
    );
  }
}

/** Written on the way, and never more than what may be written again. */
const isPassing = (name: string): boolean => name.startsWith(LOCK) || name === `${UNFINISHED}.new`;

/** A file of a package that nothing was written to: what was killed before its first note leaves such. */
const isJustBegun = (folder: string, name: string): boolean =>
  PACKAGE_FILES.some((each) => each === name) && lstatSync(join(folder, name)).size === 0;

/** Empties a folder that holds an unfinished export. */
export function forget(folder: string): void {
  for (const name of [...PACKAGE_FILES, 'sealed', UNFINISHED])
    rmSync(join(folder, name), { recursive: true, force: true });
}

interface Open {
  readonly file: number;
  readonly hash: Hash;
  bytes: number;
}

/** Opens the folder where `from` says, with whatever came since cut off. */
export function openFolder(folder: string, from: Note): Folder {
  let noted = from;
  const files = new Map<PackageFile, Open>(
    PACKAGE_FILES.map((name) => [name, openAt(join(folder, name), from.bytes[name] ?? 0)]),
  );
  keep();

  function keep(): void {
    const path = join(folder, UNFINISHED);
    writeWhole(`${path}.new`, JSON.stringify(noted));
    renameSync(`${path}.new`, path);
  }

  return {
    get note() {
      return noted;
    },
    append: (page, next) => {
      for (const [name, text] of page) {
        const open = files.get(name);
        if (open === undefined) throw new TypeError(`no file of a package: ${name}`);
        const bytes = Buffer.from(text, 'utf8');
        writeAll(open.file, bytes, open.bytes);
        fsyncSync(open.file);
        open.hash.update(bytes);
        open.bytes += bytes.length;
      }
      const bytes = Object.fromEntries([...files].map(([name, open]) => [name, open.bytes])) as Note['bytes'];
      const { v, url, from: first, to } = noted;
      noted = { v, url, from: first, to, bytes, ...next };
      keep();
    },
    entries: () =>
      [...files].map(([name, { bytes, hash }]) => ({ name, bytes, sha256: hash.copy().digest('hex') })),
    write: (name, text) => writeWhole(join(folder, name), text),
    begin: (name) => {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      const file = openSync(join(folder, name), 'w');
      let at = 0;
      return {
        add: (text) => {
          const bytes = Buffer.from(text, 'utf8');
          writeAll(file, bytes, at);
          at += bytes.length;
        },
        end: () => {
          fsyncSync(file);
          closeSync(file);
        },
      };
    },
    close: (finished) => {
      for (const { file } of files.values()) closeSync(file);
      if (finished) rmSync(join(folder, UNFINISHED), { force: true });
    },
  };
}

/** The file cut to the length that is noted, and the hash of that. */
function openAt(path: string, bytes: number): Open {
  const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  let at = 0;
  while (at < bytes) {
    const length = readSync(file, chunk, 0, Math.min(chunk.length, bytes - at), at);
    if (length === 0) {
      closeSync(file);
      throw new CommandError(
        2,
        `${path} is shorter than was noted: somebody changed it. Begin anew with --restart.`,
      );
    }
    hash.update(chunk.subarray(0, length));
    at += length;
  }
  ftruncateSync(file, bytes);
  return { file, hash, bytes };
}

function writeAll(file: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

function writeWhole(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const file = openSync(path, 'w');
  writeAll(file, Buffer.from(text, 'utf8'), 0);
  fsyncSync(file);
  closeSync(file);
}
