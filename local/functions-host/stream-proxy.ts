// HTTP streaming (`app.setup({ enableHttpStream: true })`): the library runs a server of its own, the request is passed
// through to it and the invocation runs beside it. Unlike the genuine host this one answers 500 when the handler throws;
// there the client would hang. The library's server listens on all interfaces and cannot be closed.
import { randomUUID } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Log, NullableMap, TypedData } from './core-types.ts';
import { headersOf, queryOf } from './http-request.ts';
import { writeEmpty } from './http-response.ts';
import type { Invoke } from './invoke.ts';
import { messageOf } from './message-of.ts';
import type { HttpFunction } from './triggers.ts';

/** Answers one request by streaming it through the library's server. */
export type Stream = (
  one: HttpFunction,
  params: ReadonlyMap<string, string>,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Makes the stream for the address the library gave. */
export function createStream(uri: string, invoke: Invoke, log: Log): Stream {
  const { port } = new URL(uri);
  return async (one, params, query, request, response) => {
    const invocationId = randomUUID();
    const upstream = send({
      host: '127.0.0.1',
      port,
      method: request.method,
      path: request.url,
      headers: {
        ...request.headers,
        'x-ms-invocation-id': invocationId,
        'x-forwarded-host': request.headers.host ?? '127.0.0.1',
        'x-forwarded-proto': 'http',
      },
    });
    const started = passReply(upstream, response);
    const finished = new Promise<void>((resolve) => {
      response.on('close', resolve);
    });
    request.pipe(upstream);
    response.on('close', () => upstream.destroy());

    const triggerMetadata: Record<string, TypedData> = {
      Query: { json: JSON.stringify(flat(queryOf(query))) },
      Headers: { json: JSON.stringify(flat(headersOf(request))) },
    };
    for (const [name, value] of params) triggerMetadata[name] = { string: value };
    try {
      await invoke(one, { invocationId, data: { http: {} }, triggerMetadata });
    } catch (error) {
      log('error', `Function.${one.name}`, messageOf(error));
      upstream.destroy();
      if (response.headersSent) response.destroy();
      else writeEmpty(response, 500);
      return;
    }
    if (await soon(started)) return await finished;
    // The handler returned nothing, so the library will never answer.
    upstream.destroy();
    writeEmpty(response, 204);
  };
}

// Resolves once the reply's headers are on their way to the client.
function passReply(upstream: ClientRequest, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    // A broken upstream is told by the invocation, which waits for the same connection.
    upstream.on('error', () => undefined);
    upstream.on('response', (reply) => {
      const headers = Object.entries(reply.headers).filter(
        ([name]) => !/^(transfer-encoding|connection|keep-alive)$/.test(name),
      );
      response.writeHead(reply.statusCode ?? 500, Object.fromEntries(headers));
      reply.pipe(response);
      reply.on('error', () => response.destroy());
      resolve();
    });
  });
}

// A reply the library has sent is on its way through the loopback when the invocation ends.
async function soon(started: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), 1000);
  });
  const isStarted = await Promise.race([started.then(() => true), late]);
  clearTimeout(timer);
  return isStarted;
}

function flat(map: NullableMap): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, { value }]) => [name, value]));
}
