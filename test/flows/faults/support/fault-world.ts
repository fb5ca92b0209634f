// The whole system with faults between its parts: Azurite, Entra and Teams in this process, the app (one or more hosts) as children
// that can be killed, proxies between the app and storage and Teams.
// Promises: everything is started on free ports, `stop` leaves nothing behind.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreFault } from '../../../../approvals/faults.ts';
import type { RequestStore } from '../../../../approvals/ports.ts';
import { requestIdFor } from '../../../../keys/derive-id.ts';
import { AGENTS, AUDIENCE, BOT_APP_ID, TENANT } from '../../../../local/directory.ts';
import { startEntra } from '../../../../local/entra/start.ts';
import { appEnvironment, loopback } from '../../../../local/start/app-environment.ts';
import { readKeys } from '../../../../local/start/keys.ts';
import { policyFileFor } from '../../../../local/start/policy-copy.ts';
import { freePorts } from '../../../../local/start/ports.ts';
import { createTokens, type Tokens } from '../../../../local/start/tokens.ts';
import { startTeams } from '../../../../local/teams/start.ts';
import { createRequestStore } from '../../../../store/request-store.ts';
import { openStorage, type Storage } from '../../../../store/storage.ts';
import { connectionStringFor, startAzurite } from '../../../support/azurite.ts';
import { type FlowLimits, policyWith, ROOMY } from '../../support/policy.ts';
import { type AgentListener, startAgentListener } from './agent-listener.ts';
import { type AppChild, createAppChild } from './app-child.ts';
import { createFaults, type Faults } from './fault-proxy.ts';
import { linkThroughProxy } from './link-channel.ts';

export interface FaultWorld {
  readonly faults: Faults;
  readonly agent: AgentListener;
  readonly tokens: Tokens;
  readonly urls: { readonly functions: string; readonly teams: string; readonly entra: string };
  /** Base address of each host's API. */
  readonly hosts: readonly { readonly url: string; readonly app: AppChild }[];
  /** What hosts read when they start. */
  readonly policyFile: string;
  /** Storage as it is, past the proxies. */
  readonly store: RequestStore;
  readonly storage: Storage;
  /** The id that a call of nightly-etl with this Idempotency-Key leads to. */
  readonly idFor: (idempotencyKey: string) => string;
  /** Moves every host's clock ahead, on top of what it is already. */
  readonly pass: (ms: number) => Promise<void>;
  /** The app's time. */
  readonly now: () => number;
  /** Runs the sweep by hand on one host. */
  readonly sweep: (host?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts it. Requests expire after `expires` (the policy's five minutes of grant stay). */
export async function startFaultWorld(
  options: {
    readonly hosts?: 1 | 2;
    readonly expires?: string;
    readonly limits?: FlowLimits;
    readonly unstarted?: boolean;
    /** The app paces itself, as in Azure. */
    readonly paced?: boolean;
    readonly policy?: (text: string) => string;
  } = {},
): Promise<FaultWorld> {
  const ends: (() => Promise<unknown>)[] = [];
  const held = async <T>(starting: Promise<T>, end: (part: T) => Promise<unknown>): Promise<T> => {
    const part = await starting;
    ends.push(() => end(part));
    return part;
  };
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const ports = await freePorts();
    const folder = await held(mkdtemp(join(tmpdir(), 'countersign-faults-')), (path) =>
      rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
    );
    const azurite = await held(startAzurite(), (one) => one.close());
    const faults = createFaults();
    ends.push(faults.close);
    const [tables, queues, teamsProxy] = await Promise.all([
      faults.proxy('tables', azurite.tables),
      faults.proxy('queues', azurite.queues),
      faults.proxy('teams', loopback(ports.teams)),
    ]);
    const service = { clientId: AUDIENCE, secret: 'local-secret-of-countersign' };
    const bot = { clientId: BOT_APP_ID, secret: 'local-secret-of-the-bot' };
    await held(startEntra({ port: ports.entra, service, bot }), (one) => one.close());
    const botUrl = `${loopback(ports.functions)}/api/messages`;
    await held(
      startTeams({
        port: ports.teams,
        botUrl,
        botAppId: BOT_APP_ID,
        tenant: TENANT,
        entraUrl: loopback(ports.entra),
      }),
      (one) => one.close(),
    );
    const agent = await held(startAgentListener(ports.agent), (one) => one.close());
    const change = options.policy ?? ((shipped: string) => shipped);
    const text = change(policyWith(options.limits ?? ROOMY)).replace(
      'expires: 30m',
      `expires: ${options.expires ?? '30m'}`,
    );
    const policyFile = await policyFileFor({ folder, ports, text });
    const keys = await readKeys(undefined);
    const env = appEnvironment({
      ports,
      keys,
      connectionString: connectionStringFor(tables, queues),
      policyFile,
      service,
      bot,
      gateway: { secret: 'none', cluster: 'none-of-a-cluster' },
      teamsLimits: options.paced === true,
    });
    // The second host takes the port that the warehouse leaves free; both are one deployment with one base address.
    const hostPorts = [ports.functions, ports.warehouse].slice(0, options.hosts ?? 1);
    const hosts = hostPorts.map((port) => ({ url: loopback(port), app: createAppChild(port, env) }));
    for (const { app } of hosts) ends.push(app.stop);
    const storage = openStorage({ connectionString: azurite.connectionString });
    let aheadMs = 0;
    const world: FaultWorld = {
      faults,
      agent,
      tokens: createTokens(loopback(ports.entra)),
      urls: {
        functions: loopback(ports.functions),
        teams: loopback(ports.teams),
        entra: loopback(ports.entra),
      },
      hosts,
      policyFile,
      store: patient(createRequestStore(storage)),
      storage,
      idFor: (idempotencyKey) =>
        requestIdFor(Buffer.from(keys.requestIdKey, 'base64'), {
          tenant: TENANT,
          caller: AGENTS.nightlyEtl,
          idempotencyKey,
        }),
      pass: async (ms) => {
        aheadMs += ms;
        await Promise.all(hosts.map(({ app }) => app.setAhead(aheadMs)));
      },
      now: () => Date.now() + aheadMs,
      sweep: (host = 0) => runSweep(hosts[host]?.url ?? ''),
      stop,
    };
    if (options.unstarted === true) return world;
    for (const { app } of hosts) await app.start();
    await linkThroughProxy(world.urls.teams, teamsProxy);
    return world;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The test's own looks at storage: on a busy machine they too time out, and that is no fault of the app. */
function patient(store: RequestStore): RequestStore {
  async function again<T>(look: () => Promise<T>, left = 5): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (left === 0 || !(error instanceof StoreFault)) throw error;
      return await again(look, left - 1);
    }
  }
  return {
    ...store,
    load: (id) => again(() => store.load(id)),
    read: <T extends object>(id: string, key: string) => again(() => store.read<T>(id, key)),
    list: <T extends object>(id: string, prefix: string) => again(() => store.list<T>(id, prefix)),
    intent: (id) => again(() => store.intent(id)),
  };
}

async function runSweep(hostUrl: string): Promise<void> {
  const response = await fetch(`${hostUrl}/admin/functions/sweepDue`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (response.status !== 202) throw new Error(`The sweep was answered ${response.status}.`);
}
