// Invariant 16: one agent's flood does not slow the others by more than a fifth. One agent asks, one call after another, alone and beside
// an agent that sends 50 calls a second, twenty-five times what its limits give it; alone and beside take turns within this one run.
import type { Figure } from './figure.ts';
import { median, percentile } from './figure.ts';
import { timed } from './measure-answer.ts';
import type { Place } from './place.ts';

const CALLS_A_SECOND = 50;
const ROUNDS = 8;
const ROUND_MS = 2500;
const WARM_UP_MS = 2500;
/** By then the minute of the flooder has had its number, as it has in all of a flood but its beginning. */
const FLOOD_FIRST_MS = 15_000;

/** Measures in a fresh place. */
export async function measureFlood({ client }: Place): Promise<Figure> {
  await asks(client.ask, WARM_UP_MS);
  const before = startFlood(client.flood);
  await new Promise((resolve) => setTimeout(resolve, FLOOD_FIRST_MS));
  await before.stop();
  const alone: number[] = [];
  const beside: number[] = [];
  const floods = { sent: 0, refused: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(...(await asks(client.ask, ROUND_MS)));
    const flood = startFlood(client.flood);
    beside.push(...(await asks(client.ask, ROUND_MS)));
    const told = await flood.stop();
    floods.sent += told.sent;
    floods.refused += told.refused;
  }
  return {
    figure: 'ask_p50_beside_a_flood_of_50_a_second_of_alone',
    value: median(beside) / median(alone),
    target: 1.2,
    is: 'at most',
    numbers: {
      alone_p50_ms: median(alone),
      beside_p50_ms: median(beside),
      alone_p95_ms: percentile(alone, 0.95),
      beside_p95_ms: percentile(beside, 0.95),
      flood_a_second: (floods.sent * 1000) / (ROUNDS * ROUND_MS),
      flood_refused: floods.refused / floods.sent,
      samples: beside.length,
    },
  };
}

/** One ask after another, in milliseconds each. */
async function asks(ask: () => Promise<unknown>, forMs: number): Promise<readonly number[]> {
  const samples: number[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) samples.push(await timed(ask));
  return samples;
}

/** Sends at its own pace, whatever becomes of the calls. */
function startFlood(send: () => Promise<number>) {
  const calls: Promise<number>[] = [];
  const timer = setInterval(() => void calls.push(send()), 1000 / CALLS_A_SECOND);
  return {
    stop: async () => {
      clearInterval(timer);
      const statuses = await Promise.all(calls);
      return { sent: statuses.length, refused: statuses.filter((status) => status === 429).length };
    },
  };
}
