// Short names for states. 84 bits: among ten million states the odds that two share one are below one in a hundred billion.
import { createHash } from 'node:crypto';
import type { MemoryRow } from '../support/memory-tables.ts';

export const digest = (text: string): string => createHash('sha1').update(text).digest('base64').slice(0, 14);

const known = new WeakMap<MemoryRow, string>();

/** A row is never changed, only replaced: its digest is made once. */
export function rowDigest(row: MemoryRow): string {
  const standing = known.get(row);
  if (standing !== undefined) return standing;
  const made = digest(`${row.etag}\n${row.mark}\n${row.json}`);
  known.set(row, made);
  return made;
}

/** What an access answered, in short. */
export function answerDigest(value: unknown): string {
  return isRow(value) ? rowDigest(value) : String(JSON.stringify(value));
}

const isRow = (value: unknown): value is MemoryRow =>
  typeof value === 'object' && value !== null && 'json' in value && 'etag' in value;
