// A tool's arguments as the body that the HTTP door would have read.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Body } from '../read-body.ts';

/** Hashed in canonical form: a model that repeats a call may write its members in another order. */
export function bodyOf(value: Readonly<Record<string, unknown>>): Body {
  const text = canonicalize(value) ?? '';
  return { value, hash: createHash('sha256').update(text).digest('base64url') };
}
