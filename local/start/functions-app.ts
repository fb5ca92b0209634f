// The Functions app under the local host: as a process of its own, as `npm start` runs it, or inside this one, for tests that
// want to see into it. Promises: a process can be ended without warning and started again, to see what survives.
import { fileURLToPath } from 'node:url';
import { startHost } from '../functions-host/start.ts';
import { type Child, startChild } from './child.ts';
import { APP_FILE, HOST_JSON } from './project.ts';

/** The app, not yet started. */
export interface FunctionsApp {
  /** Resolves when the app serves. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly pid: () => number | undefined;
  /** Runs a timer by hand and resolves when the run is over; only of an app in this process. */
  readonly runTimer: (name: string) => Promise<void>;
}

/** What the app is run with. */
export interface FunctionsAppOptions {
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly appFile?: string | undefined;
  /** Where timers remember their last run. */
  readonly timersFile?: string | undefined;
  readonly onLine: (line: string) => void;
}

// An agent's long poll would go on for half a minute. The app survives being killed at any point, so it is not waited for.
const GRACE_MS = 700;

/** The app as a process. `watch` is given each child as it starts. */
export function createAppProcess(options: FunctionsAppOptions, watch: (child: Child) => void): FunctionsApp {
  const { port, env, timersFile, onLine, appFile = APP_FILE } = options;
  const timers = timersFile === undefined ? [] : ['--timers', timersFile];
  let child: Child | undefined;

  return {
    start: async () => {
      child = startChild({
        name: 'The Functions app',
        file: fileURLToPath(new URL('../functions-host/main.js', import.meta.url)),
        args: ['--app', appFile, '--host', HOST_JSON, '--port', String(port), ...timers],
        env,
        isReady: (line) => line.startsWith('{"ready":true'),
        onLine,
      });
      watch(child);
      await child.ready;
    },
    stop: async () => await child?.stop(GRACE_MS),
    kill: async () => await child?.kill(),
    pid: () => child?.pid,
    runTimer: () => Promise.reject(new Error('The app is another process: ask its admin door.')),
  };
}

/** The app inside this process: started once, since a loaded app cannot be loaded again. */
export function createAppHere(options: FunctionsAppOptions): FunctionsApp {
  const { port, env, timersFile, onLine, appFile = APP_FILE } = options;
  let host: ReturnType<typeof startHost> | undefined;

  async function stop(): Promise<void> {
    const running = await host?.catch(() => undefined);
    await running?.close(GRACE_MS);
  }

  return {
    start: async () => {
      host = startHost({
        appFile,
        hostJson: HOST_JSON,
        port,
        env,
        timerStatusFile: timersFile,
        log: (level, category, message) => onLine(`[${level}] ${category}: ${message}`),
      });
      await host;
    },
    stop,
    kill: stop,
    pid: () => undefined,
    runTimer: async (name) => await (await host)?.run(name),
  };
}
