// `npm start`: the whole of Countersign on one machine, then the demo agent's first request.
// Promises: one Ctrl-C ends everything; a part that dies ends everything, with its last words; nothing is left running, however
// this process ends (the children watch their end of the channel to it).
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { announcement } from './start/announce.ts';
import { type Child, startChild } from './start/child.ts';
import { lineForPeople } from './start/line-for-people.ts';
import { openLogFile } from './start/log-file.ts';
import { OUTPUT_FOLDER } from './start/project.ts';
import { readFlags, type StartFlags, USAGE } from './start/read-flags.ts';
import { readableLine } from './start/readable-line.ts';
import { waitingPolicy } from './start/waiting-policy.ts';
import { startWorld, type World } from './start/world.ts';

const startedAt = performance.now();

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags === 'help') console.log(USAGE);
  else await run(flags);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(flags: StartFlags): Promise<void> {
  const log = openLogFile(join(resolve(flags.dataDir ?? OUTPUT_FOLDER), 'local.log'));
  const ending = new AbortController();
  const trouble: string[] = [];
  let world: World | undefined;
  let agent: Child | undefined;

  const stop = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, stop);
  stopWithParent(stop);

  try {
    world = await startWorld({
      ports: flags.base,
      dataDir: flags.dataDir,
      // The owner and the administrators: without the app nobody would see their cards and alarms.
      withApp: ['dana', 'ada', 'noor'],
      policyText: flags.policy === undefined ? undefined : readPolicy(flags.policy),
      signal: ending.signal,
      onLine: (name, line) => {
        log.write(name, line);
        const shown = flags.isVerbose ? readableLine(line) : lineForPeople(line);
        if (shown !== undefined) console.error(`${name}: ${shown}`);
      },
      onDeath: (why) => {
        trouble.push(why);
        stop();
      },
    });
    console.log(announcement(world, performance.now() - startedAt));
    const waiting = await waitingPolicy(world.urls);
    if (waiting !== undefined) console.log(waiting);
    if (flags.withDemo) agent = startAgent(flags);
    await aborted(ending.signal);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  } finally {
    await agent?.stop(800);
    await world?.stop();
    await log.close();
  }
  if (trouble.length === 0) return;
  console.error(`${trouble.join('\n')}\nEverything was stopped. The whole log is in ${log.path}`);
  process.exitCode = 1;
}

function readPolicy(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Error(`--policy ${file} cannot be read (${code}). Name a policy file.`);
  }
}

function startAgent(flags: StartFlags): Child {
  return startChild({
    name: 'The demo agent',
    file: fileURLToPath(new URL('./demo/agent.js', import.meta.url)),
    args: flags.base === undefined ? [] : ['--ports', String(flags.base)],
    isReady: () => true,
    onLine: (line) => console.log(line),
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

// npm runs its scripts through a shell. Ended by a signal, npm ends that shell and not us: then we have another parent.
function stopWithParent(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}
