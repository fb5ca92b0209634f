// How an app proves itself to Entra: by its secret, by a token of an issuer it federates with, or, for an agent identity, by its blueprint.
// Promises: an assertion counts only when issuer, subject and audience are registered and its signature is the issuer's; only issuers
// on this machine are ever asked for keys.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import type { FederatedCredential } from '../directory.ts';
import type { Reply } from '../support/local-door.ts';
import { type Client, type ClientProof, issuerOf } from './claims.ts';
import { entraError } from './entra-error.ts';
import type { LiveDirectory } from './live-directory.ts';
import { EXCHANGE_RESOURCE } from './resources.ts';
import type { SigningKey } from './signing-key.ts';

/** What is needed to know clients. */
export interface ClientWorld {
  readonly url: () => string;
  readonly directory: LiveDirectory;
  readonly key: SigningKey;
  readonly service: Client;
  readonly bot: Client;
  readonly gateway?: Client;
}

/** A client and how it proved itself. */
export interface ProvenClient {
  readonly client: Client & { readonly federated?: readonly FederatedCredential[] };
  readonly proof: ClientProof;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TIMEOUT_MS = 5000;

/** The workload with this client id: an agent of the directory, a blueprint, Countersign itself, its bot or its gateway. */
export function findClient(world: ClientWorld, clientId: string): ProvenClient['client'] | undefined {
  const id = clientId.toLowerCase();
  const own = [world.service, world.bot, world.gateway].find((client) => client?.clientId === id);
  return own ?? world.directory.findApp((app) => app.clientId === id);
}

/** The client of a form, proven by what the form carries. */
export async function proveClient(world: ClientWorld, form: URLSearchParams): Promise<ProvenClient | Reply> {
  const clientId = form.get('client_id');
  if (!clientId) return entraError('missingParameter', "'client_id'.");
  const client = findClient(world, clientId);
  if (client === undefined) return entraError('unknownClient', `'${clientId}'.`);
  const assertion = form.get('client_assertion');
  if (assertion) {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      return entraError('missingParameter', `'client_assertion_type' must be ${ASSERTION_TYPE}.`);
    }
    const refused = await refuseAssertion(world, client, assertion);
    return refused ?? { client, proof: '2' };
  }
  const secret = form.get('client_secret');
  if (!secret) return entraError('missingParameter', "'client_assertion' or 'client_secret'.");
  if (client.secret === '' || !isSame(secret, client.secret)) {
    return entraError('invalidSecret', `App '${clientId}'.`);
  }
  return { client, proof: '1' };
}

/** The subject of the token with which a blueprint proves one of its agent identities. */
export function exchangeSubject(tenant: string, blueprint: string, agent: string): string {
  return `/eid1/c/pub/t/${tenant}/a/${blueprint}/${agent}`;
}

async function refuseAssertion(
  world: ClientWorld,
  client: ProvenClient['client'],
  assertion: string,
): Promise<Reply | undefined> {
  let claimed: { readonly iss?: string; readonly sub?: string };
  try {
    claimed = decodeJwt(assertion);
  } catch {
    return entraError('invalidClientAssertion', 'It is no JWT.');
  }
  const { iss: issuer = '', sub: subject = '' } = claimed;
  try {
    if (client.blueprint !== undefined) {
      const { tenant } = world.directory;
      const expected = exchangeSubject(tenant, client.blueprint, client.clientId);
      if (subject !== expected)
        return entraError('noFederation', `Issuer: '${issuer}'. Subject: '${subject}'.`);
      await world.key.verify(assertion, issuerOf(world.url(), tenant), EXCHANGE_RESOURCE);
      return undefined;
    }
    const credential = client.federated?.find((one) => one.issuer === issuer && one.subject === subject);
    if (credential === undefined) {
      return entraError('noFederation', `Issuer: '${issuer}'. Subject: '${subject}'.`);
    }
    await verifyAtIssuer(assertion, credential);
    return undefined;
  } catch (error) {
    return entraError('invalidClientAssertion', error instanceof Error ? `${error.message}.` : '');
  }
}

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });

async function verifyAtIssuer(
  assertion: string,
  { issuer, subject, audience }: FederatedCredential,
): Promise<void> {
  const address = onThisMachine(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const discovery = discoverySchema.parse(await response.json());
  if (discovery.issuer !== issuer) throw new Error('The issuer calls itself otherwise in its own metadata');
  const keys = createRemoteJWKSet(onThisMachine(discovery.jwks_uri), { timeoutDuration: TIMEOUT_MS });
  const requiredClaims = ['exp', 'iat'];
  await jwtVerify(assertion, keys, { issuer, subject, audience, algorithms: ['RS256'], requiredClaims });
}

// Scripts name the issuers: what they name must not make this process a caller of the outside.
function onThisMachine(address: string): URL {
  const url = new URL(address);
  if (url.protocol === 'http:' && url.hostname === '127.0.0.1') return url;
  throw new Error('The local Entra federates with issuers on http://127.0.0.1 only');
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
