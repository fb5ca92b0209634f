// One place to measure in: an emulator of its own, the shipped bundle in a process of its own with its HTTP doors alone, and a client.
// Entra, Graph and the channel are shared by all places and live in the measuring process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AUDIENCE, BOT_APP_ID, TENANT } from '../../local/directory.ts';
import { startEntra } from '../../local/entra/start.ts';
import { appEnvironment, loopback } from '../../local/start/app-environment.ts';
import { createAppProcess } from '../../local/start/functions-app.ts';
import { readKeys } from '../../local/start/keys.ts';
import { policyFileFor } from '../../local/start/policy-copy.ts';
import { FIXED_PORTS, freePorts } from '../../local/start/ports.ts';
import type { LocalServer } from '../../local/support/serve.ts';
import type { Storage } from '../../store/storage.ts';
import { openStorage } from '../../store/storage.ts';
import type { Channel } from './channel.ts';
import { startChannel } from './channel.ts';
import type { Client } from './client.ts';
import { createClient } from './client.ts';
import { type CrowdTokens, crowdDirectory, crowdPolicy, crowdTokens } from './crowd.ts';
import type { Emulator } from './emulator.ts';
import { startEmulator } from './emulator.ts';

/** What all places share. */
export interface Surroundings {
  readonly entra: LocalServer;
  readonly channel: Channel;
  /** Authorization headers of the agents. */
  readonly tokens: CrowdTokens;
  /** One of Countersign itself, for Graph. */
  readonly graphToken: string;
  readonly stop: () => Promise<void>;
}

export interface Place {
  readonly client: Client;
  /** Where the app is, and its process. */
  readonly url: string;
  readonly pid: () => number | undefined;
  readonly storage: Storage;
  readonly emulator: Emulator;
  readonly stop: () => Promise<void>;
}

const SERVICE = { clientId: AUDIENCE, secret: 'secret-of-this-bench' };
/** What the target behind the gateway lets in. */
const CLUSTER_SECRET = 'secret-of-this-bench';
const BOT = { clientId: BOT_APP_ID, secret: 'secret-of-this-bench' };

/** Starts what places share. */
export async function startSurroundings(): Promise<Surroundings> {
  const [entra, channel] = await Promise.all([
    startEntra({ port: 0, service: SERVICE, bot: BOT, directory: crowdDirectory() }),
    startChannel(),
  ]);
  const [tokens, graph] = await Promise.all([crowdTokens(entra.url, AUDIENCE), askGraphToken(entra.url)]);
  return {
    entra,
    channel,
    tokens,
    graphToken: `Bearer ${graph}`,
    stop: async () => {
      await Promise.all([entra.close(), channel.server.close()]);
    },
  };
}

/**
 * Starts a place; its store is empty. `heapMb`: the app's process may keep no more old objects than that, instead of tidying up late.
 * `clusterPort`: where the target behind its gateway listens.
 */
export async function startPlace(
  { entra, channel, tokens }: Surroundings,
  { heapMb, clusterPort }: { readonly heapMb?: number; readonly clusterPort?: number } = {},
): Promise<Place> {
  const [folder, emulator, keys] = await Promise.all([
    mkdtemp(join(tmpdir(), 'countersign-bench-')),
    startEmulator(),
    readKeys(undefined),
  ]);
  const free = await freePorts();
  const ports = {
    ...free,
    entra: entra.port,
    teams: channel.server.port,
    cluster: clusterPort ?? free.cluster,
  };
  const { connectionString } = emulator;
  const policyFile = await policyFileFor({
    folder,
    ports: { ...ports, agent: FIXED_PORTS.agent },
    text: await crowdPolicy(),
  });
  const lines: string[] = [];
  const app = createAppProcess(
    {
      port: ports.functions,
      env: {
        ...appEnvironment({
          ports,
          keys,
          connectionString,
          policyFile,
          service: SERVICE,
          bot: BOT,
          gateway: { secret: 'none', cluster: CLUSTER_SECRET },
          teamsLimits: false,
        }),
        ...(heapMb === undefined ? {} : { NODE_OPTIONS: `--max-old-space-size=${heapMb}` }),
      },
      appFile: fileURLToPath(new URL('./doors-only.js', import.meta.url)),
      onLine: (line) => void lines.push(line),
    },
    () => undefined,
  );
  const stop = async () => {
    client.close();
    await app.stop();
    await emulator.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const client = createClient({ url: loopback(ports.functions), tokens, channel });
  try {
    await app.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = loopback(ports.functions);
  return { client, url, pid: app.pid, storage: openStorage({ connectionString }), emulator, stop };
}

async function askGraphToken(entraUrl: string): Promise<string> {
  const response = await fetch(`${entraUrl}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: SERVICE.clientId,
      client_secret: SERVICE.secret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`The local Entra gave no token for Graph (${response.status}).`);
  return token;
}
