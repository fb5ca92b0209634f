// Does an approval, as it was signed, say what its request says? The signature itself is checked by whoever has the keys.
import { z } from 'zod';
import { GRANT_TYPE } from '../../grant/grant.ts';
import type { ReadRequest } from './line-schema.ts';
import { sameJson } from './same-json.ts';

/** A signed approval whose claims are right. */
export interface GrantToCheck {
  readonly token: string;
  readonly kid: string;
  readonly issuer: string;
  readonly audience: string;
}

/** As in keys/sign.ts, which no checker may import. */

const header = z.strictObject({ alg: z.literal('ES256'), kid: z.string(), typ: z.literal(GRANT_TYPE) });
const names = z.looseObject({ iss: z.string(), aud: z.string() });

/** The approval to be verified; nothing where there is none, or where it may still be used; or what is wrong with it. */
export function checkGrant(line: ReadRequest): GrantToCheck | undefined | { readonly why: string } {
  const { grant } = line;
  if (grant === undefined) return undefined;
  const { token } = grant;
  if (token === undefined) {
    return grant.token_left_out === 'usable' && grant.state === 'unused'
      ? undefined
      : { why: `has an approval that is ${grant.state}, and lacks its signature` };
  }
  const [head, body, signature, ...more] = token.split('.');
  const signed = header.safeParse(jsonOf(head));
  const claims = jsonOf(body);
  const named = names.safeParse(claims);
  if (!signed.success || !named.success || signature === undefined || more.length > 0)
    return { why: 'has an approval that is no signed approval of Countersign' };
  const { iss, aud } = named.data;
  const expected = { iss, aud, ...claimsOf(line, grant) };
  const differs = Object.keys(expected).find(
    (name) => !sameJson(Reflect.get(named.data, name), Reflect.get(expected, name)),
  );
  if (differs !== undefined) return { why: `has an approval that is signed for another ${differs}` };
  if (!sameJson(claims, expected)) return { why: 'has an approval with claims this version does not know' };
  return { token, kid: signed.data.kid, issuer: iss, audience: aud };
}

function claimsOf(line: ReadRequest, grant: NonNullable<ReadRequest['grant']>) {
  const { id, agent, enforcer, intent_hash, verdict } = line;
  return {
    sub: agent.clientId,
    jti: grant.id,
    request: id,
    intent_hash,
    policy_version: verdict.policyVersion,
    enforcer: enforcer?.clientId,
    iat: seconds(grant.approvedAt),
    nbf: seconds(grant.approvedAt),
    exp: seconds(grant.expiresAt),
  };
}

const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000);

function jsonOf(part: string | undefined): unknown {
  const bytes = Buffer.from(part ?? '', 'base64url');
  if (bytes.toString('base64url') !== part) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
