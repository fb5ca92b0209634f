// The warehouse's "no", as RFC 9457 problem details: what is wrong, and what to do next.
import type { Reply } from '../support/local-door.ts';

/** A problem as an answer; `type` is the last part of its URN. */
export function problem(
  status: number,
  type: string,
  detail: string,
  rest: { readonly headers?: Readonly<Record<string, string>>; readonly [member: string]: unknown } = {},
): Reply {
  const { headers, ...members } = rest;
  return {
    status,
    body: { type: `urn:countersign:warehouse:${type}`, title: titleOf(type), status, detail, ...members },
    headers: { 'content-type': 'application/problem+json', ...headers },
  };
}

/** Nothing ran, and the same call may be repeated after a moment. */
export function notNow(detail: string, retryAfterSeconds = 2): Reply {
  return problem(503, 'try-again', `${detail} Nothing ran. Repeat the call with the same X-Request-ID.`, {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

function titleOf(type: string): string {
  const words = type.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
