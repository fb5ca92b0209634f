// Statements in our name: a manifest, a list of sealed heads, a cursor. A compact JWS (ES256) by the key that signs grants, each kind with
// a `typ` of its own, so that none passes for another, and none for a grant.
import { CompactSign, compactVerify, createLocalJWKSet, errors } from 'jose';
import type { OpenStatement, SignStatement } from '../approvals/audit/ports.ts';
import type { PublicJwks } from './publish.ts';
import { readSigningKeys } from './signing-key.ts';

/** Makes the signer from one private JWK or several: the first signs. Throws a `TypeError` when a key is unfit. */
export function createStatementSigner(privateJwks: unknown): SignStatement {
  const [key] = readSigningKeys(privateJwks);
  return (typ, payload) =>
    new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ })
      .sign(key.privateKey);
}

/** Makes the reader of statements that any of `jwks` signed. Whatever is presented, the answer is a value. */
export function createStatementReader(jwks: PublicJwks): OpenStatement {
  const keySet = createLocalJWKSet({ keys: jwks.keys.map((key) => ({ ...key })) });
  return async (typ, jws) => {
    try {
      const { payload, protectedHeader } = await compactVerify(jws, keySet, { algorithms: ['ES256'] });
      return protectedHeader.typ === typ ? new TextDecoder().decode(payload) : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}
