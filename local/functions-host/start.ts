// Starts the host: app, HTTP door, queue listeners, timers, in that order; and ends it in the reverse one. Once per app
// and process: the library remembers its host, so the same file (or the same copy of the library) cannot start twice.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccessKeys } from './access-keys.ts';
import { createAdminDoor, type RunByHand } from './admin-door.ts';
import type { Log } from './core-types.ts';
import { type HostJson, readHostJson } from './host-json.ts';
import { createHttpDoor } from './http-door.ts';
import { createInFlight } from './in-flight.ts';
import { createInvoke } from './invoke.ts';
import { type LoadedApp, loadApp } from './load-app.ts';
import { openQueues } from './queue-client.ts';
import { startQueue } from './queue-door.ts';
import { createRoutes, fullRoute } from './routes.ts';
import { createStream } from './stream-proxy.ts';
import { startTimer } from './timer-door.ts';
import { openTimerStatuses } from './timer-status.ts';
import { type HttpFunction, type QueueFunction, readTriggers, type TimerFunction } from './triggers.ts';

/** What a host is started with. */
export type HostOptions = {
  /** Absolute path of the app's bundle or module. */
  readonly appFile: string;
  /** host.json, or the path of it. */
  readonly hostJson: HostJson | string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Settings merged into the environment before the app is loaded. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Function keys; enforced only when given. */
  readonly keys?: AccessKeys | undefined;
  readonly log?: Log | undefined;
  /** Where timers remember their last run; without it no start finds a run past due. */
  readonly timerStatusFile?: string | undefined;
  /** How long a received queue message is hidden. The genuine host's ten minutes; shorter for tests of crashes. */
  readonly queueLockSeconds?: number | undefined;
};

/** One line of the host's list of functions. */
export type HostFunction = {
  readonly name: string;
  readonly type: 'httpTrigger' | 'queueTrigger' | 'timerTrigger';
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly queueName?: string;
};

/** A running host. */
export type Host = {
  readonly url: string;
  readonly port: number;
  readonly functions: readonly HostFunction[];
  /** Runs a timer or queue function by hand, as the admin door does, and resolves when the run is over. */
  run(name: string, input?: string): Promise<void>;
  /** Resolves when no invocation is running. */
  drain(): Promise<void>;
  /** Takes nothing new, waits for what runs (at most the grace, 5 s), runs the appTerminate hooks. */
  close(graceMs?: number): Promise<void>;
};

/** Starts a host; rejects with a clear message on anything the genuine host would trip over or silently leave out. */
export async function startHost(options: HostOptions): Promise<Host> {
  const log = options.log ?? (() => undefined);
  Object.assign(process.env, options.env);
  const settings = readHostJson(options.hostJson);
  const app = await loadApp(options.appFile, log);
  const functions = readTriggers(app.core.registrations);
  const httpFunctions = functions.filter((one): one is HttpFunction => one.type === 'httpTrigger');
  const queueFunctions = functions.filter((one): one is QueueFunction => one.type === 'queueTrigger');
  const timerFunctions = functions.filter((one): one is TimerFunction => one.type === 'timerTrigger');
  const findRoute = createRoutes(httpFunctions, settings.routePrefix);
  const opened = await Promise.all(
    queueFunctions.map(async (one) => ({ one, queues: await openQueues(one.connection, one.queueName) })),
  );

  const invoke = createInvoke(app);
  const inFlight = createInFlight();
  const statuses = openTimerStatuses(options.timerStatusFile);
  const timers = new Map<string, ReturnType<typeof startTimer>>();
  let isClosing = false;
  const runByHand: RunByHand = (name) => {
    const timer = timers.get(name);
    if (timer !== undefined) return () => timer.run();
    const one = queueFunctions.find((queue) => queue.name.toLowerCase() === name);
    if (one === undefined) return undefined;
    return async (input) => {
      await inFlight.run(() =>
        invoke(one, { data: { string: input }, triggerMetadata: { QueueTrigger: { string: input } } }),
      );
    };
  };
  const server = createHttpDoor({
    findRoute,
    invoke,
    inFlight,
    answerAdmin: createAdminDoor(options.keys, runByHand, log),
    keys: options.keys,
    stream: app.streamUri === undefined ? undefined : createStream(app.streamUri, invoke, log),
    log,
    isClosing: () => isClosing,
  });
  const port = await listen(server, options.port);
  const lockSeconds = options.queueLockSeconds ?? 600;
  const stopQueues = opened.map(({ one, queues }) =>
    startQueue(one, { queues, settings: settings.queues, lockSeconds, invoke, inFlight, log }),
  );
  for (const one of timerFunctions) {
    timers.set(one.name.toLowerCase(), startTimer(one, { invoke, inFlight, statuses, log }));
  }

  async function close(graceMs: number): Promise<void> {
    isClosing = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const timer of timers.values()) timer.stop();
    const finished = Promise.all([...stopQueues.map((stop) => stop()), inFlight.drain()]);
    if (!(await within(graceMs, finished)))
      log('warning', 'host', `Stopped with invocations still running after ${graceMs} ms.`);
    server.closeAllConnections();
    await closed;
    await runTerminateHooks(app);
  }

  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    functions: functions.map((one) => describe(one, settings.routePrefix)),
    run: async (name, input = '') => {
      const byHand = runByHand(name.toLowerCase());
      if (byHand === undefined) throw new Error(`There is no timer or queue function named ${name}.`);
      await byHand(input);
    },
    drain: inFlight.drain,
    close: (graceMs = 5000) => {
      closing ??= close(graceMs);
      return closing;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const message = isTaken
        ? `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or use another port.`
        : error.message;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      resolve(address.port);
    });
  });
}

function describe(one: HttpFunction | QueueFunction | TimerFunction, prefix: string): HostFunction {
  const { name, type } = one;
  if (type === 'httpTrigger') {
    return {
      name,
      type,
      route: fullRoute(one, prefix),
      ...(one.methods === undefined ? {} : { methods: one.methods }),
    };
  }
  return type === 'queueTrigger' ? { name, type, queueName: one.queueName } : { name, type };
}

async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let handle: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    handle = setTimeout(() => resolve(false), ms);
  });
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(handle);
  return isDone;
}

async function runTerminateHooks({ core }: LoadedApp): Promise<void> {
  const hookData = {};
  for (const hook of core.hooks.appTerminate) await hook({ hookData, appHookData: core.appHookData });
}
