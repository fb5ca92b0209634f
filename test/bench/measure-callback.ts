// Click to callback received, on an idle system: the whole local world as `npm start` runs it, worker and all, polling as host.json says.
// Each click comes after a pause of its own length, by when the poller has gone back to its slowest pace.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenForCallback } from '../../local/demo/callback-listener.ts';
import { PEOPLE } from '../../local/directory.ts';
import type { World } from '../../local/start/world.ts';
import { startWorld } from '../../local/start/world.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './figure.ts';

const SAMPLES = 36;
const SHORTEST_PAUSE_MS = 1100;
const HEARD_WITHIN_MS = 10_000;

/** Starts a world, measures, ends it. */
export async function measureCallback(): Promise<Figure> {
  const world = await startWorld({ ports: 'random' });
  try {
    const authorization = `Bearer ${await world.tokens.agent('nightly-etl')}`;
    const { secret } = await readJson<{ secret: string }>(
      await fetch(`${world.urls.functions}/access/v1/callback-secret`, { headers: { authorization } }),
    );
    const samples: number[] = [];
    for (let n = -1; n < SAMPLES; n++) {
      const took = await clickToCallback(world, authorization, secret);
      // The first click also loads the library that speaks to Teams.
      if (n >= 0) samples.push(took);
    }
    return {
      figure: 'click_to_callback_p95_seconds',
      value: percentile(samples, 0.95) / 1000,
      target: 1,
      is: 'at most',
      numbers: {
        p50_ms: median(samples),
        p95_ms: percentile(samples, 0.95),
        most_ms: Math.max(...samples),
        samples: samples.length,
      },
    };
  } finally {
    await world.stop();
  }
}

async function clickToCallback(world: World, authorization: string, secret: string): Promise<number> {
  const state = randomUUID();
  const listener = await listenForCallback(world.ports.agent, { secret, state });
  if (listener === undefined) throw new Error(`Port ${world.ports.agent} was taken meanwhile.`);
  try {
    const id = await ask(world, authorization, { endpoint: listener.endpoint, state });
    const messageId = await cardOf(world, id);
    await sleep(SHORTEST_PAUSE_MS + Math.random() * 500);
    const start = performance.now();
    const heard = once(listener.heard, 'abort', { signal: AbortSignal.timeout(HEARD_WITHIN_MS) });
    const [reply] = await Promise.all([
      post<{ status: number }>(`${world.urls.teams}/_local/click`, {
        messageId,
        user: PEOPLE.alice,
        verb: 'approve',
      }),
      heard,
    ]);
    if (reply.status !== 200) throw new Error(`The click was answered ${reply.status}.`);
    return performance.now() - start;
  } finally {
    listener.close();
  }
}

async function ask(world: World, authorization: string, callback: object): Promise<string> {
  const body = {
    action: { name: 'data.export', properties: { format: 'csv', rows: 4812 } },
    resource: { type: 'database', id: 'prod/customers' },
    callback,
  };
  const headers = { authorization, 'idempotency-key': randomUUID() };
  return (await post<{ task: { id: string } }>(`${world.urls.functions}/api/requests`, body, headers)).task
    .id;
}

/** The message that shows this request, once it is there. */
async function cardOf(world: World, id: string): Promise<string> {
  const deadline = performance.now() + HEARD_WITHIN_MS;
  while (performance.now() < deadline) {
    const found = await readJson<{ messageId: string; card: unknown }[]>(
      await fetch(`${world.urls.teams}/_local/messages?last=1`),
    );
    const shown = found.find(({ card }) => JSON.stringify(card).includes(id));
    if (shown !== undefined) return shown.messageId;
    await sleep(100);
  }
  throw new Error(`No card of ${id} was posted.`);
}

async function post<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  return await readJson<T>(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}
