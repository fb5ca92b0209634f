// Where the agent hears of decisions: a small server that believes only what Countersign signed for this very agent.
// Promises: a callback is a hint and no more. Nothing in its body is acted on but "look again".
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A listening agent. */
export interface CallbackListener {
  readonly endpoint: string;
  /** Aborted once Countersign has called about our request. */
  readonly heard: AbortSignal;
  readonly close: () => void;
}

const PATH = '/callbacks/nightly-etl';
const LARGEST_BODY = 256 * 1024;

/** Listens for callbacks that carry `state`; undefined when another agent has the port. Port 0 takes a free one. */
export async function listenForCallback(
  port: number,
  { secret, state }: { readonly secret: string; readonly state: string },
): Promise<CallbackListener | undefined> {
  const webhook = new Webhook(secret);
  const heard = new AbortController();

  async function answer(req: IncomingMessage): Promise<number> {
    if (req.method !== 'POST' || req.url !== PATH) return 404;
    const body = await readBody(req);
    if (body === undefined) return 413;
    let said: unknown;
    try {
      said = webhook.verify(body, { ...headersOf(req) });
    } catch {
      // Not signed with our secret, changed on the way, or too old.
      return 401;
    }
    // Ours, but about another request: an earlier run of this agent asked for it.
    const isOurs = typeof said === 'object' && said !== null && 'state' in said && said.state === state;
    if (isOurs) heard.abort();
    return isOurs ? 204 : 200;
  }

  const server = createServer((req, res) => {
    answer(req).then(
      (status) => res.writeHead(status).end(),
      () => res.writeHead(400).end(),
    );
  });
  const isListening = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isListening) return undefined;
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    heard: heard.signal,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function headersOf(req: IncomingMessage): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(req.headers[name] ?? '')]));
}

async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(bytes);
  }
  // As bytes on the wire: the signature is over these and no others.
  return Buffer.concat(chunks).toString('utf8');
}
