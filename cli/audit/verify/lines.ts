// Lines of a package as objects: each line exactly the RFC 8785 form of one JSON object, so that not one byte can differ unnoticed.
import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import canonicalize from 'canonicalize';
import { BadLine, openRawLines, type RawLines, textOf } from './raw-lines.ts';

/** One line, from 1. */
export interface Line {
  readonly number: number;
  readonly value: object;
}

/** A file being read. Throws `BadLine` at a line that is none; what comes behind it is only counted. */
export interface Lines extends Pick<RawLines, 'close'> {
  readonly next: () => Line | undefined;
}

/** Opens it. */
export function openLines(path: string): Lines {
  const { next, close } = openRawLines(path);
  return {
    next: () => {
      const line = next();
      if (line === undefined) return undefined;
      const value = objectOf(textOf(line.bytes));
      if (typeof value === 'string') throw new BadLine(basename(path), line.number, value);
      return { number: line.number, value };
    },
    close,
  };
}

/** The object of a file that is one line without an end; in words, why it is none in its one form. */
export const parse = (bytes: Buffer): object | string =>
  isUtf8(bytes) ? objectOf(bytes.toString('utf8')) : 'is not UTF-8';

/** The object of a line; in words, why it is none in its one form. */
export function objectOf(text: string): object | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no JSON object';
  // Equal keys, spaces, another order, another spelling of a number or letter: JSON of the same meaning and other bytes.
  try {
    return isCanonical(value, text) ? value : 'is not in the one form that RFC 8785 gives it';
  } catch (error) {
    if (error instanceof RangeError) return 'is nested too deep to be one of a record';
    throw error;
  }
}

/** Far beyond what any line of ours holds, and far from what readers behind this one can still walk through. */
const DEEPEST = 500;

/**
 * RFC 8785 spells as `JSON.stringify` does and sorts the keys. What the engine keeps in another order is written down to be compared. Throws
 * `RangeError` for what is nested too deep.
 */
const isCanonical = (value: object, text: string): boolean => {
  if (JSON.stringify(value) === text && isSorted(value)) return true;
  boundDepth(value);
  return canonicalize(value) === text;
};

function isSorted(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEEPEST) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.every((each) => isSorted(each, depth + 1));
  let last: string | undefined;
  for (const key in value) {
    if (last !== undefined && key <= last) return false;
    last = key;
    if (!isSorted((value as Readonly<Record<string, unknown>>)[key], depth + 1)) return false;
  }
  return true;
}

function boundDepth(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw new RangeError('too deep');
  for (const each of Object.values(value)) boundDepth(each, depth + 1);
}
