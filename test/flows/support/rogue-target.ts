// A target that does everything a server should not, by the path it is called at; it keeps what it was sent, to the byte.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One call as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  /** In small letters; repeated ones joined. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The server, and what it saw. */
export interface RogueTarget {
  readonly port: number;
  readonly arrived: readonly Arrived[];
  readonly close: () => Promise<void>;
}

const head = (status: string, headers: string, body = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`;

/** What is answered at each path. `secret` is what it was sent in its own header. */
const ANSWERS: Readonly<Record<string, (socket: Socket, secret: string) => void>> = {
  '/ok': (socket) =>
    socket.end(
      head('200 OK', 'Content-Length: 2\r\nSet-Cookie: a=b\r\nServer: rogue\r\nX-Inside: 10.0.0.7', 'ok'),
    ),
  '/hangs': () => undefined,
  '/hangs-in-the-middle': (socket) => socket.write(head('200 OK', 'Content-Length: 100', 'begun')),
  '/promises-more': (socket) => socket.end(head('200 OK', 'Content-Length: 100', 'too short')),
  '/promises-less': (socket) => socket.end(head('200 OK', 'Content-Length: 2', `ok${'x'.repeat(500)}`)),
  '/promises-both': (socket) =>
    socket.end(head('200 OK', 'Content-Length: 2\r\nTransfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n')),
  '/redirects': (socket) => socket.end(head('302 Found', 'Location: /caught\r\nContent-Length: 0')),
  '/redirects-in': (socket) =>
    socket.end(
      head('307 Temporary Redirect', 'Location: http://169.254.169.254/metadata\r\nContent-Length: 0'),
    ),
  '/dies-at-once': (socket) => socket.destroy(),
  '/dies-in-the-middle': (socket) => {
    socket.write(head('201 Created', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'), () => socket.destroy());
  },
  '/speaks-no-http': (socket) => socket.end('220 mail.example ESMTP\r\n'),
  '/says-too-much': (socket) => socket.end(head('200 OK', 'Content-Length: 200000', 'x'.repeat(200_000))),
  '/says-too-much-in-chunks': (socket) =>
    socket.end(head('200 OK', 'Transfer-Encoding: chunked', `30d40\r\n${'x'.repeat(200_000)}\r\n0\r\n\r\n`)),
  '/has-endless-headers': (socket) => socket.end(head('200 OK', `X-A: ${'x'.repeat(40_000)}`)),
  '/repeats-the-secret': (socket, secret) =>
    socket.end(head('200 OK', `Content-Length: ${secret.length + 10}`, `your key: ${secret}`)),
  '/repeats-it-in-a-header': (socket, secret) =>
    socket.end(head('200 OK', `ETag: "${secret}"\r\nContent-Length: 2`, 'ok')),
  '/repeats-it-in-base64': (socket, secret) => {
    const text = Buffer.from(`Bearer ${secret}`).toString('base64');
    socket.end(head('200 OK', `Content-Length: ${text.length}`, text));
  },
  '/repeats-it-compressed': (socket, secret) => {
    const packed = gzipSync(secret);
    socket.write(head('200 OK', `Content-Encoding: gzip\r\nContent-Length: ${packed.length}`));
    socket.end(packed);
  },
  '/gateway-between-is-late': (socket) => socket.end(head('504 Gateway Timeout', 'Content-Length: 0')),
  '/refuses': (socket) => socket.end(head('422 Unprocessable', 'Content-Length: 2', 'no')),
  '/is-a-page': (socket) =>
    socket.end(head('200 OK', 'Content-Type: text/html\r\nContent-Length: 25', '<script>alert(1)</script>')),
};

/** Listens on a port of this machine, by itself on a free one. */
export async function startRogueTarget(wanted = 0): Promise<RogueTarget> {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (more: Buffer) => {
      bytes = Buffer.concat([bytes, more]);
      const call = read(bytes);
      if (call === undefined) return;
      bytes = Buffer.alloc(0);
      arrived.push(call);
      const answer = ANSWERS[call.path.split('?', 1)[0] ?? ''] ?? ANSWERS['/ok'];
      answer?.(socket, call.headers.get('x-key') ?? '');
    });
  });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    arrived,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A whole call, or nothing yet. */
function read(bytes: Buffer): Arrived | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    const value = line.slice(line.indexOf(':') + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value);
  }
  const length = Number(headers.get('content-length') ?? 0);
  const body = bytes.subarray(end + 4);
  return body.length < length ? undefined : { method, path, headers, body };
}
