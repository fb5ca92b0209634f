// The channel's side of trust: the key Teams signs with when it calls the bot, and how the bot finds it.
// Promises: tokens have the shape and the claims of the real channel; the key lives only in this process.
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const ISSUER = 'https://api.botframework.com';
const LIFETIME_SECONDS = 3600;
const REUSE_MS = 10 * 60_000;

/** Signs as the channel and publishes the key. */
export interface ChannelKey {
  /** A bearer token for activities with this serviceUrl; `claims` replace the usual ones (null removes one). */
  readonly token: (serviceUrl: string, claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly metadata: (url: string) => unknown;
  readonly jwks: () => unknown;
}

/** Makes a fresh RSA key for the channel that calls the bot `botAppId`. */
export async function createChannelKey(botAppId: string): Promise<ChannelKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256', endorsements: ['msteams'] };
  const reusable = new Map<string, { readonly token: string; readonly until: number }>();

  async function mint(serviceUrl: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: ISSUER,
      aud: botAppId,
      serviceurl: serviceUrl,
      nbf: now - 300,
      exp: now + LIFETIME_SECONDS,
    };
    const payload = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== null);
    return await new SignJWT(Object.fromEntries(payload) as JWTPayload)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .sign(privateKey);
  }

  return {
    token: async (serviceUrl, claims) => {
      if (claims !== undefined) return await mint(serviceUrl, claims);
      const known = reusable.get(serviceUrl);
      if (known !== undefined && known.until > Date.now()) return known.token;
      const token = await mint(serviceUrl, {});
      // As the real channel does: one token serves many calls. It also spares an RSA signature for each click.
      reusable.set(serviceUrl, { token, until: Date.now() + REUSE_MS });
      return token;
    },
    metadata: (url) => ({
      issuer: ISSUER,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${url}/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
    jwks: () => ({ keys: [jwk] }),
  };
}
