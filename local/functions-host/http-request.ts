// An incoming request in the shape the library expects, with the genuine host's habits: a body without Content-Length is
// dropped, repeated headers and query parameters are joined by a comma.
import type { IncomingMessage } from 'node:http';
import type { NullableMap, RpcHttp } from './core-types.ts';

/** The genuine host's limit of a request body. */
export const MAX_BODY_BYTES = 104_857_600;

/** The request as data for the library, given its body and the parameters of its route. */
export function toRpcRequest(
  request: IncomingMessage,
  query: string,
  params: ReadonlyMap<string, string>,
  body: Uint8Array | undefined,
): RpcHttp {
  return {
    method: request.method ?? 'GET',
    url: absoluteUrl(request),
    nullableHeaders: headersOf(request),
    // Sent even when empty: the library would otherwise take the query from the URL.
    nullableQuery: queryOf(query),
    nullableParams: paramsOf(params),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  };
}

/** The absolute address the client asked for. */
export function absoluteUrl(request: IncomingMessage): string {
  return `http://${request.headers.host ?? '127.0.0.1'}${request.url ?? '/'}`;
}

/** The request's body; undefined when the genuine host would drop it. Rejects when the client goes away in between. */
export function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (!(Number(request.headers['content-length']) > 0)) {
    request.resume();
    return Promise.resolve(undefined);
  }
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The request ended before its body did.')));
  });
}

/** Header names in lower case, values of repeated ones joined. */
export function headersOf(request: IncomingMessage): NullableMap {
  const headers = emptyMap();
  const raw = request.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const known = headers[name];
    headers[name] = { value: known === undefined ? value : `${known.value},${value}` };
  }
  return headers;
}

/** Query parameters, repeated ones joined. */
export function queryOf(query: string): NullableMap {
  const values = emptyMap();
  if (query === '') return values;
  // Names are told apart without regard to case; the first spelling stays.
  const spelling = new Map<string, string>();
  for (const [given, value] of new URLSearchParams(query)) {
    const name = spelling.get(given.toLowerCase()) ?? given;
    spelling.set(given.toLowerCase(), name);
    const known = values[name];
    values[name] = { value: known === undefined ? value : `${known.value},${value}` };
  }
  return values;
}

function paramsOf(params: ReadonlyMap<string, string>): NullableMap {
  const values = emptyMap();
  for (const [name, value] of params) values[name] = { value };
  return values;
}

// Without a prototype: a parameter may be called __proto__.
function emptyMap(): NullableMap {
  return Object.create(null);
}
