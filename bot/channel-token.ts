// The first look at a caller's token, before botbuilder sees it: is it signed by the Bot Framework's Teams channel, for this bot?
// It closes what the library leaves open: tokens of the bot itself from any tenant, activities without a serviceUrl, memory that
// grows with every forged token, keys of other channels, errors that tell internals. Forgeries cost no key fetch.
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { z } from 'zod';

/** The issuer of every token the channel sends. */
export const CHANNEL_ISSUER = 'https://api.botframework.com';
const MAX_HEADER = 8192;
const SKEW_SECONDS = 300;
const KEYS_FRESH_MS = 24 * 3_600_000;
/** Keys are read again for an unknown key id, but no more often than this: anyone can make up an id. */
const UNKNOWN_KEY_PAUSE_MS = 5 * 60_000;
/** After a failed read the next callers are told at once for this long. */
const FAILURE_PAUSE_MS = 1000;
const FETCH_TIMEOUT_MS = 4000;

/** `unavailable`: the channel's keys cannot be read, so nothing can be said. */
type TokenVerdict = 'genuine' | 'refused' | 'unavailable';

interface ChannelTokenOptions {
  readonly appId: string;
  readonly openIdMetadataUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const metadataSchema = z.object({ jwks_uri: z.url() });
const keysSchema = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.string(),
      kid: z.string().optional(),
      endorsements: z.array(z.string()).optional(),
    }),
  ),
});
type ChannelJwk = z.infer<typeof keysSchema>['keys'][number];

/** Makes the check; the keys are read at the first token that deserves it. */
export function createChannelTokenCheck(
  options: ChannelTokenOptions,
): (authorization: string | undefined, serviceUrl: string) => Promise<TokenVerdict> {
  const keyOf = createKeySource(options);
  return async (authorization, serviceUrl) => {
    const token = readToken(authorization);
    const kid = token === undefined ? undefined : plausibleKey(token, options.appId, serviceUrl);
    if (token === undefined || kid === undefined) return 'refused';
    let jwk: ChannelJwk | undefined;
    try {
      jwk = await keyOf(kid);
    } catch {
      return 'unavailable';
    }
    if (jwk === undefined || jwk.kty !== 'RSA' || jwk.endorsements?.includes('msteams') !== true)
      return 'refused';
    try {
      await jwtVerify(token, await importJWK(jwk as JWK, 'RS256'), {
        algorithms: ['RS256'],
        issuer: CHANNEL_ISSUER,
        audience: options.appId,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp', 'serviceurl'],
        currentDate: new Date(options.now()),
      });
      return 'genuine';
    } catch {
      return 'refused';
    }
  };
}

function readToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > MAX_HEADER) return undefined;
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1];
}

/** The key id of a token whose unsigned words are already right; anything else is not worth a key. */
function plausibleKey(token: string, appId: string, serviceUrl: string): string | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    if (alg !== 'RS256' || typeof kid !== 'string') return undefined;
    if (claims.iss !== CHANNEL_ISSUER || claims.aud !== appId) return undefined;
    // Only Entra's tokens carry a tenant: the library would take such a one for an emulator's.
    if (claims.tid !== undefined || claims.appid !== undefined || claims.azp !== undefined) return undefined;
    return claims.serviceurl === serviceUrl ? kid : undefined;
  } catch {
    return undefined;
  }
}

function createKeySource({ openIdMetadataUrl, now }: ChannelTokenOptions) {
  let keys: readonly ChannelJwk[] | undefined;
  let readAt = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      keys = await readChannelKeys(openIdMetadataUrl);
      readAt = now();
    } catch (cause) {
      failedAt = now();
      throw new Error('the Bot Framework’s keys cannot be read', { cause });
    }
  }

  async function refresh(): Promise<void> {
    if (now() - failedAt < FAILURE_PAUSE_MS)
      throw new Error('the Bot Framework’s keys could not be read just now');
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  }

  return async (kid: string): Promise<ChannelJwk | undefined> => {
    const known = keys?.find((key) => key.kid === kid);
    const age = now() - readAt;
    if (known !== undefined && age < KEYS_FRESH_MS) return known;
    if (keys !== undefined && known === undefined && age < UNKNOWN_KEY_PAUSE_MS) return undefined;
    await refresh();
    return keys?.find((key) => key.kid === kid);
  };
}

/** The keys that the channel publishes now. Throws when they cannot be read. */
export async function readChannelKeys(openIdMetadataUrl: string): Promise<readonly ChannelJwk[]> {
  const { jwks_uri: url } = metadataSchema.parse(await readJson(openIdMetadataUrl));
  return keysSchema.parse(await readJson(url)).keys;
}

async function readJson(url: string): Promise<unknown> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), redirect: 'error' });
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return await reply.json();
}
