// One call to Countersign, made again until it is answered: a lost answer, a busy server and a stale token are tried again with the same
// bytes and the same key, so nothing happens twice. `fetch` only, so it runs wherever that does.
import { Refused, Unreachable } from './errors.ts';
import { record } from './wire.ts';

/** What a client is made with. */
export interface Connection {
  /** Address of your Countersign, without a slash at the end. */
  readonly url: string;
  /** Your access token for it; `fresh` when the last one was not accepted. */
  readonly token: (fresh: boolean) => Promise<string>;
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch;
}

/** What is sent. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are answers here although they are no success. */
  readonly accept?: readonly number[];
}

/** An answer, read. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Makes one call. Throws `Refused` for a clear no, `Unreachable` when no answer comes within the time, the signal's reason when aborted. */
export type Send = (call: Call) => Promise<Reply>;

/** For this long an unanswered call is made again. */
const PATIENCE_MS = 60_000;
/** Longer than Countersign lets anybody wait. */
const ANSWER_WITHIN_MS = 45_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const AGAIN: readonly number[] = [408, 429, 500, 502, 503, 504];

/** The caller over this connection. */
export function createSend(connection: Connection): Send {
  const url = connection.url.replace(/\/+$/, '');
  const go = connection.fetch ?? fetch;

  async function once(call: Call, token: string): Promise<Response> {
    const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
    return await go(`${url}${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      // A token goes to the address that was given and to no other.
      redirect: 'error',
      signal: call.signal === undefined ? limit : AbortSignal.any([limit, call.signal]),
    });
  }

  return async (call) => {
    const until = Date.now() + PATIENCE_MS;
    let pause = FIRST_PAUSE_MS;
    let fresh = false;
    for (;;) {
      // Who cannot get a token says so at once, in words of their own.
      const token = await connection.token(fresh);
      const tried = await attempt(() => once(call, token), call);
      if ('reply' in tried) {
        const { status, body } = tried.reply;
        if (status < 300 || call.accept?.includes(status)) return tried.reply;
        // The kept token may have been signed with a key that is gone.
        if (status === 401 && !fresh) {
          fresh = true;
          continue;
        }
        if (!AGAIN.includes(status)) throw refusalOf(status, body);
      }
      const wait = Math.min(Math.max(pause, tried.retryAfterMs), LONGEST_PAUSE_MS);
      if (Date.now() + wait > until) throw lastWord(url, tried);
      await sleep(wait, call.signal);
      pause *= 2;
    }
  };
}

type Tried =
  | { readonly reply: Reply; readonly retryAfterMs: number }
  | { readonly error: unknown; readonly retryAfterMs: 0 };

async function attempt(go: () => Promise<Response>, { signal }: Call): Promise<Tried> {
  try {
    const response = await go();
    const text = await response.text();
    const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
    return { reply: { status: response.status, body: jsonOf(text) }, retryAfterMs };
  } catch (error) {
    signal?.throwIfAborted();
    return { error, retryAfterMs: 0 };
  }
}

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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
