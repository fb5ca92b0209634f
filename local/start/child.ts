// A child process that cannot outlive us: it holds one end of an IPC channel and leaves when the other end is gone, however we
// end. Promises: `ready` settles exactly once; an end nobody asked for is told with the child's last words; `stop` always succeeds.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** What to start. `isReady` looks at each line of its output. */
export interface ChildOptions {
  readonly name: string;
  /** The compiled file to run. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly isReady: (line: string) => boolean;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** A started child. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  readonly ready: Promise<void>;
  /** Resolves when the process is gone: why, or undefined when it was told to stop. */
  readonly ended: Promise<string | undefined>;
  /** Asks it to leave and insists after a moment. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

const LAST_WORDS = 20;
const LAST_WORDS_WITHIN_MS = 200;
// Everything ends within three seconds of Ctrl-C: agent, app and Azurite one after the other.
const DEFAULT_GRACE_MS = 1000;

/** Starts a child. */
export function startChild(options: ChildOptions): Child {
  const child = spawn(process.execPath, [options.file, ...options.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...options.env },
    // In a group of its own a terminal's Ctrl-C reaches us alone, and we end the children in order. On Windows a group of
    // its own would be a console window of its own; there the children see Ctrl-C too, and leave by themselves.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const words: string[] = [];
  let isWanted = true;
  let becomeReady = (): void => undefined;

  function hear(line: string): void {
    // Where in the code it died is for the log; why, for people.
    if (!/^\s+at |^Node\.js v|^\s*$/.test(line)) words.push(line);
    if (words.length > LAST_WORDS) words.shift();
    options.onLine?.(line);
    if (options.isReady(line)) becomeReady();
  }
  const read = [child.stdout, child.stderr].map(
    (input) => input && once(createInterface({ input }).on('line', hear), 'close'),
  );

  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`${options.name} could not be started: ${error.message}`));
    child.once('exit', async (code, signal) => {
      // Its last words may still be on their way. (`close` would tell, but never comes once we have disconnected.)
      await Promise.race([Promise.all(read), sleep(LAST_WORDS_WITHIN_MS, undefined, { ref: false })]);
      resolve(isWanted ? lastWords(options.name, signal ?? `code ${code}`, words) : undefined);
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    becomeReady = resolve;
    void ended.then((why) => reject(new Error(why ?? `${options.name} was stopped while it started.`)));
  });
  // Who stops a child that is still starting does not wait for `ready`.
  ready.catch(() => undefined);

  async function stop(graceMs = DEFAULT_GRACE_MS): Promise<void> {
    isWanted = false;
    if (child.connected) child.disconnect();
    const isGone = await Promise.race([ended.then(() => true), sleep(graceMs, false, { ref: false })]);
    if (!isGone) await kill();
  }

  async function kill(): Promise<void> {
    isWanted = false;
    endAtOnce(child);
    await ended;
  }

  return { name: options.name, pid: child.pid, ready, ended, stop, kill };
}

function lastWords(name: string, how: string, words: readonly string[]): string {
  const said = words.join('\n  ');
  return `${name} ended unexpectedly (${how}).${said === '' ? '' : ` Its last words:\n  ${said}`}`;
}

function endAtOnce(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // The whole group; Windows knows no groups, and our children start no processes.
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
