// The public keys for `/access/v1/jwks`, so that anyone can verify a grant without asking us.
// Promises: only public members leave this file.
import { type PublicJwk, readSigningKeys } from './signing-key.ts';

/** A JSON Web Key Set (RFC 7517). */
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}

/** The set of one private JWK or several, in their order: the first is the one that signs. */
export function publicJwks(privateJwks: unknown): PublicJwks {
  return { keys: readSigningKeys(privateJwks).map((key) => key.publicJwk) };
}
