// One HTTP server on loopback, for each local stand-in.
// Promises: never listens beyond this machine; a taken port is an error that names it; `close` leaves no connection behind.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadRequest, sendJson } from './local-door.ts';

/** A running local server. */
export interface LocalServer {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Serves `handle` on 127.0.0.1; port 0 takes a free one. A thrown `BadRequest` becomes its answer, anything else a 500. */
export async function serve(
  port: number,
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<LocalServer> {
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => fail(res, error));
  });
  // Node's five seconds make clients with pooled connections meet a closed one.
  server.keepAliveTimeout = 130_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(named(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function named(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Port ${port} is taken. Stop the program that uses it, or move all ports with --ports BASE.`,
    {
      cause: error,
    },
  );
}

function fail(res: ServerResponse, error: unknown): void {
  if (error instanceof BadRequest) {
    sendJson(res, error.status, { error: { code: 'BadRequest', message: error.message } });
    return;
  }
  console.error(error);
  sendJson(res, 500, {
    error: { code: 'InternalServerError', message: 'The local stand-in failed; see its log.' },
  });
}
