// HTTP calls as the Functions library hands them to a door, and what a door logs.
import type { HttpRequest, InvocationContext } from '@azure/functions';
import library from '@azure/functions';

/** A POST of `body` with the headers a client sends; `undefined` leaves a header out. */
export function aPost(
  body: string | Uint8Array = '{}',
  change: Readonly<Record<string, string | undefined>> = {},
): HttpRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const headers = {
    'content-type': 'application/json',
    'content-length': String(bytes.byteLength),
    ...change,
  };
  return new library.HttpRequest({
    method: 'POST',
    url: 'http://127.0.0.1/api/requests',
    headers: Object.fromEntries(
      Object.entries(headers).filter((each): each is [string, string] => each[1] !== undefined),
    ),
    ...(bytes.byteLength === 0 ? {} : { body: { bytes } }),
  });
}

/** A context that keeps what was logged as an error or warning. */
export function aContext(): { readonly context: InvocationContext; readonly logged: string[] } {
  const logged: string[] = [];
  const keep = (...words: readonly unknown[]) => void logged.push(words.join(' '));
  const context = { error: keep, warn: keep, log: () => undefined } as unknown as InvocationContext;
  return { context, logged };
}
