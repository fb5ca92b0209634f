// W3C Trace Context (Recommendation, level 1): the one header that says to which trace a call belongs. What a caller sends is read to
// the letter or not at all; from then on it is ids and one flag, nothing a caller could write words into.
import { randomBytes } from 'node:crypto';

/** Version 00 is exactly this long; newer versions begin like it. */
const LENGTH = 55;
const LONGEST = 512;
const SHAPE = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The traceparent a caller sent, as version 00 with the sampled flag alone; `undefined` for whatever is none. Of a newer version the
 * part that version 00 knows is taken (section 3.2.2, "Versioning"); version ff is forbidden.
 */
export function readTraceparent(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length < LENGTH || text.length > LONGEST) return undefined;
  const [, version = '', trace, parent, flags = ''] = SHAPE.exec(text.slice(0, LENGTH)) ?? [];
  if (trace === undefined || version === 'ff') return undefined;
  const rest = text.slice(LENGTH);
  if (rest !== '' && (version === '00' || !rest.startsWith('-'))) return undefined;
  return `00-${trace}-${parent}-0${Number.parseInt(flags, 16) & 1}`;
}

/** A new trace, for a call that brought none. Not sampled: that is for whoever records spans to say. */
export const newTraceparent = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
