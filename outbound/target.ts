// One call to a target behind the gateway, in two steps: the connection is opened to a checked address before an approval is used, and
// what was approved goes out on it, once. Promises: no second connection, no redirect, no retry, no decompression; what the other side
// does wrong is a value that says whether anything can have been carried out.
import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';
import { endpointOf, readAllowedAddresses } from './allowed-addresses.ts';
import { checkAddresses, checkUrl, type Resolve } from './check-address.ts';
import { before, pinTo, readCapped, resolveWithSystem } from './guarded-fetch.ts';
import { isLoopback } from './public-address.ts';
import { describeTrouble } from './trouble.ts';

/** How targets may be reached. */
export interface TargetOptions {
  /** This machine too: in local mode only. Elsewhere the platform's own doors are there. */
  readonly allowLoopback: boolean;
  readonly resolve?: Resolve;
}

/** Where to. */
export interface TargetPlace {
  /** The whole address, as it will be called. */
  readonly url: string;
  /** Its endpoint may lie inside the network, at any port, without TLS. */
  readonly internal: boolean;
  readonly timeoutMs: number;
}

/** What is sent. */
export interface TargetOrder {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly maxReplyBytes: number;
}

/**
 * What came of it. `replied`: a whole answer. `too_long`: an answer whose body is longer than is passed on. `broken`: a status, and then
 * no whole body. `silent`: sent, and no status. `not_sent`: nothing left this machine.
 */
export type TargetReply =
  | {
      readonly end: 'replied';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  | { readonly end: 'too_long'; readonly status: number }
  | { readonly end: 'broken'; readonly status: number }
  | { readonly end: 'silent'; readonly error: string }
  | { readonly end: 'not_sent'; readonly error: string };

/** A connection that is open and unused. */
export interface OpenTarget {
  /** Sends; once. */
  readonly send: (order: TargetOrder) => Promise<TargetReply>;
  readonly close: () => Promise<void>;
}

/** Opens a connection, or says shortly why not; the reason holds no address. */
export type ConnectTarget = (
  place: TargetPlace,
) => Promise<
  { readonly ok: true; readonly connection: OpenTarget } | { readonly ok: false; readonly error: string }
>;

const CONNECT_WITHIN_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** Makes the way to targets. */
export function createConnectTarget(options: TargetOptions): ConnectTarget {
  const { allowLoopback, resolve = resolveWithSystem } = options;
  return async ({ url: text, internal, timeoutMs }) => {
    const allowed = readAllowedAddresses(internal ? [endpointOf(new URL(text))] : []);
    const checked = checkUrl(text, allowed);
    if (!checked.ok) return checked;
    const { url } = checked;
    // What a parser changes is not what was approved.
    if (url.href !== text) return { ok: false, error: 'the address is not in its plain form' };
    const withinMs = Math.min(timeoutMs, CONNECT_WITHIN_MS);
    const signal = AbortSignal.timeout(withinMs);
    try {
      const found = await before(signal, checkAddresses(url, allowed, resolve));
      if (!found.ok) return found;
      if (!allowLoopback && found.addresses.some(isLoopback))
        return { ok: false, error: 'the address is this machine itself' };
      const socket = await connect(url, found.addresses, signal, withinMs);
      return { ok: true, connection: createConnection(url, socket, timeoutMs) };
    } catch (error) {
      return { ok: false, error: describeTrouble(error, signal, withinMs) };
    }
  };
}

function connect(
  { protocol, hostname, host, port }: URL,
  addresses: readonly string[],
  signal: AbortSignal,
  timeout: number,
): Promise<Socket> {
  const connector = buildConnector({ lookup: pinTo(addresses), timeout, rejectUnauthorized: true });
  return before(
    signal,
    new Promise((resolve, reject) => {
      connector({ protocol, hostname: hostname.replace(/^\[|\]$/g, ''), host, port }, (error, socket) => {
        if (error !== null || socket === null) reject(error);
        // Nobody waits any more: it must not stay open.
        else if (signal.aborted) socket.destroy();
        else resolve(socket);
      });
    }),
  );
}

function createConnection(url: URL, socket: Socket, timeoutMs: number): OpenTarget {
  let unused: Socket | undefined = socket;
  const client = new Client(url.origin, {
    // The connection that was checked, and never another one.
    connect: (_options, callback) => {
      const opened = unused;
      unused = undefined;
      // Later, as a connector does that really connects: at once, the client would not notice.
      setImmediate(() => {
        if (opened === undefined || opened.destroyed) callback(GONE, null);
        else callback(null, opened);
      });
    },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    pipelining: 1,
  });
  // An error of the idle connection is told by the send.
  socket.on('error', () => undefined);
  const close = async () => {
    unused?.destroy();
    await client.destroy();
  };
  return {
    close,
    send: async (order) => {
      try {
        return await sendOn(client, `${url.pathname}${url.search}`, order, timeoutMs);
      } finally {
        await close();
      }
    },
  };
}

const GONE = Object.assign(new Error('the connection is gone'), { code: 'ECONNRESET' });

async function sendOn(
  client: Client,
  path: string,
  { method, headers, body, maxReplyBytes }: TargetOrder,
  timeoutMs: number,
): Promise<TargetReply> {
  const signal = AbortSignal.timeout(timeoutMs);
  let reply: Awaited<ReturnType<Client['request']>>;
  try {
    reply = await client.request({
      path,
      method: method as 'GET',
      headers: { ...headers },
      body: body.length === 0 ? null : body,
      signal,
    });
  } catch (error) {
    const why = describeTrouble(error, signal, timeoutMs);
    return { end: error === GONE ? 'not_sent' : 'silent', error: why };
  }
  const { statusCode: status } = reply;
  if (Number(reply.headers['content-length']) > maxReplyBytes && method !== 'HEAD') {
    reply.body.on('error', () => undefined);
    return { end: 'too_long', status };
  }
  const { body: whole, cut, size } = await readCapped(reply.body, maxReplyBytes);
  if (size > maxReplyBytes) return { end: 'too_long', status };
  if (cut) return { end: 'broken', status };
  return { end: 'replied', status, headers: plainHeaders(reply.headers), body: whole };
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')] as const],
    ),
  );
}
