// One call to Countersign, made again until it is answered: a lost answer, a busy server and a stale token are tried again with the same
// bytes and the same key, so nothing happens twice. `fetch` only, so it runs wherever that does.
import { attempt, type Reply, type Tried } from './attempt.ts';
import { checkUrl, jsonTextOf } from './check-call.ts';
import { InvalidCall, Refused, Unreachable } from './errors.ts';
import { record } from './wire.ts';

/** What a client is made with. */
export interface Connection {
  /** Address of your Countersign, without a slash at the end. */
  readonly url: string;
  /** Your access token for it; `fresh` when the last one was not accepted. */
  readonly token: (fresh: boolean) => Promise<string>;
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch;
  /** Called before each pause after which a call is made again: with the status that was answered, or nothing when there was no answer. */
  readonly onRetry?: (status: number | undefined) => void;
}

/** What is sent. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON; a string is JSON already, and goes as it is. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are answers here although they are no success. */
  readonly accept?: readonly number[];
}

/** Makes one call. Throws `Refused` for a clear no, `Unreachable` when no answer comes within the time, `InvalidCall` for what cannot be sent, the signal's reason when aborted. */
export type Send = (call: Call) => Promise<Reply>;

/** For this long an unanswered call of an agent is made again. */
const PATIENCE_MS = 60_000;
/** Longer than Countersign lets anybody wait. */
const ANSWER_WITHIN_MS = 45_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const AGAIN: readonly number[] = [408, 429, 500, 502, 503, 504];

/** The caller over this connection. Throws `InvalidCall` for one that cannot be. */
export function createSend(connection: Connection): Send {
  checkUrl(connection.url);
  if (typeof connection.token !== 'function')
    throw new InvalidCall(
      'There is no token. Give `token`, a function that resolves with your access token.',
    );
  return async (call) => {
    const tried = await callUntilAnswered(connection, call, PATIENCE_MS);
    const url = bare(connection.url);
    if ('error' in tried || AGAIN.includes(tried.reply.status)) throw lastWord(url, tried);
    const { status, body } = tried.reply;
    if (status < 300 || call.accept?.includes(status)) return tried.reply;
    throw refusalOf(status, body);
  };
}

/** Makes a call until it is answered, begun for `patienceMs` at most: the answer, or what the last try came to. Throws as `token` does, `InvalidCall`, and the signal's reason. */
export async function callUntilAnswered(
  { url, token, fetch: go, onRetry }: Connection,
  { method, path, body, headers, signal }: Call,
  patienceMs: number,
): Promise<Tried> {
  const until = Date.now() + patienceMs;
  let pause = FIRST_PAUSE_MS;
  let fresh = false;
  const text = typeof body === 'object' ? jsonTextOf(body) : body;
  for (;;) {
    // Who cannot get a token says so at once, in words of their own.
    const authorization = `Bearer ${await token(fresh)}`;
    const tried = await attempt({
      method,
      url: `${bare(url)}${path}`,
      headers: { authorization, ...headers },
      body: text,
      timeoutMs: ANSWER_WITHIN_MS,
      signal,
      fetch: go,
    });
    const status = 'reply' in tried ? tried.reply.status : undefined;
    // The kept token may have been signed with a key that is gone.
    if (status === 401 && !fresh) {
      fresh = true;
      continue;
    }
    if (status !== undefined && !AGAIN.includes(status)) return tried;
    const wait = Math.min(Math.max(pause, retryAfterMs(tried)), LONGEST_PAUSE_MS);
    if (Date.now() + wait > until) return tried;
    onRetry?.(status);
    await sleep(wait, signal);
    pause *= 2;
  }
}

const bare = (url: string): string => url.replace(/\/+$/, '');

const retryAfterMs = (tried: Tried): number =>
  'reply' in tried ? Number(tried.reply.headers.get('retry-after') ?? 0) * 1000 || 0 : 0;

function lastWord(url: string, tried: Tried): Refused | Unreachable {
  if ('error' in tried) {
    return new Unreachable(
      `${url} does not answer. Nothing was run. The same call again is safe.`,
      tried.error,
    );
  }
  const { status, body } = tried.reply;
  return status === 429
    ? refusalOf(status, body)
    : new Unreachable(
        `${url} answered ${status} for a minute. Nothing was run. The same call again is safe.`,
      );
}

/** A clear no, in Countersign's own words. */
export function refusalOf(status: number, body: unknown): Refused {
  const { type, title, detail, problems } = record(body);
  const code = typeof type === 'string' ? (type.split(':').at(-1) ?? type) : `http_${status}`;
  const places = (Array.isArray(problems) ? problems : []).map((each) => {
    const { at, message } = record(each);
    return { at: String(at), message: String(message) };
  });
  const said = [title, detail].filter((each) => typeof each === 'string').join('. ');
  const where = places.map(({ at, message }) => `${at}: ${message}`).join('; ');
  const words = said === '' ? `The answer was ${status}, and not Countersign's. Is the address right?` : said;
  return new Refused(status, code, where === '' ? words : `${words} ${where}`, places);
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted before. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
