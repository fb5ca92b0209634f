// The ports of the local world: the fixed ones, others counted from a base, or free ones for tests.
// Promises: a taken port is found before anything is started, and is named with what wanted it.
import { createServer, type Server } from 'node:net';

/** One port for each part. */
export interface Ports {
  readonly teams: number;
  readonly entra: number;
  readonly warehouse: number;
  /** The target behind the gateway. */
  readonly cluster: number;
  /** Where the demo agent listens for its callback. */
  readonly agent: number;
  readonly functions: number;
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

/** The ports of the documentation. */
export const FIXED_PORTS: Ports = {
  teams: 3979,
  entra: 3980,
  warehouse: 3981,
  cluster: 3982,
  agent: 3983,
  functions: 7071,
  blob: 10000,
  queue: 10001,
  table: 10002,
};

/** The largest base: all ports counted from it must exist. */
export const LARGEST_BASE = 65_535 - 22;

/** All ports counted from a base, as `--ports BASE` does. */
export function portsFrom(base: number): Ports {
  return {
    teams: base,
    entra: base + 1,
    warehouse: base + 2,
    cluster: base + 3,
    agent: base + 4,
    functions: base + 10,
    blob: base + 20,
    queue: base + 21,
    table: base + 22,
  };
}

// Systems take ports for outgoing connections from 32768 (Linux) or 49152 on: one found free there is somebody's a moment later.
const LOWEST_FREE = 11_000;
const HIGHEST_FREE = 32_000;
const TRIES = 100;

/** Ports that are free at this moment, at a random base: worlds that start at the same time hardly ever want the same. */
export async function freePorts(): Promise<Ports> {
  for (let tries = 0; tries < TRIES; tries++) {
    const ports = portsFrom(LOWEST_FREE + Math.floor(Math.random() * (HIGHEST_FREE - LOWEST_FREE)));
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every((each) => each)) return ports;
  }
  throw new Error(
    `No free ports were found between ${LOWEST_FREE} and ${HIGHEST_FREE}. Give a base: --ports 4979`,
  );
}

/** A port somebody else listens on. */
export interface TakenPort {
  readonly port: number;
  readonly wantedBy: string;
}

/** Those of the ports that cannot be had. The agent's is not asked for: without it the agent polls. */
export async function findTaken(ports: Ports): Promise<readonly TakenPort[]> {
  const checked = await Promise.all(
    WANTED.map(async ([part, wantedBy]) =>
      (await isFree(ports[part])) ? [] : [{ port: ports[part], wantedBy }],
    ),
  );
  return checked.flat();
}

const WANTED: readonly (readonly [keyof Ports, string])[] = [
  ['teams', 'the local Teams'],
  ['entra', 'the local Entra ID'],
  ['warehouse', 'the warehouse'],
  ['cluster', 'the cluster'],
  ['functions', 'the Functions app'],
  ['blob', "Azurite's blob service"],
  ['queue', "Azurite's queue service"],
  ['table', "Azurite's table service"],
];

async function isFree(port: number): Promise<boolean> {
  try {
    await release(await hold(port));
    return true;
  } catch {
    return false;
  }
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
