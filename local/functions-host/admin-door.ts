// The two calls below /admin that people use on one machine: the host's state, and running a timer or queue function by
// hand. Without keys only this machine may call them, under its own name, and never from another site's page.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessKeys, isAllowed } from './access-keys.ts';
import type { Log } from './core-types.ts';
import type { AnswerAdmin } from './http-door.ts';
import { readBody } from './http-request.ts';
import { writeEmpty } from './http-response.ts';
import { messageOf } from './message-of.ts';

/** Runs the function of this name with the text a caller gave; undefined when there is none such. */
export type RunByHand = (name: string) => ((input: string) => Promise<void>) | undefined;

/** Makes the answerer of everything under /admin. */
export function createAdminDoor(keys: AccessKeys | undefined, runByHand: RunByHand, log: Log): AnswerAdmin {
  return async (request, response, path, query) => {
    if (!isAllowed(keys, 'admin', undefined, request, query)) return writeEmpty(response, 401);
    // A page of another site may resolve its own name to this machine; its Host header tells.
    if (keys === undefined && !isLoopback(request)) return writeEmpty(response, 403);

    if (/^\/admin\/host\/status\/?$/i.test(path) && request.method === 'GET') return writeStatus(response);
    const [, name] = /^\/admin\/functions\/([^/]+)\/?$/i.exec(path) ?? [];
    const run = name === undefined || request.method !== 'POST' ? undefined : runByHand(name.toLowerCase());
    if (name === undefined || run === undefined) return writeEmpty(response, 404);
    // Asking for JSON makes a browser ask first, and it gets no leave.
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return writeEmpty(response, 415);
    const input = inputOf(await readBody(request));
    if (input === undefined) return writeEmpty(response, 400);
    run(input).catch((error: unknown) => log('error', `Function.${name}`, messageOf(error)));
    writeEmpty(response, 202);
  };
}

function isLoopback(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '');
}

function writeStatus(response: ServerResponse): void {
  const body = JSON.stringify({
    id: 'countersign-local-functions-host',
    state: 'Running',
    version: 'local',
    processUptime: Math.round(process.uptime() * 1000),
  });
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function inputOf(body: Uint8Array | undefined): string | undefined {
  if (body === undefined) return '';
  try {
    const content: unknown = JSON.parse(Buffer.from(body).toString());
    if (typeof content !== 'object' || content === null) return undefined;
    const input: unknown = Reflect.get(content, 'input') ?? '';
    return typeof input === 'string' ? input : JSON.stringify(input);
  } catch {
    return undefined;
  }
}
