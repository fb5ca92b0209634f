// `POST /{tenant}/oauth2/v2.0/token`, and the old `/{tenant}/oauth2/token` for v1.0 tokens: form posts as at Entra ID, for workloads and people.
// Promises: a workload must prove itself; every "no" has Entra's shape and code.
import type { IncomingMessage } from 'node:http';
import { type Reply, readText } from '../support/local-door.ts';
import { appClaims, TOKEN_LIFETIME_SECONDS, type TokenVersion } from './claims.ts';
import { exchangeSubject, proveClient } from './client-proof.ts';
import { entraError } from './entra-error.ts';
import { nowSeconds } from './now.ts';
import { type Asked, type Granted, grantByPassword, grantOnBehalfOf } from './person-grants.ts';
import { audienceOf, EXCHANGE_RESOURCE, rolesOf } from './resources.ts';
import { type CodeWorld, grantForCode } from './sign-in/grant.ts';

/** What the token door works with. */
export type TokenDoor = CodeWorld;

/** The grants of the token endpoint. */
export const GRANT_TYPES = [
  'authorization_code',
  'client_credentials',
  'password',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
] as const;

const CODE_PARAMETERS = ['client_id', 'code', 'redirect_uri', 'code_verifier'] as const;
const MAX_FORM_BYTES = 32 * 1024;

/** Answers one token request. */
export async function giveToken(
  door: TokenDoor,
  tenant: string,
  req: IncomingMessage,
  version: TokenVersion,
): Promise<Reply> {
  if (!door.directory.tenants().has(tenant)) return entraError('unknownTenant', `'${tenant}'.`);
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return entraError('notAForm');
  const form = new URLSearchParams(await readText(req, MAX_FORM_BYTES));
  readBasic(req, form);
  const target = version === 1 ? 'resource' : 'scope';
  const isCode = version === 2 && form.get('grant_type') === GRANT_TYPES[0];
  const missing = (isCode ? CODE_PARAMETERS : ['grant_type', target]).find((name) => !form.get(name));
  if (missing !== undefined) return entraError('missingParameter', `'${missing}'.`);
  const scope = version === 1 ? `${form.get('resource')}/.default` : (form.get('scope') ?? '');
  const asked = { tenant, version, form, scope, now: nowSeconds() };
  const granted = await grant(door, asked, req.headers.origin);
  if ('status' in granted) return granted;
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      ...(granted.scopes.length === 0 ? {} : { scope: granted.scopes.join(' ') }),
      expires_in: TOKEN_LIFETIME_SECONDS,
      ext_expires_in: TOKEN_LIFETIME_SECONDS,
      access_token: await door.key.sign(granted.claims),
    },
    headers: { pragma: 'no-cache' },
  };
}

async function grant(door: TokenDoor, asked: Asked, origin: string | undefined): Promise<Granted | Reply> {
  const type = asked.form.get('grant_type');
  if (type === GRANT_TYPES[0]) return grantForCode(door, asked, origin);
  if (type === GRANT_TYPES[1]) return grantToApp(door, asked);
  if (type === GRANT_TYPES[2]) return grantByPassword(door, asked);
  if (type === GRANT_TYPES[3]) return grantOnBehalfOf(door, asked);
  return entraError('unsupportedGrant', `'${type}'.`);
}

async function grantToApp(
  door: TokenDoor,
  { form, tenant, version, scope, now }: Asked,
): Promise<Granted | Reply> {
  const proven = await proveClient(door, form);
  if ('status' in proven) return proven;
  const { client, proof } = proven;
  // Our workloads exist in our tenant only.
  if (tenant !== door.directory.tenant) return entraError('unknownClient', `'${client.clientId}'.`);
  if (!scope.endsWith('/.default')) {
    return entraError('badScope', `'${scope}': client_credentials takes '{resource}/.default'.`);
  }
  const resource = scope.slice(0, -'/.default'.length);
  const audience = audienceOf(door, resource);
  // The other resources know v2.0 alone here.
  if (audience === undefined || (version === 1 && audience !== door.directory.audience))
    return entraError('unknownResource', `'${scope}'.`);
  const issue = {
    url: door.url(),
    tenant,
    audience: version === 1 ? resource : audience,
    now,
    version,
    proof,
  };
  const claims = appClaims(client, rolesOf(door, client.clientId, audience), issue);
  const agent = form.get('fmi_path');
  if (agent === null) return { claims, scopes: [] };
  const made = door.directory.findAgent(({ clientId }) => clientId === agent.toLowerCase());
  if (audience !== EXCHANGE_RESOURCE || made?.blueprint !== client.clientId) {
    return entraError('badPath', `'${agent}' is no agent identity of '${client.clientId}'.`);
  }
  return { claims: { ...claims, sub: exchangeSubject(tenant, client.clientId, made.clientId) }, scopes: [] };
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
