// Which lists of sealed heads were sealed after an export began: their chains may reach further than the package, and honestly so. It never rests
// on one word alone: the list's own, sealed and signed, says how far the log reached when it was closed, and when it was begun.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { logId } from '../../../approvals/audit/log.ts';
import type { Manifest } from '../../../approvals/audit/manifest.ts';
import type { ListStatement } from '../../../approvals/audit/package.ts';
import { readingAt } from './raw-lines.ts';

/** Sealing takes its time, and what is asked meanwhile may or may not be in the list. */
export const SEALING_MS = 3_600_000;

/** The last two lines of a list have some 400 characters. */
const TAIL_BYTES = 4096;
const logHead = z.object({ id: z.string(), seq: z.int() });

/**
 * Was the list at `path` sealed after the export of this manifest began? The log is read last for a list: one that does not know the start of the
 * export had read every other head before it too. One that does know it was begun after that start, or in the hour before it, and then the manifest
 * knows no such list. What cannot be read is compared as if it had been sealed before.
 */
export function wasSealedAfter(
  path: string,
  { n, at }: ListStatement,
  { tenant, export: { event, started_at: startedAt }, sealed }: Manifest,
): boolean {
  const isNewer = n > (sealed?.n ?? 0);
  const since = Date.parse(startedAt) - (isNewer ? SEALING_MS : 0);
  return Date.parse(at) >= since && logReached(path, logId(tenant)) >= event;
}

/** The log's head stands on the last line but one. Zero: it was not there yet. */
function logReached(path: string, log: string): number {
  const lines = tailOf(path).split('\n');
  try {
    const { id, seq } = logHead.parse(JSON.parse(lines.at(-3) ?? ''));
    return id === log ? seq : 0;
  } catch {
    return 0;
  }
}

function tailOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readingAt(path, () => readSync(file, tail, 0, tail.length, size - tail.length));
    return tail.toString('utf8');
  } finally {
    closeSync(file);
  }
}
