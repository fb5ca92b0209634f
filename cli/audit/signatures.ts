// The keys of a package, and what they signed. A key is named by its RFC 7638 thumbprint, which is also how whoever verifies says whom they trust.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

/** What a good signature covers, and the thumbprint of the key that made it. */
export interface Signed {
  readonly payload: Buffer;
  readonly by: string;
}

/** Public keys by their thumbprint. */
export interface Keys {
  readonly thumbprints: readonly string[];
  /** Checks a compact JWS of this `typ`; in words, why it is none of these keys. */
  readonly open: (jws: string, type: string) => Signed | string;
}

const jwks = z.strictObject({
  keys: z.array(
    z.strictObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
    }),
  ),
});
const header = z.strictObject({ alg: z.literal('ES256'), kid: z.string(), typ: z.string() });
/** A JWS has one spelling: unused bits of its last letter are zero. */
const PART = /^[A-Za-z0-9_-]+$/;

/** Reads a key set; in words, what is wrong with it. */
export async function readKeys(value: unknown): Promise<Keys | string> {
  const parsed = jwks.safeParse(value);
  if (!parsed.success) return 'is no set of public keys for ES256';
  const byThumbprint = new Map<string, KeyObject>();
  for (const jwk of parsed.data.keys) {
    const { kty, crv, x, y, kid } = jwk;
    const thumbprint = await calculateJwkThumbprint(jwk, 'sha256');
    if (thumbprint !== kid) return `calls a key ${kid} that is ${thumbprint}`;
    try {
      byThumbprint.set(kid, createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }));
    } catch {
      return `has a key that is no point of P-256: ${kid}`;
    }
  }
  if (byThumbprint.size !== parsed.data.keys.length) return 'names a key twice';
  return { thumbprints: [...byThumbprint.keys()], open: (jws, type) => open(byThumbprint, jws, type) };
}

// By the platform and not by jose, which hands each signature to another thread: there may be a hundred thousand of them.
function open(keys: ReadonlyMap<string, KeyObject>, jws: string, type: string): Signed | string {
  const [head = '', body = '', signature = '', ...more] = jws.split('.');
  if (more.length > 0 || ![head, body, signature].every(isOneSpelling)) return 'is no signature';
  const told = header.safeParse(jsonOf(head));
  if (!told.success || told.data.typ !== type) return `is no signature of the kind ${type}`;
  const key = keys.get(told.data.kid);
  if (key === undefined) return `is signed by a key that is not in keys.json: ${told.data.kid}`;
  const by = { key, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.from(`${head}.${body}`), by, Buffer.from(signature, 'base64url'))
    ? { payload: Buffer.from(body, 'base64url'), by: told.data.kid }
    : 'has a signature that is not good';
}

const isOneSpelling = (part: string): boolean =>
  PART.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part;

function jsonOf(part = ''): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
