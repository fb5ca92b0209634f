// The host as a process: `node dist/local/functions-host/main.js --app FILE --host host.json --port N [--timers FILE]`.
// Prints one line of JSON when ready, logs to stderr, and ends (0) on Ctrl-C, SIGTERM or when its parent goes away.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LogLevel } from './core-types.ts';
import { messageOf } from './message-of.ts';
import { type Host, startHost } from './start.ts';

const USAGE = 'Usage: main.js --app FILE --host host.json --port N [--timers FILE] [--verbose]';
let isStopping = false;
const QUIET: readonly LogLevel[] = ['trace', 'debug', 'none'];

process.on('uncaughtException', (error) =>
  fail(`The app threw outside any invocation: ${error.stack ?? error.message}`),
);

try {
  const options = readOptions();
  const starting = startHost({
    ...options,
    log: (level, category, message) => {
      const isChatter = QUIET.includes(level) || (level === 'information' && category === 'system');
      if (options.isVerbose || !isChatter) say(`[${level}] ${category}: ${message}`);
    },
  });
  // A stop may be asked for while the app is still starting.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, () => stop(starting));
  process.on('disconnect', () => stop(starting));
  const host = await starting;
  const ready = { ready: true, url: host.url, port: host.port, functions: host.functions };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
} catch (error) {
  fail(messageOf(error));
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      timers: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port ?? '7071');
  if (values.app === undefined || values.host === undefined) throw new Error(USAGE);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be 0-65535. ${USAGE}`);
  return {
    appFile: resolve(values.app),
    hostJson: resolve(values.host),
    port,
    timerStatusFile: values.timers === undefined ? undefined : resolve(values.timers),
    isVerbose: values.verbose,
  };
}

function stop(starting: Promise<Host>): void {
  // The second Ctrl-C does not wait.
  if (isStopping) process.exit(1);
  isStopping = true;
  starting.then(
    (host) =>
      host.close(5000).then(
        () => process.exit(0),
        (error) => fail(messageOf(error)),
      ),
    () => process.exit(0),
  );
}

// Not by the console: that is the app's, which may have changed it.
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(message: string): never {
  say(`functions-host: ${message}`);
  process.exit(1);
}
