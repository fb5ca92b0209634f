// A file of a package as lines of UTF-8, in constant memory, hashed as it is read. Read at once and in order: nothing else happens meanwhile.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** One line, from 1, without its newline. */
export interface RawLine {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** A file being read. Throws `BadLine` at what is no line; what comes behind it is only counted. */
export interface RawLines {
  /** The next line, without taking it. */
  readonly peek: () => RawLine | undefined;
  readonly next: () => RawLine | undefined;
  /** Reads to the end and closes: what the file is, as a manifest tells it. */
  readonly close: () => { readonly lines: number; readonly bytes: number; readonly sha256: string };
}

/** Names the file in what goes wrong at reading it: a folder can be opened, and its error tells no path. */
export function readingAt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error && 'code' in error ? Object.assign(error, { path }) : error;
  }
}

/** The line as text. */
export const textOf = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8');

/** The same bytes, not copied. */
export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A line that is no line of a package. */
export class BadLine extends Error {
  readonly file: string;
  readonly line: number;
  constructor(file: string, line: number, message: string) {
    super(message);
    this.name = 'BadLine';
    this.file = file;
    this.line = line;
  }
}

const CHUNK_BYTES = 256 * 1024;
/** Longer than any: a request has at most 1 MiB in storage. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

/** Opens it. */
export function openRawLines(path: string): RawLines {
  const file = openSync(path, 'r');
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  let taken = 0;
  let newlines = 0;
  let bytes = 0;
  let ended = false;
  let broken = false;
  let ahead: RawLine | undefined;

  function more(): boolean {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readingAt(path, () => readSync(file, chunk, 0, CHUNK_BYTES, null));
    if (length === 0) {
      ended = true;
      return false;
    }
    const read = chunk.subarray(0, length);
    hash.update(read);
    bytes += length;
    for (let i = read.indexOf(NEWLINE); i >= 0; i = read.indexOf(NEWLINE, i + 1)) newlines += 1;
    rest = at === rest.length ? read : Buffer.concat([rest.subarray(at), read]);
    at = 0;
    return true;
  }

  function read(): RawLine | undefined {
    if (broken) return undefined;
    let end = rest.indexOf(NEWLINE, at);
    while (end < 0) {
      const length = rest.length - at;
      if (length > MAX_LINE_BYTES) return fail('is longer than 8 MiB');
      if (!more()) return length === 0 ? undefined : fail('has no end: the file was cut off');
      end = rest.indexOf(NEWLINE, at + length);
    }
    const line = rest.subarray(at, end);
    at = end + 1;
    taken += 1;
    return isUtf8(line) ? { number: taken, bytes: line } : fail('is not UTF-8', taken);
  }

  function fail(why: string, number = taken + 1): never {
    broken = true;
    throw new BadLine(basename(path), number, why);
  }

  const peek = () => {
    ahead ??= read();
    return ahead;
  };
  return {
    peek,
    next: () => {
      const line = peek();
      ahead = undefined;
      return line;
    },
    close: () => {
      at = rest.length;
      while (!ended && more()) at = rest.length;
      closeSync(file);
      return { lines: newlines, bytes, sha256: hash.digest('hex') };
    },
  };
}
