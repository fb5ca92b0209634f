// Fresh ids: request ids without a key of the caller's, operation ids, nonces, grant ids.
// Promises: 128 bits of the operating system's randomness each; a prefix tells what an id names.
import { randomBytes } from 'node:crypto';
import type { Mint } from '../approvals/ports.ts';
import { encodeBits } from './base32.ts';

/** Makes ids such as `op_` and 26 letters and digits. */
export function createMint(): Mint {
  return (prefix) => `${prefix}_${encodeBits(randomBytes(16))}`;
}
