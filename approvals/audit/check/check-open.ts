// Does a record say that it is still open long after the clock must have ended it? So a use is hidden: its events are cut off, and it looks as if
// nothing had been done yet.
import { later } from '../../time.ts';
import type { Instant } from '../../words.ts';
import type { ReadRequest } from './line-schema.ts';

/** The sweep records each minute what time has ended; it may have been away for a while. */
const SWEEP_MS = 3_600_000;

/** In words, what should have ended before the export began. */
export function checkOpen(
  { status, expires_at, grant }: Pick<ReadRequest, 'status' | 'expires_at' | 'grant'>,
  exportedAt: Instant,
): string | undefined {
  const isOver = (end: Instant | undefined) => end !== undefined && later(end, SWEEP_MS) < exportedAt;
  if (status === 'pending' && isOver(expires_at))
    return `is pending, and ended at ${expires_at}, an hour and more before it was exported`;
  if (grant?.state === 'unused' && isOver(grant.expiresAt))
    return `has an approval that is unused, and ended at ${grant.expiresAt}, an hour and more before it was exported`;
  if (grant?.state === 'redeemed' && grant.outcome === undefined && isOver(grant.outcomeDueAt))
    return `has no outcome, which was due at ${grant.outcomeDueAt}, an hour and more before it was exported`;
  return undefined;
}
