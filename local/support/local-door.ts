// What every local stand-in's HTTP door needs: the guard of the scripting endpoints, a capped reader, a JSON writer.
// Promises: a page of another origin, a rebound host name and a form post never get past `refuseForeign`;
// no reader keeps more than the bytes it was told.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The caller's mistake: answer with `status` and `message`, which names the cure. */
export class BadRequest extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.name = 'BadRequest';
    this.status = status;
  }
}

/** What a door answers: sent by `sendReply`, so that a fault can do the work and still lose the answer. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Why this call to a `/_local` endpoint is refused, or undefined: its Host is not this machine, its Origin is not this very
 * server, or it carries a body that is not JSON. Any web page could otherwise click "approve".
 */
export function refuseForeign(req: IncomingMessage): string | undefined {
  const { host, origin } = req.headers;
  const why = refuseForeignHost(req);
  if (why !== undefined) return why;
  if (origin !== undefined && origin !== `http://${host}`) {
    return `Origin "${origin}" may not call the scripting endpoints. Call them from a program, or from the page of this server.`;
  }
  // A form or text/plain post needs no preflight; JSON does, and we answer none.
  if (mayHaveBody(req) && !isJson(req)) {
    return 'Send "content-type: application/json".';
  }
  return undefined;
}

/** Why this call is refused, or undefined. DNS rebinding: the attacker's name resolves to 127.0.0.1, but the browser still sends that name. */
export function refuseForeignHost({ headers: { host = '' } }: IncomingMessage): string | undefined {
  return isLoopback(host) ? undefined : `Host "${host}" is not this machine. Call 127.0.0.1 or localhost.`;
}

/** The parsed body. Throws `BadRequest` when it is too large (413), missing or not JSON. */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  const text = await readText(req, maxBytes);
  if (text.trim() === '') throw new BadRequest('The body is empty. Send a JSON value.');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadRequest(`The body is not JSON: ${why}.`);
  }
}

/** The whole body as UTF-8 text. Throws `BadRequest` (413) beyond `maxBytes`. */
export function readText(req: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // The rest is read and dropped: closing now would reset the connection before the caller has read the answer.
      if (size > maxBytes) {
        chunks.length = 0;
        reject(new BadRequest(`The body is over ${maxBytes} bytes.`, 413));
        return;
      }
      chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    req.on('error', () => reject(new BadRequest('The caller hung up before the body was complete.')));
  });
}

/** Sends one JSON answer. Does nothing when the caller is gone or has been answered. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.destroyed || res.writableEnded || res.headersSent) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  res.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    ...headers,
  });
  res.end(text);
}

/** Sends a `Reply` as JSON. */
export function sendReply(res: ServerResponse, reply: Reply): void {
  sendJson(res, reply.status, reply.body, reply.headers);
}

function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function mayHaveBody(req: IncomingMessage): boolean {
  return req.method !== 'GET' && req.method !== 'HEAD';
}

function isJson(req: IncomingMessage): boolean {
  const type = req.headers['content-type'] ?? '';
  return type.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
