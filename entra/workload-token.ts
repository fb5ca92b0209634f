// Verified claims -> the workload that calls: software with its own identity, or an agent acting for a person.
// Promises: an agent acting for a person gains none of that person's roles and no scope but the one to ask; a token with which an agent
// may ask is never a person's, whatever else it carries.
import type { CallerCheck, WorkloadCaller } from './callers.ts';
import { clientOf, isAgentToken, isPublicClient, scopesOf, type TokenClaims } from './token-claims.ts';

// The delegated scope that stands for the app role of the same name. Every other power must be the workload's own.
const ASK = 'Requests.Create';

/** True when the token's subject is the app itself. */
export function isAppOnly(claims: TokenClaims): boolean {
  if (scopesOf(claims).length > 0) return false;
  if (claims.idtyp !== undefined) return claims.idtyp === 'app';
  // `idtyp` is optional in v1.0 and v2.0 tokens. Roles alone prove nothing, people have them too; only an app's subject is its own object id.
  return claims.roles !== undefined && (claims.sub.toLowerCase() === claims.oid || isAgentToken(claims));
}

/** True for a delegated token that an agent holds: an agent identity's, or any app's that may ask with it. */
export function isAgentsToken(claims: TokenClaims): boolean {
  const scopes = scopesOf(claims);
  return scopes.includes(ASK) || (isAgentToken(claims) && scopes.length > 0);
}

/** Reads an app-only token, or one of an agent acting for a person: its `oid` is then that person's. */
export function readWorkload(claims: TokenClaims): CallerCheck<WorkloadCaller> {
  const clientId = clientOf(claims);
  if (clientId === undefined) return { ok: false, status: 401, reason: 'incomplete' };
  const blueprint = claims.xms_par_app_azp;
  const identity = {
    kind: 'workload',
    clientId,
    tenant: claims.tid,
    ...(blueprint === undefined ? {} : { blueprint }),
  } as const;
  if (isAppOnly(claims)) {
    return { ok: true, caller: { ...identity, objectId: claims.oid, roles: claims.roles ?? [] } };
  }
  if (!isAgentsToken(claims) || (claims.idtyp !== undefined && claims.idtyp !== 'user')) {
    return { ok: false, status: 403, reason: 'contradictory' };
  }
  // With a public client anybody who signs in gets a token in the agent's name: it would prove the person and nothing of the agent.
  if (isPublicClient(claims)) return { ok: false, status: 403, reason: 'public_client' };
  const roles = scopesOf(claims).filter((scope) => scope === ASK);
  return { ok: true, caller: { ...identity, roles, onBehalfOf: claims.oid } };
}
