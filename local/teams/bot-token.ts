// The connector's lock: is this call really from the bot, with a token that Entra gave it?
// Promises: signature, issuer, audience, lifetime and client are all checked; there is no way around it.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** `ok`, `refused` (401), or `unknown` when Entra's keys cannot be read (503). */
export type BotTokenCheck = (authorization: string | undefined) => Promise<'ok' | 'refused' | 'unknown'>;

/** Checks bearer tokens of the bot `botAppId` against the local Entra's keys. */
export function createBotTokenCheck(entraUrl: string, tenant: string, botAppId: string): BotTokenCheck {
  // A short cooldown: the local Entra makes new keys at each start, and the bot must not be locked out meanwhile.
  const keys = createRemoteJWKSet(new URL(`${entraUrl}/${tenant}/discovery/v2.0/keys`), {
    cooldownDuration: 500,
  });
  return async (authorization) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'refused';
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: `${entraUrl}/${tenant}/v2.0`,
        audience: 'https://api.botframework.com',
        clockTolerance: 60,
      });
      return payload.azp === botAppId ? 'ok' : 'refused';
    } catch (error) {
      return isAboutTheToken(error) ? 'refused' : 'unknown';
    }
  };
}

function isAboutTheToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return (
    error.code.startsWith('ERR_JW') && error.code !== 'ERR_JWKS_TIMEOUT' && error.code !== 'ERR_JWKS_INVALID'
  );
}
