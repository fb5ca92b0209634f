// A Bot Connector and its keys on a port of their own: what the adapter's tests speak to. Answers as told, remembers what came.
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWTPayload, SignJWT } from 'jose';
import { type Adapter, createAdapter } from '../../bot/adapter.ts';
import type { AdapterOptions } from '../../bot/adapter-options.ts';

export const BOT = '7c0ffee0-0000-4000-8000-0000000000b0';
export const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
const ISSUER = 'https://api.botframework.com';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly [member: string]: unknown };
}

/** What the next call gets: an answer, a cut connection, or nothing at all. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object }
  | 'cut'
  | 'silence';

export interface FakeTeams {
  readonly url: string;
  readonly calls: Call[];
  /** Reads of the metadata and of the keys. */
  readonly keyReads: () => number;
  readonly replies: Reply[];
  /** Changes of the published keys; `undefined` makes their door fail. */
  endorsements: readonly string[] | undefined;
  keysDown: boolean;
  readonly adapter: (options?: Partial<AdapterOptions>) => Adapter;
  readonly close: () => Promise<void>;
}

/** A valid channel token, with changes. A claim of `null` is left out. */
export async function token(
  url: string,
  {
    claims = {},
    kid = 'k1',
    key = pair.privateKey,
  }: { claims?: Record<string, unknown>; kid?: string; key?: KeyObject } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: ISSUER, aud: BOT, serviceurl: url, nbf: now - 60, exp: now + 600, ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  return `Bearer ${await new SignJWT(payload as JWTPayload).setProtectedHeader({ alg: 'RS256', kid }).sign(key)}`;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** alg none, and HS256 with the public key as its secret. */
export const unsigned = (url: string): string =>
  `Bearer ${part({ alg: 'none', kid: 'k1' })}.${part({ iss: ISSUER, aud: BOT, serviceurl: url, exp: 4e9 })}.x`;
export function confused(url: string): string {
  const head = `${part({ alg: 'HS256', kid: 'k1' })}.${part({ iss: ISSUER, aud: BOT, serviceurl: url, exp: 4e9 })}`;
  const secret = pair.publicKey.export({ type: 'spki', format: 'pem' });
  return `Bearer ${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

export async function startFakeTeams(): Promise<FakeTeams> {
  const calls: Call[] = [];
  const replies: Reply[] = [];
  let keyReads = 0;
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/keys') || path.startsWith('/openid')) {
      keyReads += 1;
      response.statusCode = fake.keysDown ? 500 : 200;
      const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
      const endorsed = fake.endorsements === undefined ? {} : { endorsements: fake.endorsements };
      response.end(
        JSON.stringify(path === '/keys' ? { keys: [{ ...jwk, ...endorsed }] } : { jwks_uri: `${url}keys` }),
      );
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : {};
    calls.push({ method: request.method ?? '', path, headers: request.headers, body });
    const reply = replies.shift() ?? { status: 201, body: { id: `m${calls.length}` } };
    if (reply === 'silence') return;
    if (reply === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${origin}/`;
  const fake: FakeTeams = {
    url,
    calls,
    keyReads: () => keyReads,
    replies,
    endorsements: ['msteams'],
    keysDown: false,
    adapter: (options = {}) =>
      createAdapter({
        appId: BOT,
        tenant: TENANT,
        type: 'SingleTenant',
        local: {
          openIdMetadataUrl: `${url}openid`,
          getToken: async () => 'bot-token',
          serviceUrls: [origin],
        },
        ...options,
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}
