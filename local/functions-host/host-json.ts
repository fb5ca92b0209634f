// host.json: the few members this host acts on, checked, with the genuine defaults. As on the genuine host, an
// environment variable AzureFunctionsJobHost__extensions__queues__maxPollingInterval overrides the file.
import { readFileSync } from 'node:fs';
import { parseTimeSpan } from './app-settings.ts';
import { messageOf } from './message-of.ts';

/** host.json as it stands in the file; members unknown to this host are left alone. */
export type HostJson = {
  readonly version: '2.0';
  readonly extensions?: { readonly http?: object; readonly queues?: object };
  readonly [other: string]: unknown;
};

/** The settings of all queue triggers. */
export type QueueSettings = {
  readonly maxPollingIntervalMs: number;
  readonly visibilityTimeoutSeconds: number;
  readonly batchSize: number;
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  readonly messageEncoding: 'base64' | 'none';
};

/** What this host takes from host.json. */
export type HostSettings = { readonly routePrefix: string; readonly queues: QueueSettings };

/** Reads host.json (a path or its content) and throws on the first wrong member. */
export function readHostJson(source: HostJson | string): HostSettings {
  const content = typeof source === 'string' ? parseFile(source) : source;
  const version = member(content, ['version']);
  if (version !== '2.0') throw new Error(`host.json: version must be "2.0", not ${JSON.stringify(version)}.`);

  const routePrefix = member(content, ['extensions', 'http', 'routePrefix']) ?? 'api';
  if (typeof routePrefix !== 'string' || routePrefix.startsWith('/')) {
    throw new Error(
      'host.json: extensions.http.routePrefix must be a string that does not start with a slash.',
    );
  }
  const queue = (name: string) => member(content, ['extensions', 'queues', name]);
  const batchSize = integer(queue('batchSize') ?? 16, 1, 32, 'batchSize');
  const encoding = String(queue('messageEncoding') ?? 'base64').toLowerCase();
  if (encoding !== 'base64' && encoding !== 'none') {
    throw new Error('host.json: extensions.queues.messageEncoding must be base64 or none.');
  }
  // The genuine queue extension polls faster on a developer's machine.
  const isDevelopment = process.env.AZURE_FUNCTIONS_ENVIRONMENT === 'Development';
  const interval = timeSpan(
    queue('maxPollingInterval') ?? (isDevelopment ? '00:00:02' : '00:01:00'),
    'maxPollingInterval',
  );
  if (interval < 100)
    throw new Error('host.json: extensions.queues.maxPollingInterval must be at least 00:00:00.100.');
  return {
    routePrefix,
    queues: {
      maxPollingIntervalMs: interval,
      visibilityTimeoutSeconds: Math.round(
        timeSpan(queue('visibilityTimeout') ?? '00:00:00', 'visibilityTimeout') / 1000,
      ),
      batchSize,
      newBatchThreshold: integer(
        queue('newBatchThreshold') ?? Math.floor(batchSize / 2),
        0,
        1000,
        'newBatchThreshold',
      ),
      maxDequeueCount: integer(queue('maxDequeueCount') ?? 5, 1, 1000, 'maxDequeueCount'),
      messageEncoding: encoding,
    },
  };
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`host.json could not be read from ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function member(content: unknown, path: readonly string[]): unknown {
  const override = ['AzureFunctionsJobHost', ...path].join('__').toLowerCase();
  for (const [name, value] of Object.entries(process.env)) if (name.toLowerCase() === override) return value;
  let value: unknown = content;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function integer(value: unknown, low: number, high: number, name: string): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= low && number <= high)
    return number;
  throw new Error(`host.json: extensions.queues.${name} must be a whole number from ${low} to ${high}.`);
}

function timeSpan(value: unknown, name: string): number {
  return parseTimeSpan(String(value), `host.json: extensions.queues.${name}`);
}
