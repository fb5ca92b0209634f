// What stands outside the app in a fuzz run, on one port: the keys of Entra ID and of the Teams channel, a token for the bot, and a
// connector that takes every message. It also signs whatever a case wants signed.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TENANT } from '../../local/directory.ts';

/** Whose key signs: Entra ID's, the Teams channel's, or nobody's we know. */
export type Signer = 'entra' | 'channel' | 'stranger';

/** A token before it is signed. */
export interface Unsigned {
  readonly header: object;
  readonly claims: object;
  readonly signer: Signer;
}

const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const PAIRS = { entra: newPair(), channel: newPair(), stranger: newPair() };
export const KEY_IDS = { entra: 'entra-1', channel: 'channel-1' } as const;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token, signed with RSA and SHA-256 whatever its header says. */
export function signToken({ header, claims, signer }: Unsigned): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), PAIRS[signer].privateKey).toString('base64url')}`;
}

/** What the app reaches. */
export interface Outside {
  readonly url: string;
  /** Messages the bot posted. */
  readonly posts: () => number;
  readonly close: () => Promise<void>;
}

/** Starts it on a free port. */
export async function startOutside(): Promise<Outside> {
  let posts = 0;
  let url = '';
  const server = createServer((req, res) => {
    const path = req.url ?? '';
    req.resume();
    if (path.startsWith('/v3/conversations/')) posts += 1;
    const answer: object | undefined = path.startsWith('/v3/conversations/')
      ? { id: `${posts}` }
      : {
          [`/${TENANT}/discovery/v2.0/keys`]: { keys: [publicJwk('entra', {})] },
          [`/${TENANT}/oauth2/v2.0/token`]: { token_type: 'Bearer', access_token: 'x', expires_in: 3600 },
          '/.well-known/openidconfiguration': { jwks_uri: `${url}/.well-known/keys` },
          '/.well-known/keys': { keys: [publicJwk('channel', { endorsements: ['msteams'] })] },
        }[path];
    res.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    posts: () => posts,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function publicJwk(name: keyof typeof KEY_IDS, more: object): object {
  const { publicKey }: { publicKey: KeyObject } = PAIRS[name];
  return { ...publicKey.export({ format: 'jwk' }), kid: KEY_IDS[name], use: 'sig', alg: 'RS256', ...more };
}
