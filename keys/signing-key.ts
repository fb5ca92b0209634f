// A private signing key as configured (JWK, P-256) made ready for use: checked once at the start, named by its thumbprint.
// Promises: a key that cannot sign, or whose public half does not fit, stops the start; `publicJwk` has no private member.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A public key as others see it. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
}

/** One key that signs, or used to sign and is still published. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

/** The first key signs; the others are only published, so that what they signed stays verifiable. */
type SigningKeys = readonly [SigningKey, ...SigningKey[]];

/** Reads one private JWK or several. Throws a `TypeError` that names the cure and never the key. */
export function readSigningKeys(privateJwks: unknown): SigningKeys {
  const [first, ...others] = (Array.isArray(privateJwks) ? privateJwks : [privateJwks]).map(readOne);
  if (first === undefined) throw new TypeError('No signing key: give at least one private P-256 JWK.');
  const keys: SigningKeys = [first, ...others];
  if (new Set(keys.map((key) => key.kid)).size !== keys.length) {
    throw new TypeError(
      'The same signing key is listed twice: list each key once, the one that signs first.',
    );
  }
  return keys;
}

/** A public key of ours as it was kept; `undefined` where it is none, or its name is not its thumbprint. */
export function readPublicJwk(jwk: unknown): PublicJwk | undefined {
  if (!isEcJwk(jwk)) return undefined;
  const { kty, crv, x, y, kid } = jwk;
  const own = thumbprint({ crv, kty, x, y });
  return kid === own ? { kty, crv, x, y, kid: own, use: 'sig', alg: 'ES256' } : undefined;
}

function readOne(jwk: unknown, index: number): SigningKey {
  const what = `Signing key ${index + 1}`;
  const cure = 'Give a private P-256 JWK with the members kty, crv, x, y and d.';
  if (!isPrivateEcJwk(jwk)) throw new TypeError(`${what} is not a private key for ES256. ${cure}`);
  const { crv, d, kty, x, y } = jwk;
  const privateKey = importKey(() => createPrivateKey({ key: { crv, d, kty, x, y }, format: 'jwk' }), what);
  const publicKey = importKey(() => createPublicKey({ key: { crv, kty, x, y }, format: 'jwk' }), what);
  const probe = Buffer.from('countersign');
  // A public half of another key would publish what verifies nothing.
  if (!verify('sha256', probe, publicKey, sign('sha256', probe, privateKey))) {
    throw new TypeError(`${what}: its public and private members do not belong together. ${cure}`);
  }
  const kid = thumbprint({ crv, kty, x, y });
  return { kid, privateKey, publicJwk: { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' } };
}

interface EcJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid?: unknown;
}
type PrivateEcJwk = EcJwk & { readonly d: string };

function isEcJwk(jwk: unknown): jwk is EcJwk {
  if (typeof jwk !== 'object' || jwk === null) return false;
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  return kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y);
}

const isPrivateEcJwk = (jwk: unknown): jwk is PrivateEcJwk =>
  isEcJwk(jwk) && isCoordinate(Reflect.get(jwk, 'd'));

// 32 bytes in base64url: a thumbprint over any other spelling would name the same key differently.
function isCoordinate(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);
}

function importKey(read: () => KeyObject, what: string): KeyObject {
  try {
    return read();
  } catch {
    // The cause is dropped: it may quote the key.
    throw new TypeError(`${what} cannot be read: its numbers are not a point of P-256.`);
  }
}

/** RFC 7638: the required members in lexical order, nothing else. */
function thumbprint({ crv, kty, x, y }: EcJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
