// Stands between the SDK and the table service and spoils chosen calls: cut, answered 500, or held beyond the caller's patience and then
// carried out after all. Addresses are not part of the signature, so the bytes pass unchanged.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `cut_before` and `refuse_before` (500): not done. `cut_after` and `refuse_after`: done, but the caller never learns it.
 * `hold`: nothing happens until `release`, however long the caller has been gone.
 */
export type Spoil = 'cut_before' | 'refuse_before' | 'cut_after' | 'refuse_after' | 'hold';
export type CallKind = 'read' | 'transaction' | 'write';

export interface TableProxy {
  readonly url: string;
  /** Spoils the next calls of this kind, in order. */
  spoil(kind: CallKind, ...how: readonly Spoil[]): void;
  /** Carries out every held call; resolves with the service's status codes. */
  release(): Promise<readonly number[]>;
  readonly calls: Record<CallKind, number>;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** Starts a proxy on a free port before `target`, an address without a path. */
export async function startTableProxy(target: string): Promise<TableProxy> {
  const agent = new Agent({ keepAlive: true });
  const plans: Record<CallKind, Spoil[]> = { read: [], transaction: [], write: [] };
  const calls: Record<CallKind, number> = { read: 0, transaction: 0, write: 0 };
  const held: (() => Promise<number>)[] = [];

  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const kind = kindOf(incoming);
    calls[kind]++;
    const spoil = plans[kind].shift();
    if (spoil === 'hold') {
      held.push(async () => (await forward(incoming, body)).status);
      return;
    }
    if (spoil === 'cut_before') return void outgoing.destroy();
    if (spoil === 'refuse_before') return void outgoing.writeHead(500).end();
    const reply = await forward(incoming, body);
    if (spoil === 'cut_after') return void outgoing.destroy();
    if (spoil === 'refuse_after') return void outgoing.writeHead(500).end();
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  }
  async function forward(incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '/', target), { method: method ?? 'GET', headers, agent });
    onward.end(body);
    const [response] = (await once(onward, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readAll(response) };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: (kind, ...how) => void plans[kind].push(...how),
    release: () => Promise.all(held.splice(0).map((call) => call())),
    calls,
    close: async () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

function kindOf(incoming: IncomingMessage): CallKind {
  if (incoming.method === 'GET') return 'read';
  return incoming.url?.includes('$batch') ? 'transaction' : 'write';
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
