// The whole local world: Azurite, Entra, Teams, the Functions app, the warehouse, and #data-approvals linked. `npm start` is this
// and a block of addresses; tests start it on free ports.
// Promises: independent parts start at the same time; whatever fails, nothing that was started stays.
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { LOCAL_SECRET } from '../../functions/settings/local-marks.ts';
import { startCluster } from '../cluster/start.ts';
import {
  AGENTS,
  AUDIENCE,
  BOT_APP_ID,
  GATEWAY_ID,
  type PEOPLE,
  REVIEW_APP_ID,
  seedDirectory,
  TENANT,
} from '../directory.ts';
import { startEntra } from '../entra/start.ts';
import { startTeams } from '../teams/start.ts';
import { startWarehouse } from '../warehouse/start.ts';
import { appEnvironment, loopback } from './app-environment.ts';
import { accountsAt, startAzurite } from './azurite.ts';
import type { Child } from './child.ts';
import { choosePorts } from './choose-ports.ts';
import { openDataFolder } from './data-folder.ts';
import { createAppHere, createAppProcess, type FunctionsApp } from './functions-app.ts';
import { createHeldParts, type HeldParts } from './held-parts.ts';
import { readKeys } from './keys.ts';
import { linkChannel } from './link-channel.ts';
import { policyFileFor } from './policy-copy.ts';
import type { Ports } from './ports.ts';
import { OUTPUT_FOLDER } from './project.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** How to start. Without options: the documented ports, nothing kept. */
export interface WorldOptions {
  /** A base, or free ones. */
  readonly ports?: number | 'random' | undefined;
  /** Keeps Azurite's files, messages, keys and exports here. */
  readonly dataDir?: string | undefined;
  readonly exportsDir?: string | undefined;
  /** Another policy than the shipped one. */
  readonly policyText?: string | undefined;
  /** The app inside this process instead of one of its own; once in a process. */
  readonly inProcessHost?: boolean | undefined;
  readonly appFile?: string | undefined;
  /** Settings of the app beside or instead of the usual ones. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** `false`: Teams takes however much is sent, and nothing that is sent to it is paced. */
  readonly teamsLimits?: boolean | undefined;
  /** Leaves #data-approvals unlinked. */
  readonly unlinked?: boolean | undefined;
  /** Who has added the app in their own chat, once the channel is linked for the first time. */
  readonly withApp?: readonly (keyof typeof PEOPLE)[] | undefined;
  /** Ends the start, and what was started. */
  readonly signal?: AbortSignal | undefined;
  /** Every line a child says. */
  readonly onLine?: ((name: 'azurite' | 'functions', line: string) => void) | undefined;
  /** A child ended although nobody told it to; everything else still runs. */
  readonly onDeath?: ((why: string) => void) | undefined;
}

/** A running world. */
export interface World {
  readonly ports: Ports;
  readonly urls: Readonly<
    Record<'functions' | 'teams' | 'entra' | 'warehouse' | 'cluster' | 'agent', string>
  >;
  readonly tokens: Tokens;
  /** The storage account of the app. */
  readonly connectionString: string;
  readonly exportsDir: string;
  /** Process ids of the children. */
  readonly pids: () => readonly number[];
  /** Ends the app without warning, and starts it again; everything else lives on. */
  readonly app: Pick<FunctionsApp, 'kill' | 'start' | 'runTimer'>;
  readonly stop: () => Promise<void>;
}

/** Starts everything; resolves when the whole world serves. Throws `PortTaken`, or why a part could not start. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  for (let tries = 1; ; tries++) {
    const held = createHeldParts();
    options.signal?.throwIfAborted();
    options.signal?.addEventListener('abort', () => void held.end());
    try {
      const world = await assemble(options, held);
      options.signal?.throwIfAborted();
      return world;
    } catch (error) {
      await held.end();
      // Free ports were free a moment ago: another world that starts at the same time may have been faster.
      const isToRepeat = options.ports === 'random' && tries < TRIES && /EADDRINUSE/.test(String(error));
      if (!isToRepeat) throw error;
    }
  }
}

const TRIES = 3;

async function assemble(options: WorldOptions, held: HeldParts): Promise<World> {
  const ports = await choosePorts(options.ports);
  const { teamsLimits = true } = options;
  const folder = await held.hold(openDataFolder(options.dataDir), ({ remove }) => remove());
  const exportsDir = resolve(options.exportsDir ?? join(options.dataDir ?? OUTPUT_FOLDER, 'exports'));
  const urls = addressesOf(ports);
  // Made for this run: known to Azurite and the warehouse, to nobody else, and never on disk.
  const warehouseKey = randomBytes(64).toString('base64');
  const accounts = accountsAt(ports, warehouseKey);
  const { connectionString } = accounts;
  const service = { clientId: AUDIENCE, secret: randomSecret() };
  const bot = { clientId: BOT_APP_ID, secret: randomSecret() };
  const gateway = { clientId: GATEWAY_ID, secret: randomSecret() };
  // What the cluster lets in: the app holds it, and no agent.
  const clusterSecret = randomSecret();

  function watch(child: Child): void {
    void child.ended.then((why) => {
      if (why !== undefined && !held.isEnding()) options.onDeath?.(why);
    });
  }

  const location = folder.keep?.azurite;
  const say = (line: string) => options.onLine?.('azurite', line);
  const azurite = startAzurite({ ports, warehouseKey, location, onLine: say });
  void held.hold(Promise.resolve(azurite), (child) => child.stop());
  watch(azurite);

  const [keys, policyFile] = await Promise.all([
    readKeys(options.dataDir),
    policyFileFor({ folder: folder.path, ports, text: options.policyText }),
  ]);
  const settings = appEnvironment({
    ports,
    keys,
    connectionString,
    policyFile,
    service,
    bot,
    gateway: { secret: gateway.secret, cluster: clusterSecret },
    teamsLimits,
  });
  const how = {
    port: ports.functions,
    env: { ...settings, ...options.env },
    appFile: options.appFile,
    timersFile: folder.keep?.timers,
    onLine: (line: string) => options.onLine?.('functions', line),
  };
  const app = options.inProcessHost === true ? createAppHere(how) : createAppProcess(how, watch);

  async function startPeople(): Promise<void> {
    const review = { clientId: REVIEW_APP_ID, redirectUris: [`${urls.functions}/review-signin`] };
    const entra = startEntra({ port: ports.entra, service, bot, gateway, clients: [review] });
    await held.hold(entra, (one) => one.close());
    const teams = startTeams({
      port: ports.teams,
      botUrl: `${urls.functions}/api/messages`,
      botAppId: BOT_APP_ID,
      tenant: TENANT,
      entraUrl: urls.entra,
      dataFile: folder.keep?.teams,
      limits: teamsLimits,
    });
    await held.hold(teams, (one) => one.close());
  }

  async function startBehindGateway(): Promise<void> {
    const cluster = startCluster({ port: ports.cluster, secret: clusterSecret });
    await held.hold(cluster, (one) => one.close());
  }

  async function startTarget(): Promise<void> {
    const warehouse = startWarehouse({
      port: ports.warehouse,
      storage: accounts.warehouse,
      exportsFolder: exportsDir,
      countersignUrl: urls.functions,
      entraUrl: urls.entra,
      tenant: TENANT,
      audience: AUDIENCE,
      credentials: credentialsOf(AGENTS.warehouse),
    });
    await held.hold(warehouse, (one) => one.close());
  }

  async function startOnStorage(): Promise<void> {
    // App and warehouse create their tables while they start: they wait for Azurite, and for nothing else.
    await azurite.ready;
    if (held.isEnding()) return;
    void held.hold(Promise.resolve(app), (one) => one.stop());
    await Promise.all([app.start(), startTarget()]);
  }

  await Promise.all([startOnStorage(), startPeople(), startBehindGateway()]);
  if (options.unlinked !== true) await linkChannel(urls.teams, connectionString, options.withApp ?? []);
  return {
    ports,
    urls,
    tokens: createTokens(urls.entra),
    connectionString,
    exportsDir,
    pids: () => [azurite.pid, app.pid()].filter((pid) => pid !== undefined),
    app,
    stop: held.end,
  };
}

function addressesOf(ports: Ports): World['urls'] {
  return {
    functions: loopback(ports.functions),
    teams: loopback(ports.teams),
    entra: loopback(ports.entra),
    warehouse: loopback(ports.warehouse),
    cluster: loopback(ports.cluster),
    agent: loopback(ports.agent),
  };
}

function randomSecret(): string {
  return `${LOCAL_SECRET}${randomBytes(24).toString('base64url')}`;
}

function credentialsOf(clientId: string) {
  const secret = seedDirectory().agents.find((agent) => agent.clientId === clientId)?.secret ?? '';
  return { clientId, secret };
}
