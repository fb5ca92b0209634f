// The key by which a caller says that two calls are one.
import type { HttpRequest } from '@azure/functions';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';

const SHAPE = /^[\x21-\x7e]{1,255}$/;

/** The call's Idempotency-Key; `undefined`: it has none. Refusal: `invalid`. */
export const readIdempotencyKey = ({ headers }: Pick<HttpRequest, 'headers'>): Answer<string | undefined> =>
  checkIdempotencyKey('Idempotency-Key', headers.get('idempotency-key') ?? undefined);

/** The same, wherever the key stands. */
export function checkIdempotencyKey(at: string, key: unknown): Answer<string | undefined> {
  if (key === undefined) return accept(undefined);
  return typeof key === 'string' && SHAPE.test(key)
    ? accept(key)
    : refuse(invalid(at, 'must be 1 to 255 visible ASCII characters'));
}
