// The Functions app as a process of its own that the test can end without warning, start again, and whose clock it can move ahead.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { APP_FILE, HOST_JSON } from '../../../../local/start/project.ts';

export interface AppChild {
  readonly start: () => Promise<void>;
  /** As a power cut would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Moves the app's clock ahead of ours, also after the next start. */
  readonly setAhead: (aheadMs: number) => Promise<void>;
  /** What it wrote, newest last. */
  readonly lines: readonly string[];
}

const HOST = fileURLToPath(new URL('../../../../local/functions-host/main.js', import.meta.url));
const CLOCK = new URL('./clock-offset.js', import.meta.url).href;
const LINES = 400;

/** An app on this port, not yet started. */
export function createAppChild(port: number, env: Readonly<Record<string, string>>): AppChild {
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  let aheadMs = 0;

  async function start(): Promise<void> {
    const started = fork(HOST, ['--app', APP_FILE, '--host', HOST_JSON, '--port', String(port)], {
      env: { ...process.env, ...env, TEST_CLOCK_AHEAD_MS: String(aheadMs) },
      execArgv: ['--import', CLOCK],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    const ready = new Promise<void>((resolve, reject) => {
      for (const output of [started.stdout, started.stderr]) {
        if (output === null) continue;
        createInterface({ input: output }).on('line', (line) => {
          lines.push(line);
          if (lines.length > LINES) lines.shift();
          if (line.startsWith('{"ready":true')) resolve();
        });
      }
      started.once('exit', (code, signal) =>
        reject(new Error(`The app ended (${signal ?? code}).\n${lines.slice(-8).join('\n')}`)),
      );
    });
    await ready;
  }

  async function end(how: (one: ChildProcess) => void): Promise<void> {
    const one = child;
    child = undefined;
    if (one === undefined || one.exitCode !== null || one.signalCode !== null) return;
    const gone = once(one, 'exit');
    how(one);
    await gone;
  }

  return {
    start,
    kill: () => end((one) => one.kill('SIGKILL')),
    stop: () =>
      end((one) => {
        one.disconnect();
        setTimeout(() => one.kill('SIGKILL'), 3000).unref();
      }),
    setAhead: async (ms) => {
      aheadMs = ms;
      const one = child;
      if (one?.connected !== true) return;
      const heard = once(one, 'message');
      one.send({ aheadMs });
      await heard;
    },
    lines,
  };
}
