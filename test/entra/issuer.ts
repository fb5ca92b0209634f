// A small Entra ID for the tests of entra/: it publishes keys, signs what a test asks for, and can be made to fail.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
export const AUDIENCE = '7c0ffee0-0000-4000-8000-0000000000a0';
export const AGENT = '7c0ffee0-0000-4000-8000-00000000c001';
export const AGENT_OBJECT = '7c0ffee0-0000-4000-8000-000000005001';
export const PERSON = '7c0ffee0-0000-4000-8000-00000000e001';
export const SIGN_IN = '7c0ffee0-0000-4000-8000-0000000000f0';

export interface Issuer {
  readonly authority: string;
  /** How often the keys were fetched. */
  readonly fetches: () => number;
  /** What the keys endpoint answers from now on; 200 for the keys. */
  readonly answerKeysWith: (status: number) => void;
  /** Adds a signing key; tokens may then be signed under its id. */
  readonly addKey: (kid: string) => Promise<void>;
  readonly sign: (claims: JWTPayload, header?: object) => Promise<string>;
  readonly publicPem: () => string;
}

const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();
const pairOf = (kid: string) => {
  const made = pairs.get(kid) ?? generateKeyPair('RS256', { extractable: true });
  pairs.set(kid, made);
  return made;
};

/** A key that is published nowhere. */
export const strangersKey = async () => (await pairOf('stranger')).privateKey;

export async function startIssuer(context: TestContext): Promise<Issuer> {
  const kids = ['key-1'];
  let fetches = 0;
  let status = 200;
  const jwks = async () => ({
    keys: await Promise.all(
      kids.map(async (kid) => ({ ...(await exportJWK((await pairOf(kid)).publicKey)), kid, use: 'sig' })),
    ),
  });
  let published = JSON.stringify(await jwks());
  const server = createServer((req, res) => {
    fetches += 1;
    const isKeys = req.url === `/${TENANT}/discovery/v2.0/keys`;
    res.writeHead(isKeys ? status : 404, { 'content-type': 'application/json' }).end(published);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetches: () => fetches,
    answerKeysWith: (next) => {
      status = next;
    },
    addKey: async (kid) => {
      kids.push(kid);
      published = JSON.stringify(await jwks());
    },
    sign: async (claims, header = {}) => {
      const protectedHeader = { alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header };
      const { privateKey } = await pairOf(protectedHeader.kid);
      return await new SignJWT(claims).setProtectedHeader(protectedHeader).sign(privateKey);
    },
    publicPem: () => published,
  };
}

const common = (authority: string, now: number) => ({
  aud: AUDIENCE,
  iss: `${authority}/${TENANT}/v2.0`,
  tid: TENANT,
  ver: '2.0',
  iat: now,
  nbf: now,
  exp: now + 3600,
});

const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** An agent's own token. */
export function appClaims(authority: string, now = nowInSeconds()): JWTPayload {
  return {
    ...common(authority, now),
    azp: AGENT,
    azpacr: '1',
    idtyp: 'app',
    oid: AGENT_OBJECT,
    sub: AGENT_OBJECT,
    roles: ['Requests.Create'],
  };
}

/** A person's token. */
export function personClaims(authority: string, now = nowInSeconds()): JWTPayload {
  return {
    ...common(authority, now),
    azp: SIGN_IN,
    oid: PERSON,
    sub: 'pairwise-subject',
    name: 'Alice Aho',
    preferred_username: 'alice@contoso.example',
    scp: 'Approvals.Decide',
  };
}

/** The claims without some of them. */
export function without(claims: JWTPayload, ...names: readonly string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}
