// The host's HTTP server: routes, keys, body, invocation, response. Answers exactly as the genuine host where that was
// observed; every 404, 401 and 500 has an empty body.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AccessKeys, isAllowed } from './access-keys.ts';
import type { Log } from './core-types.ts';
import { absoluteUrl, MAX_BODY_BYTES, readBody, toRpcRequest } from './http-request.ts';
import { writeEmpty, writeResponse } from './http-response.ts';
import type { InFlight } from './in-flight.ts';
import type { Invoke } from './invoke.ts';
import { messageOf, traceOf } from './message-of.ts';
import type { FindRoute } from './routes.ts';
import type { Stream } from './stream-proxy.ts';

/** Answers a request under /admin, which never reaches a function. */
export type AnswerAdmin = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
) => Promise<void>;

/** What the door needs of the host. */
export type HttpParts = {
  readonly findRoute: FindRoute;
  readonly invoke: Invoke;
  readonly inFlight: InFlight;
  readonly answerAdmin: AnswerAdmin;
  readonly keys: AccessKeys | undefined;
  /** Present when the app asked for HTTP streaming. */
  readonly stream: Stream | undefined;
  readonly log: Log;
  readonly isClosing: () => boolean;
};

/** Makes the server; it does not listen yet. */
export function createHttpDoor(parts: HttpParts): Server {
  const server = createServer((request, response) => {
    parts.inFlight
      .run(() => answer(parts, request, response))
      .catch((error: unknown) => {
        parts.log('error', 'host', `The reply to ${request.method} was cut: ${messageOf(error)}`);
        response.destroy();
      });
  });
  // As long as the genuine server; Node's five seconds make clients with pooled connections meet a closed one.
  server.keepAliveTimeout = 130_000;
  return server;
}

async function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (parts.isClosing()) {
    response.setHeader('connection', 'close');
    return writeEmpty(response, 503);
  }
  const target = request.url ?? '/';
  if (!target.startsWith('/') || !isPlain(absoluteUrl(request))) return writeEmpty(response, 400);
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : target.slice(mark + 1);
  if (/^\/admin(\/|$)/i.test(path)) return await parts.answerAdmin(request, response, path, query);

  const match = parts.findRoute(request.method ?? 'GET', path);
  if (match === undefined) return writeEmpty(response, 404);
  const { one, params } = match;
  if (!isAllowed(parts.keys, one.authLevel, one.name, request, query)) return writeEmpty(response, 401);
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) {
    response.setHeader('connection', 'close');
    return writeEmpty(response, 413);
  }
  if (parts.stream !== undefined) return await parts.stream(one, params, query, request, response);

  let body: Uint8Array | undefined;
  try {
    body = await readBody(request);
  } catch {
    // The client went away before its body was complete; no function may see half a body.
    response.destroy();
    return;
  }
  try {
    const result = await parts.invoke(one, {
      data: { http: toRpcRequest(request, query, params, body) },
      traceParent: headerOf(request, 'traceparent'),
      traceState: headerOf(request, 'tracestate'),
    });
    writeResponse(response, result.returnValue);
  } catch (error) {
    parts.log('error', `Function.${one.name}`, traceOf(error));
    if (response.headersSent) throw error;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    writeEmpty(response, 500);
  }
}

/** The genuine host takes no user or password in a Host header; the library would throw at one. */
function isPlain(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username + password === '';
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
