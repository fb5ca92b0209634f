// Where an agent hears callbacks: keeps every delivery to the byte, and answers what the test says.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** One delivery as it came. */
export interface Heard {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: string;
}

export interface AgentEar {
  readonly endpoint: string;
  readonly heard: readonly Heard[];
  /** Status codes of the next answers, in order; then 204. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
}

/** Listens at the port where the demo agent's callbacks are registered. */
export async function listen(port: number): Promise<AgentEar> {
  const heard: Heard[] = [];
  const answers: number[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(
      Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
    );
    heard.push({ path: req.url ?? '', headers, bytes: Buffer.concat(chunks).toString('utf8') });
    const status = answers.shift() ?? 204;
    res
      .writeHead(status, status === 302 ? { location: `http://127.0.0.1:${port}/callbacks/elsewhere` } : {})
      .end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${port}/callbacks/nightly-etl`,
    heard,
    answers,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
