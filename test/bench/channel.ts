// The Teams channel as far as an invoke needs it: a key that signs, and the door where the bot finds its public half.

import { BOT_APP_ID } from '../../local/directory.ts';
import { sendJson } from '../../local/support/local-door.ts';
import type { LocalServer } from '../../local/support/serve.ts';
import { serve } from '../../local/support/serve.ts';
import { createChannelKey } from '../../local/teams/channel-token.ts';

export interface Channel {
  readonly server: LocalServer;
  readonly serviceUrl: string;
  /** An Authorization header for activities of this channel. */
  readonly authorization: () => Promise<string>;
}

/** Starts the channel on a free port. */
export async function startChannel(): Promise<Channel> {
  const key = await createChannelKey(BOT_APP_ID);
  const server = await serve(0, async (req, res) => {
    const url = `http://${req.headers.host}`;
    if (req.url === '/.well-known/openidconfiguration') return sendJson(res, 200, key.metadata(url));
    if (req.url === '/.well-known/keys') return sendJson(res, 200, key.jwks());
    sendJson(res, 404, {});
  });
  const serviceUrl = `${server.url}/`;
  return { server, serviceUrl, authorization: async () => `Bearer ${await key.token(serviceUrl)}` };
}
