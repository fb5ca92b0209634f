// Between our instants (RFC 3339, milliseconds) and the whole seconds of a token.
import type { Instant } from '../approvals/words.ts';

/** Whole seconds since 1970, rounded down: a token never outlives what it stands for. */
export function epochSeconds(instant: Instant): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new TypeError(`Not an instant: "${instant}".`);
  return Math.floor(milliseconds / 1000);
}

/** The instant of a token's whole seconds. */
export function instantOf(seconds: number): Instant {
  return new Date(seconds * 1000).toISOString();
}
