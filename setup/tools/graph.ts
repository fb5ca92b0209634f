// Microsoft Graph by way of `az rest`. Why not with a token of az in our own hands: no token is held here, and az brings the proxy, the
// certificates and the device-bound sign-in that an administrator's machine needs. The price is about a second for each call.
// Promises: reads that are throttled or broken are tried again; a write is tried again only where doing it twice is doing it once, or
// where Graph said that it did nothing. Bodies go by file, so that nothing needs quoting and nothing shows in a list of processes.
import type { z } from 'zod';
import { SetupFault } from '../faults.ts';
import { GraphError, isBusy, isSpreading, readGraphError, troubleOfAz } from './graph-error.ts';
import { readPages } from './graph-pages.ts';
import type { RunTool } from './run-tool.ts';
import { withTextFile } from './text-file.ts';

/** Waiting, in milliseconds, and what for; tests pass one that does not. */
export type Sleep = (ms: number, why: string) => Promise<void>;
/** `$filter` and the like; az encodes them. */
export type Query = Readonly<Record<string, string>>;

/** The verbs of Graph that setup uses. Paths begin with a slash, after `/v1.0`. */
export interface Graph {
  /** `undefined` when there is no such object. */
  readonly get: <T>(path: string, schema: z.ZodType<T>, query?: Query) => Promise<T | undefined>;
  /** Something that was just made: waits until it is known. Throws `GraphError` 404 when it never is. */
  readonly getNew: <T>(path: string, schema: z.ZodType<T>, query?: Query) => Promise<T>;
  /** All pages. Nothing when the object it belongs to does not exist. */
  readonly list: <T>(path: string, item: z.ZodType<T>, query?: Query) => Promise<readonly T[]>;
  /** Makes it where it is missing, by its alternate key; never a second one. */
  readonly upsert: (path: string, body: object) => Promise<void>;
  readonly patch: (path: string, body: object) => Promise<void>;
  /** What makes the same twice is for the caller to know. */
  readonly post: <T>(path: string, body: object, schema: z.ZodType<T>) => Promise<T>;
  /** Gone is as good as removed. */
  readonly remove: (path: string) => Promise<void>;
}

export const GRAPH = 'https://graph.microsoft.com/v1.0';
const TRIES = 6;
/** A new object is unknown to other servers of Entra for a while, seconds as a rule. */
const SPREADING_MS = [2000, 4000, 8000, 15_000, 20_000, 30_000] as const;

/** Graph over these tools. */
export function createGraph(run: RunTool, sleep: Sleep): Graph {
  async function call(method: string, path: string, more: readonly string[] = []): Promise<string> {
    const args = ['rest', '--method', method, '--url', `${GRAPH}${path}`, ...more];
    const answer = await run('az', [...args, '--output', 'json', '--only-show-errors']);
    if (answer.code === 0) return answer.stdout;
    throw readGraphError(answer.stderr) ?? troubleOfAz(answer.stderr);
  }

  async function patiently<T>(once: () => Promise<T>, isPassing: (error: GraphError) => boolean): Promise<T> {
    for (let failed = 1; ; failed += 1) {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof GraphError) || failed === TRIES || !isPassing(error)) throw error;
        const why = isBusy(error) ? 'Microsoft Graph is busy' : 'not known everywhere at Microsoft yet';
        await sleep(SPREADING_MS[failed - 1] ?? 30_000, why);
      }
    }
  }

  async function read(path: string, query: Query): Promise<unknown> {
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    const more = parameters.length === 0 ? [] : ['--uri-parameters', ...parameters];
    try {
      return JSON.parse(await patiently(() => call('GET', path, more), isBusy));
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }

  async function write(
    method: string,
    path: string,
    body: object,
    headers: readonly string[],
    isPassing: (error: GraphError) => boolean,
  ): Promise<string> {
    return await withTextFile(inAscii(body), async (file) => {
      const more = ['--headers', 'Content-Type=application/json', ...headers, '--body', `@${file}`];
      return await patiently(() => call(method, path, more), isPassing);
    });
  }

  return {
    get: async (path, schema, query = {}) => {
      const found = await read(path, query);
      return found === undefined ? undefined : schema.parse(found);
    },
    getNew: async (path, schema, query = {}) =>
      await patiently(
        async () => {
          const found = await read(path, query);
          if (found !== undefined) return schema.parse(found);
          throw new GraphError(`${path} is not known yet.`, 404, 'Request_ResourceNotFound', []);
        },
        (error) => error.status === 404,
      ),
    list: async (path, item, query = {}) => await readPages(read, path, item, query),
    upsert: async (path, body) => {
      await write('PATCH', path, body, ['Prefer=create-if-missing'], isBusyOrSpreading);
    },
    patch: async (path, body) => {
      await write('PATCH', path, body, [], isBusyOrSpreading);
    },
    // A fault of the server may have come after the deed: only what Graph turned away is sent again.
    post: async (path, body, schema) => {
      const answer = await write(
        'POST',
        path,
        body,
        [],
        (error) => error.status === 429 || isSpreading(error),
      );
      return schema.parse(answer.trim() === '' ? {} : JSON.parse(answer));
    },
    remove: async (path) => {
      try {
        await patiently(() => call('DELETE', path), isBusy);
      } catch (error) {
        if (!(error instanceof GraphError) || error.status !== 404) throw error;
      }
    },
  };
}

/** az sends a body as Latin-1. And what its output garbled on the way here (some Windows terminals) must not be written back. */
function inAscii(body: object): string {
  const json = JSON.stringify(body);
  if (json.includes('\uFFFD')) {
    throw new SetupFault(
      'az printed letters that this terminal cannot show, so writing back what people added would spoil it.',
      'Run the same command in Azure Cloud Shell, or on Linux or macOS.',
    );
  }
  return json.replaceAll(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const isBusyOrSpreading = (error: GraphError): boolean => isBusy(error) || isSpreading(error);
