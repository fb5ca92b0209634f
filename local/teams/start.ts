// The local Microsoft Teams: a Bot Connector for the bot, a page for people, scripting doors for programs, on one port.
// Promises: speaks the real wire on both sides; checks the bot's token and signs as the channel; keeps its messages in one file.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createFaults } from '../support/faults.ts';
import { sendJson } from '../support/local-door.ts';
import { type LocalServer, serve } from '../support/serve.ts';
import { createBotTokenCheck } from './bot-token.ts';
import { createChannelKey } from './channel-token.ts';
import { createConnectorDoor } from './connector/door.ts';
import { createLate } from './connector/late.ts';
import { createLimits } from './connector/limits.ts';
import { installedAtFirst } from './conversations.ts';
import { answerPage } from './page-door.ts';
import { readPageFiles } from './page-files.ts';
import { createDirectory } from './people.ts';
import { answerScript } from './scripting.ts';
import { openState } from './state.ts';
import type { World } from './world.ts';

/** Where things are. `dataFile` keeps the messages; `resendAfterMs` is how long Teams waits for the bot (15 s). */
export interface TeamsOptions {
  readonly port: number;
  readonly botUrl: string;
  readonly botAppId: string;
  readonly tenant: string;
  readonly entraUrl: string;
  readonly dataFile?: string | undefined;
  readonly resendAfterMs?: number | undefined;
  /** Refuses what is more than Teams takes. */
  readonly limits?: boolean | undefined;
}

const TEAMS_WAITS_MS = 15_000;

/** Starts Teams on 127.0.0.1. The local Entra must be up; the bot may come later. */
export async function startTeams(options: TeamsOptions): Promise<LocalServer> {
  const { botUrl, botAppId, tenant, entraUrl } = options;
  const readDirectory = createDirectory(entraUrl, tenant, botAppId);
  const [directory, channelKey, files] = await Promise.all([
    readDirectory(),
    createChannelKey(botAppId),
    readPageFiles(),
  ]);
  const state = await openState(options.dataFile, installedAtFirst(directory));
  let url = '';
  const world: World = {
    tenant,
    bot: { appId: botAppId, id: `28:${botAppId}`, name: 'Countersign' },
    botUrl,
    resendAfterMs: options.resendAfterMs ?? TEAMS_WAITS_MS,
    serviceUrl: () => `${url}/`,
    readDirectory,
    state,
    channelKey,
    late: createLate(),
  };
  const faults = createFaults();
  const connector = createConnectorDoor(
    world,
    createBotTokenCheck(entraUrl, tenant, botAppId),
    faults,
    createLimits(options.limits === true),
  );

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const at = new URL(req.url ?? '/', 'http://127.0.0.1');
    if (at.pathname.startsWith('/v3/')) return await connector.handle(req, res, at);
    if (at.pathname.startsWith('/_local/'))
      return await answerScript({ world, connector, faults }, req, res, at);
    if (at.pathname === '/.well-known/openidconfiguration')
      return sendJson(res, 200, channelKey.metadata(url));
    if (at.pathname === '/.well-known/keys') return sendJson(res, 200, channelKey.jwks());
    return await answerPage(world, files, req, res, at);
  }

  const server = await serve(options.port, handle);
  url = server.url;
  return {
    ...server,
    close: async () => {
      await server.close();
      await state.flush();
    },
  };
}
