// Signing grants: a JWS (ES256) that says which agent may run which intent once, and until when.
// Promises: whole seconds, never beyond the grant's stored end; its own `typ`, so that no other token of ours passes for a grant.
import { SignJWT } from 'jose';
import { GRANT_TYPE } from '../approvals/grant/grant.ts';
import type { SignGrant } from '../approvals/ports.ts';
import { epochSeconds } from './epoch.ts';
import { readSigningKeys } from './signing-key.ts';

/** For whom grants are signed and in whose name. */
export interface GrantParties {
  readonly issuer: string;
  readonly audience: string;
}

/** Makes the signer from one private JWK or several: the first signs. Throws a `TypeError` when a key is unfit. */
export function createSigner(privateJwks: unknown, { issuer, audience }: GrantParties): SignGrant {
  const [key] = readSigningKeys(privateJwks);
  return (grant) =>
    new SignJWT({
      iss: issuer,
      aud: audience,
      sub: grant.agent,
      jti: grant.id,
      request: grant.request,
      intent_hash: grant.intentHash,
      policy_version: grant.policyVersion,
      ...(grant.enforcer === undefined ? {} : { enforcer: grant.enforcer }),
      iat: epochSeconds(grant.approvedAt),
      nbf: epochSeconds(grant.approvedAt),
      exp: epochSeconds(grant.expiresAt),
    })
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: GRANT_TYPE })
      .sign(key.privateKey);
}
