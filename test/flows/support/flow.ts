// The whole world of a flow: everything `npm start` starts, on free ports, in this process, with a clock that can be put forward.
// Promises: over the real wire and through real storage; nothing of it is faked but the cloud itself.
// First of all imports: from here on time can pass.

import { startWorld, type World, type WorldOptions } from '../../../local/start/world.ts';
import { openStorage, type Storage } from '../../../store/storage.ts';
import { type Caller, createCaller } from './caller.ts';
import { passTime } from './clock.ts';
import { createDirectoryDoor, type DirectoryDoor } from './directory.ts';
import { policyWith, ROOMY } from './policy.ts';
import { createRecords, type Records } from './record.ts';
import { createTeams, type Teams } from './teams.ts';
import { verifyRecord } from './verify-record.ts';

/** A running world, and everything a flow does in it. */
export interface Flow {
  readonly world: World;
  readonly storage: Storage;
  readonly records: Records;
  readonly teams: Teams;
  readonly directory: DirectoryDoor;
  /** A workload of the directory, with its own tokens. */
  readonly agent: (name: string) => Caller;
  /** A person with a token of their own, by first name. */
  readonly person: (name: string) => Caller;
  /** Somebody with this token, or with none. */
  readonly bearer: (token?: string) => Caller;
  /** Runs the sweep now, as its timer would, to its end; an app in a process of its own is only told to. */
  readonly sweep: () => Promise<void>;
  /** Puts the clock forward, then sweeps. */
  readonly pass: (ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

// The queue is looked at more often than in Azure: a flow waits for several nudges.
const POLLING = { AzureFunctionsJobHost__extensions__queues__maxPollingInterval: '00:00:00.100' };
// A flow that runs when the hour's turn comes must find no list of heads that it did not ask for.
const UNSEALED = { 'AzureWebJobs.sealDaily.Disabled': 'true' };

/** Starts the world. The app is in this process unless the options say otherwise. */
export async function startFlow(options: WorldOptions = {}): Promise<Flow> {
  const world = await startWorld({
    ports: 'random',
    // Flows send more in a second than any team does; those about the limits turn them on.
    teamsLimits: false,
    inProcessHost: true,
    policyText: policyWith(ROOMY),
    ...options,
    env: { ...POLLING, ...UNSEALED, ...options.env },
  });
  const base = world.urls.functions;
  const storage = openStorage({ connectionString: world.connectionString });
  const records = createRecords(storage);
  const { tokens } = world;

  async function sweep(): Promise<void> {
    if (options.inProcessHost !== false) return await world.app.runTimer('sweepDue');
    await fetch(`${base}/admin/functions/sweepDue`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  }

  return {
    world,
    storage,
    records,
    teams: createTeams(world.urls.teams, records),
    directory: createDirectoryDoor(world.urls.entra),
    agent: (name) => createCaller(base, () => tokens.agent(name)),
    person: (name) => createCaller(base, () => tokens.person(`${name}@contoso.example`)),
    bearer: (token) => createCaller(base, token === undefined ? undefined : async () => token),
    sweep,
    pass: async (ms) => {
      passTime(ms);
      await sweep();
    },
    stop: async () => {
      try {
        await verifyRecord(storage);
      } finally {
        await world.stop();
      }
    },
  };
}
