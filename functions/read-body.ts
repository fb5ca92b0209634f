// Reading a JSON body: bounded before it is parsed, strict when it is. A missing Content-Length is refused, because the Functions host
// drops the body of a chunked request and the call would look empty.
import { createHash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { parseStrict } from '../approvals/intent/strict-json.ts';
import { type Answer, accept, invalid, type Problem, refuse } from '../approvals/refusal.ts';

/** More is refused unread, where a door does not say otherwise. */
export const MAX_BODY_BYTES = 64 * 1024;

/** A body as read. */
export interface Body {
  readonly value: unknown;
  /** SHA-256 of the bytes as received, base64url. */
  readonly hash: string;
}

/** The body as strict JSON, or why not. `length_required` is told apart because it has a status of its own. */
export async function readBody(
  request: HttpRequest,
  limitBytes = MAX_BODY_BYTES,
): Promise<Answer<Body> | 'length_required'> {
  const announced = request.headers.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(announced)) return 'length_required';
  const length = Number(announced);
  if (length > limitBytes) return tooLarge(limitBytes);
  // Calls whose members are all optional may come without a body.
  if (length === 0) return accept({ value: {}, hash: '' });
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) {
    return refuse(invalid('Content-Type', 'must be application/json in UTF-8'));
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limitBytes) return tooLarge(limitBytes);
  const parsed = parseStrict(bytes);
  if (!parsed.ok) return refuse({ reason: 'invalid', problems: parsed.problems });
  return accept({ value: parsed.value, hash: createHash('sha256').update(bytes).digest('base64url') });
}

/** Checks a small body; every mistake is named with its place. */
export function parseShape<T>(shape: z.ZodType<T>, value: unknown): Answer<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  const problems = parsed.error.issues.map(
    (issue): Problem => ({ at: `/${issue.path.join('/')}`, message: issue.message }),
  );
  return refuse({ reason: 'invalid', problems });
}

const tooLarge = (limitBytes: number) => refuse({ reason: 'too_large', what: 'The body', limitBytes });
