// Do the keys do what they are for? A grant is signed for nobody and verified again; it never leaves this file.
import { decodeProtectedHeader } from 'jose';
import type { SignGrant } from '../approvals/ports.ts';
import type { Instant } from '../approvals/words.ts';
import { instantOf } from './epoch.ts';
import type { PublicJwks } from './publish.ts';
import type { createGrantVerifier } from './verify-grant.ts';

/** What is checked: the very parts that sign and verify. */
export interface KeyParts {
  readonly sign: SignGrant;
  readonly verify: ReturnType<typeof createGrantVerifier>;
  readonly jwks: PublicJwks;
}

/** The key that signs, and how many others are still published; or what is wrong with them. */
export type KeysChecked =
  | { readonly ok: true; readonly kid: string; readonly others: number }
  | { readonly ok: false; readonly why: string };

/** A grant must be good for a second at least: its times are whole seconds. */
const GOOD_FOR_SECONDS = 2;

/** Signs, verifies, and compares the signing key with the first one published. */
export async function checkKeys({ sign, verify, jwks }: KeyParts, now: Instant): Promise<KeysChecked> {
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const grant = await sign({
    id: 'apr_doctor',
    request: 'req_doctor',
    agent: 'nobody',
    intentHash: 'none',
    policyVersion: 'none',
    approvedAt: instantOf(issuedAt),
    expiresAt: instantOf(issuedAt + GOOD_FOR_SECONDS),
  });
  const [published, ...others] = jwks.keys;
  const { kid } = decodeProtectedHeader(grant);
  if (kid === undefined || kid !== published?.kid) {
    return { ok: false, why: 'the key that signs is not the first one published' };
  }
  const verified = await verify(grant, now);
  if (!verified.ok) return { ok: false, why: 'what was signed just now does not verify' };
  return { ok: true, kid, others: others.length };
}
