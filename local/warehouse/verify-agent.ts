// Who is calling: the agent's own Entra token for Countersign's API, verified like any other.
// Promises: only a workload with the role `Requests.Create` is an agent; a person's token or another API's is refused.
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** The agent's client id, or why the caller is none. `unavailable`: nobody could tell, ask again. */
export type AgentCheck =
  | { readonly ok: true; readonly clientId: string }
  | { readonly ok: false; readonly status: 401 | 403 | 503; readonly message: string };

/** Checks an `authorization` header. */
export type VerifyAgent = (authorization: string | undefined) => Promise<AgentCheck>;

/** The issuer whose tokens count, and the audience they must name. */
export interface TokenIssuer {
  readonly entraUrl: string;
  readonly tenant: string;
  readonly audience: string;
}

/** Makes the check against this issuer's published keys. */
export function createAgentCheck({ entraUrl, tenant, audience }: TokenIssuer): VerifyAgent {
  const keys = createRemoteJWKSet(new URL(`${entraUrl}/${tenant}/discovery/v2.0/keys`), {
    timeoutDuration: 5000,
  });
  const issuer = `${entraUrl}/${tenant}/v2.0`;

  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      return no(401, `Send an Entra token for ${audience}/.default as "authorization: Bearer …".`);
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'tid', 'azp', 'oid'],
      });
      return readAgent(payload, tenant);
    } catch (error) {
      if (isUnavailable(error)) return no(503, 'The keys of Entra could not be fetched.');
      const why = error instanceof Error ? error.message : String(error);
      return no(401, `The token is not valid here: ${why}.`);
    }
  };
}

function readAgent(claims: JWTPayload, tenant: string): AgentCheck {
  const roles: unknown = claims.roles;
  const isApp = claims.idtyp === 'app' && claims.tid === tenant && typeof claims.azp === 'string';
  if (!isApp || !Array.isArray(roles) || !roles.includes('Requests.Create')) {
    return no(403, 'Only an agent with the app role Requests.Create may export.');
  }
  return { ok: true, clientId: String(claims.azp) };
}

function isUnavailable(error: unknown): boolean {
  // What jose throws when the key set itself could not be had; a bad token has a subclass of its own.
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function no(status: 401 | 403 | 503, message: string): AgentCheck {
  return { ok: false, status, message };
}
