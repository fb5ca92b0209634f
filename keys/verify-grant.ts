// Checking a grant that somebody presents: signature, type, issuer, audience, time.
// Promises: whatever is presented, the answer is a value. No tolerance on time: the clock that signed is the clock that checks.
// It proves what was granted, never that it is still unused: that is the stored row's word.
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { GRANT_TYPE } from '../approvals/grant/grant.ts';
import type { GrantClaims } from '../approvals/ports.ts';
import type { Instant } from '../approvals/words.ts';
import { epochSeconds, instantOf } from './epoch.ts';
import type { PublicJwks } from './publish.ts';
import type { GrantParties } from './sign.ts';

/** A grant as signed, or why it cannot be relied upon. */
type GrantCheck =
  | { readonly ok: true; readonly claims: GrantClaims }
  | { readonly ok: false; readonly why: 'approval_unverifiable' }
  /** Of us, and past its time; `claims` only to tell what became of it. */
  | { readonly ok: false; readonly why: 'approval_expired'; readonly claims: GrantClaims };

// A grant of ours has some 700 characters.
const MAX_GRANT_CHARACTERS = 8192;

/** Makes the verifier for grants that any of `jwks` signed. `now` is an argument of each check. */
export function createGrantVerifier(
  jwks: PublicJwks,
  parties: GrantParties,
): (presented: unknown, now: Instant) => Promise<GrantCheck> {
  const keySet = createLocalJWKSet({ keys: jwks.keys.map((key) => ({ ...key })) });

  return async (presented, now) => {
    const currentDate = new Date(epochSeconds(now) * 1000);
    if (typeof presented !== 'string' || presented.length > MAX_GRANT_CHARACTERS) return UNVERIFIABLE;
    try {
      const { payload } = await jwtVerify(presented, keySet, {
        algorithms: ['ES256'],
        typ: GRANT_TYPE,
        issuer: parties.issuer,
        audience: parties.audience,
        requiredClaims: ['iat', 'nbf', 'exp', 'jti', 'sub'],
        currentDate,
      });
      return readClaims(payload);
    } catch (error) {
      // The time is looked at last: all else of it is verified.
      if (error instanceof errors.JWTExpired) {
        const read = readClaims(error.payload);
        return read.ok ? { ok: false, why: 'approval_expired', claims: read.claims } : read;
      }
      if (error instanceof errors.JOSEError) return UNVERIFIABLE;
      throw error;
    }
  };
}

const UNVERIFIABLE: GrantCheck = { ok: false, why: 'approval_unverifiable' };

const grantPayload = z.object({
  sub: z.string(),
  jti: z.string(),
  request: z.string(),
  intent_hash: z.string(),
  policy_version: z.string(),
  enforcer: z.string().optional(),
  iat: z.int(),
  exp: z.int(),
});

function readClaims(payload: JWTPayload): GrantCheck {
  const grant = grantPayload.safeParse(payload);
  if (!grant.success) return UNVERIFIABLE;
  const { sub, jti, request, intent_hash, policy_version, enforcer, iat, exp } = grant.data;
  return {
    ok: true,
    claims: {
      id: jti,
      request,
      agent: sub,
      ...(enforcer === undefined ? {} : { enforcer }),
      intentHash: intent_hash,
      policyVersion: policy_version,
      approvedAt: instantOf(iat),
      expiresAt: instantOf(exp),
    },
  };
}
