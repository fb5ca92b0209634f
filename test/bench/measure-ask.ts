// Ask at 16 parallel: how many a second, against the bare storage calls an ask needs. Rounds of product and floor take turns, so that
// whatever else the machine does falls on both.
import { createAskFloor } from './ask-floor.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';
import type { Place } from './place.ts';

const PARALLEL = 16;
const ROUNDS = 5;
const WARM_UP_MS = 2500;
const ROUND_MS = 2000;

/** Measures in a fresh place. */
export async function measureAsk({ client, storage }: Place): Promise<Figure> {
  const floor = await createAskFloor(storage, await client.ask());
  await rate(client.ask, WARM_UP_MS);
  await rate(floor, WARM_UP_MS);
  const rounds: { product: number; floor: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ product: await rate(client.ask, ROUND_MS), floor: await rate(floor, ROUND_MS) });
  }
  return {
    figure: 'ask_rate_16_parallel_of_bare_storage',
    value: median(rounds.map((round) => round.product / round.floor)),
    target: 0.5,
    is: 'at least',
    numbers: {
      asks_per_second: median(rounds.map((round) => round.product)),
      bare_per_second: median(rounds.map((round) => round.floor)),
      rounds: ROUNDS,
    },
  };
}

/** Operations a second with `PARALLEL` always under way. */
async function rate(operation: () => Promise<unknown>, forMs: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  const worker = async () => {
    while (performance.now() - start < forMs) {
      await operation();
      done++;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return (done * 1000) / (performance.now() - start);
}
