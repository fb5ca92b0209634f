// The request id behind an Idempotency-Key: the same caller and key always lead to the same row, so the insert finds the duplicate.
// Promises: nobody without the key can foretell an id, and no two callers share one. The key is never rotated with the others:
// a new key would let a repeated call through as a second request.
import { createHmac } from 'node:crypto';
import type { RequestId } from '../approvals/words.ts';
import { encodeBits } from './base32.ts';
import { assertStrongKey, lengthPrefixed } from './key-bytes.ts';

/** Whose key it is: two tenants or two callers may use the same one. */
interface IdempotentCall {
  readonly tenant: string;
  /** Client id of the verified caller. */
  readonly caller: string;
  readonly idempotencyKey: string;
}

/** HMAC-SHA256 of the call, cut to the 128 bits of a minted id and of the same shape. */
export function requestIdFor(key: Uint8Array, call: IdempotentCall): RequestId {
  assertStrongKey(key, 'request id key');
  const mac = createHmac('sha256', key)
    .update(lengthPrefixed('countersign request id v1', call.tenant, call.caller, call.idempotencyKey))
    .digest();
  return `req_${encodeBits(mac.subarray(0, 16))}`;
}
