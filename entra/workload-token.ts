// Verified claims -> the workload that calls: software with its own identity, or an agent identity acting for a person.
// Promises: nothing that a person's token carries makes it a workload's; an agent acting for a person gains none of that person's roles.
import type { CallerCheck, WorkloadCaller } from './callers.ts';
import { clientOf, isAgentToken, scopesOf, type TokenClaims } from './token-claims.ts';

// The delegated scope that stands for the app role of the same name. Every other power must be the workload's own.
const DELEGATED: readonly string[] = ['Requests.Create'];

/** True when the token's subject is the app itself. */
export function isAppOnly(claims: TokenClaims): boolean {
  if (claims.scp !== undefined) return false;
  if (claims.idtyp !== undefined) return claims.idtyp === 'app';
  // `idtyp` is optional in v1.0 and v2.0 tokens. Roles alone prove nothing, people have them too; only an app's subject is its own object id.
  return claims.roles !== undefined && (claims.sub.toLowerCase() === claims.oid || isAgentToken(claims));
}

/** Reads an app-only token, or one of an agent identity acting for a person. */
export function readWorkload(claims: TokenClaims): CallerCheck<WorkloadCaller> {
  const clientId = clientOf(claims);
  if (clientId === undefined) return { ok: false, status: 401, reason: 'incomplete' };
  const identity = { kind: 'workload', clientId, tenant: claims.tid } as const;
  if (isAppOnly(claims)) {
    return { ok: true, caller: { ...identity, objectId: claims.oid, roles: claims.roles ?? [] } };
  }
  if (!isAgentToken(claims)) return { ok: false, status: 403, reason: 'contradictory' };
  const roles = scopesOf(claims).filter((scope) => DELEGATED.includes(scope));
  return { ok: true, caller: { ...identity, roles, onBehalfOf: claims.oid } };
}
