// One HTTP call to the letter: path, headers and framing go out as they are written, which no fetch would do.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What is sent. `path` is not touched; a body goes with its length unless `chunked`. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** Names as written; several values are several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  readonly chunked?: boolean;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

const TIMEOUT_MS = 20_000;

/** Sends it to this origin. Rejects when no answer comes. */
export function send(origin: string, sent: Sent): Promise<Reply> {
  const url = new URL(origin);
  const { method, path, body, chunked = false } = sent;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(sent.headers ?? {}))
    headers[name] = typeof value === 'string' ? value : [...value];
  if (body !== undefined && !chunked) headers['content-length'] = String(body.byteLength);
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const call = start(
      {
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        method,
        path,
        headers,
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      },
    );
    // With the origin: of two addresses one must know which is silent.
    call.on('error', (error) => reject(Object.assign(error, { cause: url })));
    // A body given with the end would get a length from Node.
    if (chunked && body !== undefined) call.write(body.subarray(0, 1));
    call.end(chunked ? body?.subarray(1) : body);
  });
}
