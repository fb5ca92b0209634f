// `POST /{tenant}/oauth2/v2.0/token`: form posts as at Entra ID, for workloads (client_credentials) and people (authorization_code
// after the sign-in page, password for scripts).
// Promises: a workload needs its secret; a disabled person gets nothing; every "no" has Entra's shape and code.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Person, SIGN_IN_CLIENT_ID } from '../directory.ts';
import { type Reply, readText } from '../support/local-door.ts';
import { appClaims, type Client, personClaims, TOKEN_LIFETIME_SECONDS } from './claims.ts';
import { entraError } from './entra-error.ts';
import type { LiveDirectory } from './live-directory.ts';
import { nowSeconds } from './now.ts';
import type { Codes } from './sign-in/codes.ts';
import type { PublicClient } from './sign-in/request.ts';
import type { Claims, SigningKey } from './signing-key.ts';

/** The resource of Microsoft Graph. */
export const GRAPH_RESOURCE = 'https://graph.microsoft.com';
/** The resource of the Bot Connector. */
const BOT_RESOURCE = 'https://api.botframework.com';
/** What Countersign's own workload may read in Graph: the permissions a deployment grants it. */
const GRAPH_ROLES = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'] as const;

/** What the token door works with. */
export interface TokenDoor {
  readonly url: () => string;
  readonly directory: LiveDirectory;
  readonly key: SigningKey;
  readonly service: Client;
  readonly bot: Client;
  readonly clients: readonly PublicClient[];
  readonly codes: Codes;
}

const MAX_FORM_BYTES = 16 * 1024;
const CODE_PARAMETERS = ['client_id', 'code', 'redirect_uri', 'code_verifier'] as const;
const API_SCOPES: readonly string[] = ['Approvals.Decide'];
const SIGN_IN_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** Answers one token request. */
export async function giveToken(door: TokenDoor, tenant: string, req: IncomingMessage): Promise<Reply> {
  if (!door.directory.tenants().has(tenant)) return entraError('unknownTenant', `'${tenant}'.`);
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return entraError('notAForm');
  const form = new URLSearchParams(await readText(req, MAX_FORM_BYTES));
  readBasic(req, form);
  const grant = form.get('grant_type');
  const needed = grant === 'authorization_code' ? CODE_PARAMETERS : ['grant_type', 'scope'];
  const missing = needed.find((name) => !form.get(name));
  if (missing !== undefined) return entraError('missingParameter', `'${missing}'.`);
  if (grant === 'authorization_code') return giveTokenForCode(door, tenant, form, req.headers.origin);
  if (grant === 'client_credentials') return giveAppToken(door, tenant, form);
  if (grant === 'password') return givePersonToken(door, tenant, form);
  return entraError('unsupportedGrant', `'${grant}'.`);
}

/** The roles a workload holds at a resource. */
export function rolesOf(door: TokenDoor, clientId: string, resource: string): readonly string[] {
  if (resource === GRAPH_RESOURCE) return clientId === door.service.clientId ? GRAPH_ROLES : [];
  if (resource !== door.directory.audience) return [];
  return door.directory.findAgent((agent) => agent.clientId === clientId)?.roles ?? [];
}

async function giveAppToken(door: TokenDoor, tenant: string, form: URLSearchParams): Promise<Reply> {
  const clientId = form.get('client_id');
  if (!clientId) return entraError('missingParameter', "'client_id'.");
  const secret = form.get('client_secret');
  if (!secret) return entraError('missingParameter', "'client_secret'.");
  const client = findClient(door, clientId.toLowerCase());
  // Our workloads exist in our tenant only.
  if (client === undefined || tenant !== door.directory.tenant)
    return entraError('unknownClient', `'${clientId}'.`);
  if (!isSame(secret, client.secret)) return entraError('invalidSecret', `App '${clientId}'.`);
  const scope = form.get('scope') ?? '';
  if (!scope.endsWith('/.default')) {
    return entraError('badScope', `'${scope}': client_credentials takes '{resource}/.default'.`);
  }
  const audience = audienceOf(door, scope.slice(0, -'/.default'.length));
  if (audience === undefined) return entraError('unknownResource', `'${scope}'.`);
  const roles = rolesOf(door, client.clientId, audience);
  const claims = appClaims(client, roles, { url: door.url(), tenant, audience, now: nowSeconds() });
  return tokenReply(door, claims);
}

// The workload with this client id: an agent of the directory, Countersign itself or its bot.
function findClient(door: TokenDoor, clientId: string): Client | undefined {
  const own = [door.service, door.bot].find((client) => client.clientId === clientId);
  return own ?? door.directory.findAgent((agent) => agent.clientId === clientId);
}

// The local stand-in for an interactive sign-in: who can reach this port may become anyone of the demo world, so the password
// is not looked at. What the token proves afterwards is checked exactly as in the cloud.
async function givePersonToken(door: TokenDoor, tenant: string, form: URLSearchParams): Promise<Reply> {
  const username = form.get('username');
  if (!username) return entraError('missingParameter', "'username'.");
  const clientId = (form.get('client_id') ?? SIGN_IN_CLIENT_ID).toLowerCase();
  if (clientId !== SIGN_IN_CLIENT_ID && findClient(door, clientId) === undefined) {
    return entraError('unknownClient', `'${clientId}'.`);
  }
  const person = door.directory.findPerson(username);
  if (person === undefined || !maySignIn(door, person, tenant))
    return entraError('unknownUser', `'${username}'.`);
  if (person.disabled) return entraError('disabledUser', `'${username}'.`);
  const scopes = apiScopes(door, form.get('scope') ?? '');
  if (scopes === undefined) {
    return entraError('badScope', `Ask for '${door.directory.audience}/${API_SCOPES[0]}'.`);
  }
  const home = door.directory.tenantOf(person);
  const { audience } = door.directory;
  const issue = { url: door.url(), tenant: home, audience, now: nowSeconds() };
  return tokenReply(door, personClaims(person, scopes, clientId, issue), scopes);
}

// After the sign-in page: the code, with the proof that it came back to the browser that asked.
async function giveTokenForCode(
  door: TokenDoor,
  tenant: string,
  form: URLSearchParams,
  origin: string | undefined,
): Promise<Reply> {
  const clientId = (form.get('client_id') ?? '').toLowerCase();
  const client = door.clients.find((each) => each.clientId === clientId);
  if (client === undefined || tenant !== door.directory.tenant)
    return entraError('unknownClient', `'${clientId}'.`);
  // An app without a secret is believed only where it lives.
  if (origin === undefined || !originsOf(client).includes(origin)) return entraError('notCrossOrigin');
  const found = door.codes.redeem({
    clientId,
    code: form.get('code') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier') ?? '',
  });
  if (found === 'unknown') return entraError('unknownCode');
  if (found === 'used') return entraError('usedCode');
  if (found === 'wrongVerifier') return entraError('wrongVerifier');
  const person = door.directory.findPerson(found.personId);
  if (person === undefined) return entraError('unknownUser');
  if (person.disabled) return entraError('disabledUser', `'${person.upn}'.`);
  const scopes = apiScopes(door, found.request.scope);
  if (scopes === undefined)
    return entraError('badScope', `Ask for '${door.directory.audience}/${API_SCOPES[0]}'.`);
  const { audience } = door.directory;
  const issue = { url: door.url(), tenant, audience, now: nowSeconds() };
  const { acrs, nonce } = found.request;
  return tokenReply(
    door,
    {
      ...personClaims(person, scopes, clientId, issue),
      azpacr: '0',
      auth_time: found.authTime,
      ...(acrs.length === 0 ? {} : { acrs }),
      ...(nonce === undefined ? {} : { nonce }),
    },
    scopes,
  );
}

/** Where a browser app lives: the origins of its addresses. */
export const originsOf = ({ redirectUris }: PublicClient): readonly string[] =>
  redirectUris.map((each) => new URL(each).origin);

// At our own address an external person is answered by their tenant, as the common endpoint of Entra would.
function maySignIn(door: TokenDoor, person: Person, tenant: string): boolean {
  return tenant === door.directory.tenant || tenant === door.directory.tenantOf(person);
}

function apiScopes(door: TokenDoor, scope: string): readonly string[] | undefined {
  const wanted = scope.split(' ').filter((one) => one !== '' && !SIGN_IN_SCOPES.includes(one));
  const names = wanted.map((one) => {
    const slash = one.lastIndexOf('/');
    const isOurs = audienceOf(door, one.slice(0, slash)) === door.directory.audience;
    return isOurs ? one.slice(slash + 1) : '';
  });
  const granted = names.flatMap((name) => (name === '.default' ? API_SCOPES : [name]));
  return granted.length > 0 && granted.every((name) => API_SCOPES.includes(name)) ? granted : undefined;
}

function audienceOf(door: TokenDoor, resource: string): string | undefined {
  const { audience } = door.directory;
  if (resource === audience || resource === `api://${audience}`) return audience;
  return resource === GRAPH_RESOURCE || resource === BOT_RESOURCE ? resource : undefined;
}

async function tokenReply(door: TokenDoor, claims: Claims, scopes?: readonly string[]): Promise<Reply> {
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
      expires_in: TOKEN_LIFETIME_SECONDS,
      ext_expires_in: TOKEN_LIFETIME_SECONDS,
      access_token: await door.key.sign(claims),
    },
    headers: { pragma: 'no-cache' },
  };
}

// Client libraries may send the pair as HTTP Basic, each part form-encoded (RFC 6749, 2.3.1).
function readBasic(req: IncomingMessage, form: URLSearchParams): void {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (basic === undefined) return;
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return;
  const decode = (part: string) => new URLSearchParams(`v=${part}`).get('v') ?? '';
  form.set('client_id', decode(pair.slice(0, colon)));
  form.set('client_secret', decode(pair.slice(colon + 1)));
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
