// One HTTP call, made once. `fetch` only, so it runs wherever that does.
import { checkAddress, headersOf, jsonTextOf } from './check-call.ts';

/** What is sent. */
export interface Attempt {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is JSON already. */
  readonly body?: object | string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch | undefined;
}

/** An answer, read. A body that is no JSON is undefined; `text` is it as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

/** What it came to: any answer, or why there is none. */
export type Tried = { readonly reply: Reply } | { readonly error: unknown };

/** Makes it. Throws the signal's reason when aborted, and `InvalidCall` for what can be no call. */
export async function attempt({ method, url, headers, body, timeoutMs, ...how }: Attempt): Promise<Tried> {
  const go = how.fetch ?? fetch;
  checkAddress(url);
  const json = typeof body === 'object' ? jsonTextOf(body) : body;
  const sent = headersOf({
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  });
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await go(url, {
      method,
      headers: sent,
      ...(json === undefined ? {} : { body: json }),
      // A token goes to the address that was given and to no other.
      redirect: 'error',
      signal: how.signal === undefined ? limit : AbortSignal.any([limit, how.signal]),
    });
    const { status, headers: told } = response;
    const text = await response.text();
    return { reply: { status, headers: told, body: jsonOf(text), text } };
  } catch (error) {
    how.signal?.throwIfAborted();
    return { error };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
