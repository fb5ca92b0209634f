// Fresh keys for a deployment, in the shape its settings read. They go into Key Vault and nowhere else.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A JSON array of one private ES256 JWK, named by its thumbprint (RFC 7638): what COUNTERSIGN_GRANT_KEYS holds. */
export function newGrantKeys(): string {
  const { crv, d, kty, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'jwk',
  });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return JSON.stringify([{ kty, crv, x, y, d, kid, alg: 'ES256', use: 'sig' }]);
}

/** 32 random bytes, base64. */
export const newKey = (): string => randomBytes(32).toString('base64');
