// `guard` on an action that a rule allows: the calls it makes before the function runs, counted on the wire, and what they take.
// The whole local world as `npm start` runs it.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../client/client.ts';
import { memoryJournal } from '../../client/journal.ts';
import { startWorld } from '../../local/start/world.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';

const SAMPLES = 40;
const WISH = {
  action: { name: 'data.read', properties: { rows: 10 } },
  resource: { type: 'database', id: 'dev/customers' },
};

/** Starts a world, measures, ends it. */
export async function measureGuard(): Promise<Figure> {
  const world = await startWorld({ ports: 'random' });
  const counted = await countCalls(world.urls.functions);
  try {
    const token = await world.tokens.agent('nightly-etl');
    const client = createClient({ url: counted.url, token: async () => token, journal: memoryJournal() });
    const calls: number[] = [];
    const took: number[] = [];
    for (let n = -3; n < SAMPLES; n++) {
      const before = counted.calls();
      const start = performance.now();
      const [made, ms] = await client.guard(WISH, () => [
        counted.calls() - before,
        performance.now() - start,
      ]);
      // The first ones load what everything loads once.
      if (n < 0) continue;
      calls.push(made ?? Number.POSITIVE_INFINITY);
      took.push(ms ?? Number.POSITIVE_INFINITY);
    }
    return {
      figure: 'guard_round_trips_before_an_allowed_action',
      value: Math.max(...calls),
      target: 2,
      is: 'at most',
      numbers: { p50_ms: median(took), samples: calls.length },
    };
  } finally {
    await counted.close();
    await world.stop();
  }
}

/** Passes every call on to `target`, and counts them. */
async function countCalls(target: string) {
  let calls = 0;
  const server = createServer((from, to) => {
    calls++;
    const { method, headers } = from;
    const on = request(`${target}${from.url}`, { method: method ?? 'GET', headers }, (reply) => {
      to.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(to);
    });
    on.on('error', () => to.destroy());
    from.pipe(on);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
