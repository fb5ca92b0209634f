// Where a story plays: what `npm start` runs on this machine, or the same started for this story and ended with it.
// A person of the demo answers the cards, unless the reader wants to.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AGENTS, PEOPLE } from '../../local/directory.ts';
import { agentEnvironment } from '../../local/start/agent-environment.ts';
import { loopback } from '../../local/start/app-environment.ts';
import { FIXED_PORTS, type Ports, portsFrom } from '../../local/start/ports.ts';
import { startWorld } from '../../local/start/world.ts';
import { type Answering, createAnswering } from './answering.ts';
import { type Program, startProgram } from './program.ts';
import { COUNTERSIGN } from './where.ts';

/** What a story is given. */
export interface Stage {
  /** A folder of its own, gone afterwards. */
  readonly folder: string;
  /** Addresses of the world. */
  readonly ports: Ports;
  /** Tells the reader what happens. */
  readonly say: (line: string) => void;
  /** A person answers the next new card. */
  readonly answering: Answering;
  /** Starts a program as the agent of this name would: with Countersign's address, the command and its own identity, in the story's folder. */
  readonly start: (agent: keyof typeof AGENTS, command: string, args: readonly string[]) => Program;
  readonly end: () => Promise<void>;
}

/** What the command was told. */
export interface StageOptions {
  readonly base: number | undefined;
  readonly byHand: boolean;
}

/** Opens the stage. Throws when nothing runs at the ports and nothing can be started there. */
export async function openStage({ base, byHand }: StageOptions): Promise<Stage> {
  const named = base === undefined ? FIXED_PORTS : portsFrom(base);
  const runs = await isUp(named);
  if (!runs) console.log('Starting Countersign on this machine for this story ...');
  const world = runs ? undefined : await startWorld({ ports: base ?? 'random' });
  const ports = world?.ports ?? named;
  const urls = { functions: loopback(ports.functions), entra: loopback(ports.entra) };
  const folder = await mkdtemp(join(tmpdir(), 'countersign-story-'));
  const programs: Program[] = [];
  return {
    folder,
    ports,
    say: (line) => console.log(line),
    answering: await createAnswering({ teamsUrl: loopback(ports.teams), byHand, people: PEOPLE }),
    start: (agent, command, args) => {
      const env = {
        ...process.env,
        ...agentEnvironment(urls, agent),
        COUNTERSIGN,
        COUNTERSIGN_JOURNAL: join(folder, 'journal'),
      };
      const program = startProgram(spawn(command, args, { cwd: folder, env }));
      programs.push(program);
      return program;
    },
    end: async () => {
      for (const program of programs) program.kill();
      await Promise.all(programs.map(({ ended }) => ended));
      await world?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function isUp({ functions }: Ports): Promise<boolean> {
  const response = await fetch(`${loopback(functions)}/api/health`).catch(() => undefined);
  return response?.ok === true;
}
