// A local Teams with the local Entra behind it and a small bot in front, for these tests.
// The bot verifies every token with jose, as the real one must, and remembers what it heard.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, type TestContext } from 'node:test';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { AUDIENCE, BOT_APP_ID, type Directory, seedDirectory, TENANT } from '../../../local/directory.ts';
import { startEntra } from '../../../local/entra/start.ts';
import type { LocalServer } from '../../../local/support/serve.ts';
import { startTeams } from '../../../local/teams/start.ts';

const BOT_SECRET = 'local-bot-secret';

/** The channel of the demo world. */
export const CHANNEL = '19:data-approvals@thread.tacv2';

/** An activity as the bot heard it. */
export type Heard = Record<string, unknown> & { readonly id: string };

/** What the bot answers; `undefined` means nothing at all until the caller gives up. */
export type Answer = (activity: Heard, attempt: number) => { status?: number; body?: unknown } | undefined;

interface WorldOptions {
  readonly directory?: Directory;
  readonly answer?: Answer;
  readonly resendAfterMs?: number;
  readonly dataFile?: string;
}

/** Starts all three; they end with the test. */
export async function startWorld(t: TestContext, options: WorldOptions = {}) {
  const bot = await startBot(t, options.answer ?? (() => ({ body: null })));
  const entra = await findEntra(t, options.directory);
  const teamsOptions = {
    port: 0,
    botUrl: bot.url,
    botAppId: BOT_APP_ID,
    tenant: TENANT,
    entraUrl: entra.url,
  };
  const { resendAfterMs, dataFile } = options;
  const teams = await startTeams({ ...teamsOptions, resendAfterMs, dataFile });
  t.after(() => teams.close());
  bot.trust(`${teams.url}/.well-known/openidconfiguration`);
  const form = { client_id: BOT_APP_ID, client_secret: BOT_SECRET, grant_type: 'client_credentials' };
  const token = await askToken(entra.url, { ...form, scope: 'https://api.botframework.com/.default' });
  return {
    bot,
    entra,
    teams,
    teamsOptions: { ...teamsOptions, dataFile },
    token,
    /** Calls the connector with the bot's token. */
    call: (method: string, path: string, body?: unknown, bearer: string | null = token) =>
      callJson(method, teams.url + path, body, bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    /** Calls a scripting door. */
    local: (method: string, path: string, body?: unknown) =>
      callJson(method, `${teams.url}/_local${path}`, body),
    /** Posts a card into the channel and answers with its id. */
    postCard: async (card: unknown = aCard()) => {
      const path = `/v3/conversations/${encodeURIComponent(CHANNEL)}/activities`;
      const posted = await callJson('POST', teams.url + path, aCardMessage(card), {
        authorization: `Bearer ${token}`,
      });
      return String((posted.body as { id: string }).id);
    },
  };
}

/** A small card with the buttons the product's cards have. */
export function aCard(rest: Record<string, unknown> = {}): Record<string, unknown> {
  const button = (verb: string) => ({
    type: 'Action.Execute',
    title: verb.toUpperCase(),
    verb,
    data: { request: 'req_1', nonce: 'n_1' },
  });
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'May it?' },
      { type: 'Input.Text', id: 'comment', label: 'Comment' },
    ],
    actions: [button('approve'), button('deny')],
    ...rest,
  };
}

/** The activity that carries a card. */
export function aCardMessage(card: unknown = aCard()): Record<string, unknown> {
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content: card };
  return { type: 'message', summary: 'A request', attachments: [attachment] };
}

/** A JSON call: status, body, headers. */
export async function callJson(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, body: parsed, headers: response.headers };
}

// Nobody here changes the demo directory, so one Entra (and one RSA key) serves all tests of a file.
async function findEntra(t: TestContext, directory: Directory | undefined): Promise<LocalServer> {
  if (directory === undefined) {
    shared ??= startOwnEntra(seedDirectory());
    return await shared;
  }
  const own = await startOwnEntra(directory);
  t.after(() => own.close());
  return own;
}

let shared: Promise<LocalServer> | undefined;
after(async () => await (await shared)?.close());

function startOwnEntra(directory: Directory): Promise<LocalServer> {
  const service = { clientId: AUDIENCE, secret: 'local-service-secret' };
  return startEntra({ port: 0, directory, service, bot: { clientId: BOT_APP_ID, secret: BOT_SECRET } });
}

async function askToken(entraUrl: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(`${entraUrl}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

async function startBot(t: TestContext, answer: Answer) {
  const heard: Heard[] = [];
  const tokens: JWTPayload[] = [];
  const refused: string[] = [];
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  let metadataUrl = '';
  let watcher: (activity: Heard, authorization: string) => void = () => {};

  async function verify(req: IncomingMessage, activity: Heard): Promise<void> {
    if (keys === undefined) {
      const metadata = (await (await fetch(metadataUrl)).json()) as { jwks_uri: string };
      keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
    }
    const token = (req.headers.authorization ?? '').replace('Bearer ', '');
    const expected = { issuer: 'https://api.botframework.com', audience: BOT_APP_ID };
    const { payload } = await jwtVerify(token, keys, expected);
    if (payload.serviceurl !== activity.serviceUrl) throw new Error('serviceurl differs');
    tokens.push(payload);
  }

  const server = createServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    const activity = JSON.parse(text) as Heard;
    try {
      await verify(req, activity);
    } catch (error) {
      refused.push(String(error));
      res.writeHead(401).end();
      return;
    }
    heard.push(activity);
    watcher(activity, req.headers.authorization ?? '');
    const reply = answer(activity, heard.filter(({ id }) => id === activity.id).length);
    if (reply === undefined) return;
    res.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    res.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/messages`,
    heard,
    tokens,
    refused,
    /** Sees each activity with its Authorization header. */
    watch: (next: typeof watcher) => {
      watcher = next;
    },
    trust: (url: string) => {
      metadataUrl = url;
    },
  };
}
