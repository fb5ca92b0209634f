// A file of a package, line by line, in constant memory: each line exactly the RFC 8785 form of one JSON object and a newline, so that not one
// byte can differ unnoticed. Read at once and in order, since nothing else happens meanwhile.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import canonicalize from 'canonicalize';

/** One line, from 1. */
export interface Line {
  readonly number: number;
  readonly value: object;
  /** Its one form, as it stands in the file. */
  readonly text: string;
}

/** A file being read. Throws `BadLine` at a line that is none; what comes behind it is only counted. */
export interface Lines {
  /** The next line, without taking it. */
  readonly peek: () => Line | undefined;
  readonly next: () => Line | undefined;
  /** Reads to the end and closes: what the file is, as a manifest tells it. */
  readonly close: () => { readonly lines: number; readonly bytes: number; readonly sha256: string };
}

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
export function openLines(path: string): Lines {
  const file = openSync(path, 'r');
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let at = 0;
  let taken = 0;
  let newlines = 0;
  let bytes = 0;
  let ended = false;
  let broken = false;
  let ahead: Line | undefined;

  function more(): boolean {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(file, chunk, 0, CHUNK_BYTES, null);
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

  function read(): Line | undefined {
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
    const parsed = parse(line);
    return typeof parsed === 'string' ? fail(parsed, taken) : { number: taken, ...parsed };
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

/** The object of a line; in words, why it is none in its one form. */
export function parse(bytes: Buffer): Omit<Line, 'number'> | string {
  if (!isUtf8(bytes)) return 'is not UTF-8';
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no JSON object';
  // Equal keys, spaces, another order, another spelling of a number or letter: JSON of the same meaning and other bytes.
  return isCanonical(value, text) ? { value, text } : 'is not in the one form that RFC 8785 gives it';
}

/** RFC 8785 spells as `JSON.stringify` does and sorts the keys. What the engine keeps in another order is written down to be compared. */
const isCanonical = (value: object, text: string): boolean =>
  (JSON.stringify(value) === text && isSorted(value)) || canonicalize(value) === text;

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last: string | undefined;
  for (const key in value) {
    if (last !== undefined && key <= last) return false;
    last = key;
    if (!isSorted((value as Readonly<Record<string, unknown>>)[key])) return false;
  }
  return true;
}
