// Verified claims -> the person that calls, through whatever app.
// Promises: a token without delegated scopes is no person's, nor is one with an agent identity in it.
import type { CallerCheck, PersonCaller } from './callers.ts';
import { clientOf, isAgentToken, scopesOf, type TokenClaims } from './token-claims.ts';

/** Reads a person's delegated token. Never look at `name` to decide anything: people choose it. */
export function readPerson(claims: TokenClaims): CallerCheck<PersonCaller> {
  const clientId = clientOf(claims);
  if (clientId === undefined) return { ok: false, status: 401, reason: 'incomplete' };
  const scopes = scopesOf(claims);
  if (scopes.length === 0) return { ok: false, status: 403, reason: 'grants_nothing' };
  if (isAgentToken(claims)) return { ok: false, status: 403, reason: 'contradictory' };
  if (claims.idtyp !== undefined && claims.idtyp !== 'user') {
    return { ok: false, status: 403, reason: 'contradictory' };
  }
  return {
    ok: true,
    caller: {
      kind: 'person',
      oid: claims.oid,
      tenant: claims.tid,
      name: claims.name ?? claims.oid,
      roles: claims.roles ?? [],
      scopes,
      clientId,
      ...(claims.auth_time === undefined ? {} : { authTime: claims.auth_time }),
      acrs: [claims.acrs ?? []].flat(),
    },
  };
}
