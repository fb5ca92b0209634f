// The header by which a caller says that two calls are one.
import type { HttpRequest } from '@azure/functions';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';

const SHAPE = /^[\x21-\x7e]{1,255}$/;

/** The call's Idempotency-Key; `undefined`: it has none. Refusal: `invalid`. */
export function readIdempotencyKey({ headers }: Pick<HttpRequest, 'headers'>): Answer<string | undefined> {
  const key = headers.get('idempotency-key') ?? undefined;
  if (key !== undefined && !SHAPE.test(key)) {
    return refuse(invalid('Idempotency-Key', 'must be 1 to 255 visible ASCII characters'));
  }
  return accept(key);
}
