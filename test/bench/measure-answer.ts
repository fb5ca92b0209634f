// Answer, one at a time: signed invoke in, card out, against the bare storage and Graph calls it needs. Product and floor take turns.
import { createAnswerFloor } from './answer-floor.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './figure.ts';
import type { Place, Surroundings } from './place.ts';
import type { Card } from './shown.ts';
import { showCard } from './shown.ts';

const WARM_UPS = 60;
const SAMPLES = 200;
/** On a busy machine fewer samples must do. */
const ENOUGH_SAMPLES = 80;
const LONGEST_MS = 25_000;

/** Measures in a place. */
export async function measureAnswer(place: Place, around: Surroundings): Promise<Figure> {
  const { client, storage } = place;
  const [pending, approved] = [await aCard(place, around), await aCard(place, around)];
  await client.click(approved, 'approve');
  const floor = await createAnswerFloor(storage, around, {
    pending: pending.request,
    approved: approved.request,
  });
  const products: number[] = [];
  const floors: number[] = [];
  const deadline = performance.now() + LONGEST_MS;
  for (let n = -WARM_UPS; n < SAMPLES; n++) {
    if (n >= ENOUGH_SAMPLES && performance.now() > deadline) break;
    const [card, bare] = [await aCard(place, around), await floor.prepare()];
    const product = await timed(() => client.click(card, 'approve'));
    const floored = await timed(() => floor.run(bare));
    if (n < 0) continue;
    products.push(product);
    floors.push(floored);
  }
  return {
    figure: 'answer_p50_of_bare_storage_and_graph',
    value: median(products) / median(floors),
    target: 1.6,
    is: 'at most',
    numbers: {
      answer_p50_ms: median(products),
      answer_p95_ms: percentile(products, 0.95),
      bare_p50_ms: median(floors),
      samples: products.length,
    },
  };
}

/** A fresh request with its card posted. */
export async function aCard({ client, storage }: Place, { channel }: Surroundings): Promise<Card> {
  return await showCard(storage, channel.serviceUrl, await client.ask());
}

/** How many milliseconds it takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
