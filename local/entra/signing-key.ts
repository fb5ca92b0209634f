// The local Entra's signing key: made at start, lives in memory, published as a JWK set.
// Promises: nothing waits for the key before the first token does; the scripted odd signatures are odd in exactly one way.
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CompactSign, calculateJwkThumbprint, exportJWK, type JWK, jwtVerify } from 'jose';

/** Claims of a token, as they will be signed. */
export type Claims = Readonly<Record<string, unknown>>;

/** The key pair, seen from the doors. */
export interface SigningKey {
  readonly jwks: () => Promise<{ readonly keys: readonly JWK[] }>;
  /** A signed token. `header` is merged over `{typ, alg: RS256, kid}`; alg `none` leaves the signature empty. */
  readonly sign: (claims: Claims, header?: Claims, key?: 'ours' | 'foreign') => Promise<string>;
  /** The claims of a token we signed for one of these issuers and audiences. Throws when it is not one. */
  readonly verify: (token: string, issuer: string | string[], audience: string | string[]) => Promise<Claims>;
}

/** The members that are not null: in the scripting endpoints null removes a member. */
export function withoutNulls(members: Claims): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** Starts making a 2048-bit RSA key in the background and returns at once. */
export function createSigningKey(): SigningKey {
  const ours = makePair();
  // A failure shows at the first use; without this line it would end the process before anyone asked.
  ours.catch(() => undefined);
  let foreign: Promise<Pair> | undefined;

  async function sign(
    claims: Claims,
    header: Claims = {},
    key: 'ours' | 'foreign' = 'ours',
  ): Promise<string> {
    const pair = await ours;
    if (key === 'foreign') foreign ??= makePair();
    const signer = key === 'ours' ? pair : ((await foreign) ?? pair);
    const full = withoutNulls({ typ: 'JWT', alg: 'RS256', kid: pair.kid, ...header });
    const alg = String(full.alg);
    const payload = JSON.stringify(claims);
    if (alg === 'none') return `${encode(JSON.stringify(full))}.${encode(payload)}.`;
    return new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ ...full, alg })
      .sign(alg.startsWith('HS') ? publicBytes(signer) : signer.privateKey);
  }

  return {
    jwks: async () => {
      const { publicKey, kid } = await ours;
      return { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' }] };
    },
    sign,
    verify: async (token, issuer, audience) => {
      const { publicKey } = await ours;
      const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'] };
      return (await jwtVerify(token, publicKey, options)).payload;
    },
  };
}

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly kid: string;
}

async function makePair(): Promise<Pair> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...pair, kid: await calculateJwkThumbprint(await exportJWK(pair.publicKey)) };
}

// The classic confusion: an HMAC keyed with the public key, which everybody knows.
function publicBytes({ publicKey }: Pair): Uint8Array {
  return Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
