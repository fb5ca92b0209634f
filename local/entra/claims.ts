// What stands in a token: the claims Entra ID puts into v2.0 access tokens, for an app by itself and for a person.
// Promises: names, formats and issuer as at Entra; `oid` and `tid` are the identity, everything readable is decoration.
import { createHash, randomBytes } from 'node:crypto';
import { OTHER_TENANT, type Person, SIGN_IN_CLIENT_ID } from '../directory.ts';
import type { Claims } from './signing-key.ts';

/** How long a token lives. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/** A workload that asks for a token for itself. */
export interface Client {
  readonly clientId: string;
  readonly secret: string;
  readonly objectId: string;
}

/** Where and when a token is issued. `now` is in whole seconds. */
export interface Issue {
  readonly url: string;
  readonly tenant: string;
  readonly audience: string;
  readonly now: number;
}

/** The issuer of a tenant's v2.0 tokens. */
export function issuerOf(url: string, tenant: string): string {
  return `${url}/${tenant}/v2.0`;
}

/** Claims of an app-only token. A workload without roles gets none: Entra leaves the member out. */
export function appClaims(client: Client, roles: readonly string[], issue: Issue): Claims {
  return {
    ...common(issue),
    azp: client.clientId,
    azpacr: '1',
    idtyp: 'app',
    oid: client.objectId,
    sub: client.objectId,
    ...(roles.length > 0 ? { roles } : {}),
  };
}

/** Claims of a person's token. `issue.tenant` is the person's own tenant. */
export function personClaims(
  person: Person,
  scopes: readonly string[],
  clientId: string,
  issue: Issue,
): Claims {
  const isGuest = person.kind === 'guest';
  return {
    ...common(issue),
    acct: isGuest ? 1 : 0,
    azp: clientId,
    azpacr: clientId === SIGN_IN_CLIENT_ID ? '0' : '1',
    ...(isGuest ? { idp: `https://sts.windows.net/${OTHER_TENANT}/` } : {}),
    name: person.name,
    oid: person.id,
    preferred_username: person.upn,
    // Roles are assigned in our tenant: someone of another tenant has none here.
    ...(person.roles.length > 0 && person.kind !== 'external' ? { roles: person.roles } : {}),
    scp: scopes.join(' '),
    // Differs per person and audience, so that nobody can join on it.
    sub: createHash('sha256').update(`${person.id}|${issue.audience}`).digest('base64url'),
  };
}

function common({ url, tenant, audience, now }: Issue): Claims {
  return {
    aud: audience,
    iss: issuerOf(url, tenant),
    iat: now,
    nbf: now,
    exp: now + TOKEN_LIFETIME_SECONDS,
    tid: tenant,
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  };
}
