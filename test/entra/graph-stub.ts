// A Microsoft Graph for the tests of entra/: it answers from a table of paths and remembers what it was asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What one path answers; a status 0 never answers. */
export interface GraphAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
  /** Held back until so many calls have come. */
  readonly onceAsked?: number;
  readonly location?: string;
}
export type Answers = Record<string, GraphAnswer | ((body: unknown, query: URLSearchParams) => GraphAnswer)>;

export interface GraphStub {
  readonly graphUrl: string;
  readonly asked: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly token: string;
    readonly body: unknown;
  }[];
}

export const NOT_FOUND: GraphAnswer = {
  status: 404,
  body: { error: { code: 'Request_ResourceNotFound', message: 'Resource does not exist.' } },
};

export async function startGraph(context: TestContext, answers: Answers): Promise<GraphStub> {
  const asked: GraphStub['asked'] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const url = new URL(req.url ?? '/', 'http://graph');
      const path = url.pathname.replace('/v1.0', '');
      const text = Buffer.concat(chunks).toString('utf8');
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const token = (req.headers.authorization ?? '').replace('Bearer ', '');
      asked.push({ method: req.method ?? '', path, query: url.searchParams.toString(), token, body });
      const found = answers[path] ?? NOT_FOUND;
      const {
        status = 200,
        body: answer,
        delayMs = 0,
        onceAsked = 0,
        location,
      } = typeof found === 'function' ? found(body, url.searchParams) : found;
      if (status === 0) return;
      const send = () => {
        if (asked.length < onceAsked) return void setTimeout(send, 5);
        res.writeHead(status, {
          'content-type': 'application/json',
          ...(location === undefined ? {} : { location }),
        });
        res.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
      };
      setTimeout(send, delayMs);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { graphUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`, asked };
}
