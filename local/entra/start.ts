// The local Entra ID and Microsoft Graph on one port: sign-in, tokens, keys, directory answers, scripting.
// Promises: listens on loopback at once, while its signing key is still being made; `close` leaves nothing behind.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Directory, seedDirectory } from '../directory.ts';
import { createFaults } from '../support/faults.ts';
import { type Reply, refuseForeignHost, sendJson, sendReply } from '../support/local-door.ts';
import { type LocalServer, serve } from '../support/serve.ts';
import { issuerOf } from './claims.ts';
import { entraError } from './entra-error.ts';
import { answerGraph } from './graph-door.ts';
import { createLiveDirectory } from './live-directory.ts';
import { createGraphGrants } from './resources.ts';
import { answerScript, type ScriptingDoor } from './scripting.ts';
import { createCodes } from './sign-in/codes.ts';
import { continueSignIn, refusedSignIn, sendSignIn, startSignIn } from './sign-in/door.ts';
import { originsOf } from './sign-in/grant.ts';
import type { PublicClient } from './sign-in/request.ts';
import { createSigningKey } from './signing-key.ts';
import { GRANT_TYPES, giveToken } from './token-door.ts';

/** A workload of ours: Countersign itself, or its bot. */
export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** How to start the local Entra ID. Without a directory it serves the demo world. */
export interface EntraOptions {
  readonly port: number;
  readonly directory?: Directory;
  readonly service: Credentials;
  readonly bot: Credentials;
  /** What targets behind the gateway are shown. */
  readonly gateway?: Credentials;
  /** Browser apps that people sign in to: the review page. */
  readonly clients?: readonly PublicClient[];
}

/** Starts the local Entra ID and Graph on 127.0.0.1; port 0 takes a free one. */
export async function startEntra(options: EntraOptions): Promise<LocalServer> {
  const calls = new Map<string, number>();
  const count = (operation: string) => calls.set(operation, (calls.get(operation) ?? 0) + 1);
  let url = '';
  const faults = {
    graph: createFaults(),
    token: createFaults(),
    keys: createFaults(),
    authorize: createFaults(),
  };
  const door: ScriptingDoor = {
    url: () => url,
    directory: createLiveDirectory(options.directory ?? seedDirectory()),
    key: createSigningKey(),
    service: withObjectId(options.service),
    bot: withObjectId(options.bot),
    ...(options.gateway === undefined ? {} : { gateway: withObjectId(options.gateway) }),
    faults,
    grants: createGraphGrants(),
    calls,
    clients: options.clients ?? [],
    codes: createCodes(),
    nextFault: () => faults.authorize.next()?.status,
  };
  const graph = { ...door, faults: door.faults.graph, count };

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/_local/')) {
      sendReply(res, await answerScript(door, path.slice('/_local'.length), req));
      return;
    }
    if (path.startsWith('/v1.0/')) {
      await answerGraph(graph, req, res);
      return;
    }
    const [, tenant = '', rest = ''] = /^\/([^/]+)(\/.+)$/.exec(path) ?? [];
    if (req.method === 'POST' && (rest === '/oauth2/v2.0/token' || rest === '/oauth2/token')) {
      // A person's token needs no password here: a page that rebound its name would read it.
      const foreign = refuseForeignHost(req);
      if (foreign !== undefined) {
        sendJson(res, 403, { error: 'access_denied', error_description: foreign });
        return;
      }
      count('token');
      // A browser app may read its answer, also when it is a no.
      const origin = req.headers.origin ?? '';
      if (door.clients.some((client) => originsOf(client).includes(origin))) {
        res.setHeader('access-control-allow-origin', origin);
        res.setHeader('vary', 'origin');
      }
      const failure = () => entraError('temporary').body;
      const version = rest === '/oauth2/token' ? 1 : 2;
      await door.faults.token.applyTo(
        res,
        () => giveToken(door, tenant.toLowerCase(), req, version),
        failure,
      );
      return;
    }
    if (rest === '/oauth2/v2.0/authorize' && (req.method === 'GET' || req.method === 'POST')) {
      const query = new URLSearchParams((req.url ?? '').split('?').slice(1).join('?'));
      const refused = refusedSignIn(req);
      if (refused !== undefined) sendSignIn(res, refused);
      else if (req.method === 'GET') sendSignIn(res, startSignIn(door, tenant.toLowerCase(), query));
      else sendSignIn(res, await continueSignIn(door, tenant.toLowerCase(), query, req));
      return;
    }
    const isDiscovery = rest === '/v2.0/.well-known/openid-configuration' || rest === '/discovery/v2.0/keys';
    if (req.method === 'GET' && isDiscovery) {
      count('keys');
      await door.faults.keys.applyTo(res, () => discover(door, tenant.toLowerCase(), rest));
      return;
    }
    sendJson(res, 404, {
      error: { code: 'NotFound', message: `Nothing is at ${req.method} ${path}. See local/README.md.` },
    });
  }

  const server = await serve(options.port, handle);
  url = server.url;
  return server;
}

async function discover(door: ScriptingDoor, tenant: string, rest: string): Promise<Reply> {
  if (!door.directory.tenants().has(tenant)) return entraError('unknownTenant', `'${tenant}'.`);
  // As at Entra ID every tenant's tokens are signed by the same keys: only the issuer tells tenants apart.
  if (rest.endsWith('/keys')) return { status: 200, body: await door.key.jwks() };
  const base = `${door.url()}/${tenant}`;
  return {
    status: 200,
    body: {
      issuer: issuerOf(door.url(), tenant),
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
      grant_types_supported: GRANT_TYPES,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['pairwise'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    },
  };
}

// A service principal's object id differs from its client id, so that code mixing them up fails here as it would in the cloud.
function withObjectId({ clientId, secret }: Credentials) {
  const digest = createHash('sha256').update(clientId).digest('hex');
  const tail = digest.slice(0, 12);
  return { clientId: clientId.toLowerCase(), secret, objectId: `7c0ffee0-0000-4000-8000-${tail}` };
}
