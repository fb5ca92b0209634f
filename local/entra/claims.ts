// What stands in a token: the claims Entra ID puts into access tokens of both versions, for an app by itself and for a person.
// Promises: names, formats and issuer as at Entra; `oid` and `tid` are the identity, everything readable is decoration.
import { createHash, randomBytes } from 'node:crypto';
import { OTHER_TENANT, type Person } from '../directory.ts';
import type { Claims } from './signing-key.ts';

/** How long a token lives. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/** The format of a token: 1 from the old endpoint, 2 from the v2.0 endpoint. */
export type TokenVersion = 1 | 2;

/** A workload that asks for tokens. An agent identity has a blueprint and an empty secret, which proves nothing. */
export interface Client {
  readonly clientId: string;
  readonly secret: string;
  readonly objectId: string;
  readonly blueprint?: string;
}

/** How a client proved itself, as tokens tell it: not at all, by its secret, by a signed assertion. */
export type ClientProof = '0' | '1' | '2';

/** Where and when a token is issued. `now` is in whole seconds. */
export interface Issue {
  readonly url: string;
  readonly tenant: string;
  readonly audience: string;
  readonly now: number;
  readonly version: TokenVersion;
  readonly proof: ClientProof;
}

/** The issuer of a tenant's tokens. */
export function issuerOf(url: string, tenant: string, version: TokenVersion = 2): string {
  return version === 2 ? `${url}/${tenant}/v2.0` : `${url}/${tenant}/`;
}

/** Claims of an app-only token. A workload without roles gets none: Entra leaves the member out. */
export function appClaims(client: Client, roles: readonly string[], issue: Issue): Claims {
  return {
    ...common(issue),
    ...calledBy(client.clientId, issue),
    idtyp: 'app',
    oid: client.objectId,
    sub: client.objectId,
    ...(roles.length > 0 ? { roles } : {}),
    ...agentFacets(client, { xms_sub_fct: '9 3 11', xms_idrel: '7 10' }),
  };
}

/** Claims of a person's token at a client. `issue.tenant` is the person's own tenant. */
export function personClaims(
  person: Person,
  scopes: readonly string[],
  client: Pick<Client, 'clientId' | 'blueprint'>,
  issue: Issue,
): Claims {
  const isGuest = person.kind === 'guest';
  return {
    ...common(issue),
    acct: isGuest ? 1 : 0,
    ...calledBy(client.clientId, issue),
    ...(isGuest ? { idp: `https://sts.windows.net/${OTHER_TENANT}/` } : {}),
    name: person.name,
    oid: person.id,
    ...(issue.version === 2 ? { preferred_username: person.upn } : { unique_name: person.upn }),
    // Roles are assigned in our tenant: someone of another tenant has none here.
    ...(person.roles.length > 0 && person.kind !== 'external' ? { roles: person.roles } : {}),
    scp: scopes.join(' '),
    // Differs per person and audience, so that nobody can join on it.
    sub: createHash('sha256').update(`${person.id}|${issue.audience}`).digest('base64url'),
    ...agentFacets(client, { idtyp: 'user', xms_idrel: '1' }),
  };
}

function common({ url, tenant, audience, now, version }: Issue): Claims {
  return {
    aud: audience,
    iss: issuerOf(url, tenant, version),
    iat: now,
    nbf: now,
    exp: now + TOKEN_LIFETIME_SECONDS,
    tid: tenant,
    uti: randomBytes(16).toString('base64url'),
    ver: `${version}.0`,
  };
}

function calledBy(clientId: string, { version, proof }: Issue): Claims {
  return version === 2 ? { azp: clientId, azpacr: proof } : { appid: clientId, appidacr: proof };
}

// Tokens of an agent identity say so, and name the blueprint it was made from; other tokens carry none of these claims here.
function agentFacets({ blueprint }: Pick<Client, 'blueprint'>, more: Claims): Claims {
  if (blueprint === undefined) return {};
  return { ...more, xms_act_fct: '3 9 11', xms_tnt_fct: '3 9', xms_par_app_azp: blueprint };
}
