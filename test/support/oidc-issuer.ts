// An OpenID Connect issuer on loopback, as a pipeline or a cluster has one: metadata, keys, and tokens with whatever claims a test wants.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** How the issuer answers from now on; what is left out is as it should be. */
export interface Answers {
  readonly status?: number;
  readonly issuer?: string;
  readonly jwksUri?: string;
  readonly location?: string;
  readonly delayMs?: number;
}

export interface Issuer {
  readonly url: string;
  /** Merged over `iss`, `iat` and `exp` five minutes from now; `undefined` leaves a claim out. */
  readonly sign: (
    claims: Readonly<Record<string, unknown>>,
    header?: { alg?: string; kid?: string },
  ) => Promise<string>;
  readonly answer: (answers: Answers) => void;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
}

/** Starts an issuer; `after` is a test's or a file's way to end it. */
export async function startOidcIssuer(context: {
  readonly after: (end: () => void) => void;
}): Promise<Issuer> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pairs = { RS256: rsa, ES256: await generateKeyPair('ES256') };
  const keys = await Promise.all(
    Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid: `key-${alg}`,
      use: 'sig',
      // Not every issuer says what its RSA key is for, and it fits more than one algorithm.
      ...(alg === 'RS256' ? {} : { alg }),
    })),
  );
  const asked: string[] = [];
  let answers: Answers = {};
  let url = '';
  const server = createServer((req, res) => {
    const path = req.url ?? '';
    asked.push(path);
    const discovery = { issuer: answers.issuer ?? url, jwks_uri: answers.jwksUri ?? `${url}/keys` };
    const body = path === '/keys' ? { keys } : discovery;
    setTimeout(() => {
      const headers = {
        'content-type': 'application/json',
        ...(answers.location === undefined ? {} : { location: answers.location }),
      };
      res.writeHead(answers.status ?? 200, headers).end(JSON.stringify(body));
      // A run of tests does not wait for an answer that nobody waits for any more.
    }, answers.delayMs ?? 0).unref();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url,
    asked,
    answer: (next) => {
      answers = next;
    },
    sign: async (claims, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const all = { iss: url, iat: now, exp: now + 300, ...claims };
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const alg = header.alg ?? 'RS256';
      const pair = alg === 'ES256' ? pairs.ES256 : pairs.RS256;
      return await new SignJWT(given)
        .setProtectedHeader({ typ: 'JWT', kid: `key-${alg}`, ...header, alg })
        .sign(pair.privateKey);
    },
  };
}
