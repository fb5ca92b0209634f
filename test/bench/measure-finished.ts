// Ask and answer with 50,000 finished requests in the store, against an empty one: two places at once, one call in each in turn.
// The finished requests are copies of two real ones (approved, run and reported; denied), row by row under ids of their own.
import { createAskFloor } from './ask-floor.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';
import { aCard, timed } from './measure-answer.ts';
import type { Place, Surroundings } from './place.ts';
import { finish } from './shown.ts';

const FINISHED = 50_000;
const WARM_UPS = 50;
const SAMPLES = 200;
/** On a busy machine fewer samples must do. */
const ENOUGH_SAMPLES = 80;
const LONGEST_MS = 25_000;
/** So many are made ready side by side, then measured one by one. */
const AT_ONCE = 10;

/** Fills one of two fresh places and measures both. */
export async function measureFinished(
  empty: Place,
  full: Place,
  around: Surroundings,
): Promise<readonly Figure[]> {
  const start = performance.now();
  const requests = [await aFinished(full, around, 'approve'), await aFinished(full, around, 'deny')];
  // The same calls in the empty store, so that both apps are as warm.
  for (const verb of ['approve', 'deny'] as const) await aFinished(empty, around, verb);
  const rows = await full.emulator.multiply({ requests, copies: FINISHED });
  const numbers = { finished: FINISHED, rows, fill_ms: performance.now() - start };

  // What the emulator itself takes longer: in memory it keeps sorted lists of all rows. Azure does not.
  const floors = { empty: await aFloor(empty), full: await aFloor(full) };
  const bare = await inTurn({ empty, full }, async (place) => (place === full ? floors.full : floors.empty));
  const asks = await inTurn({ empty, full }, async (place) => place.client.ask);
  const answers = await inTurn({ empty, full }, async (place) => {
    const card = await aCard(place, around);
    return () => place.client.click(card, 'approve');
  });
  return [
    compared('ask_p50_with_50000_finished', asks, {
      ...numbers,
      bare_full_of_empty: median(bare.full) / median(bare.empty),
    }),
    compared('answer_p50_with_50000_finished', answers, numbers),
  ];
}

async function aFinished(place: Place, around: Surroundings, verb: 'approve' | 'deny'): Promise<string> {
  const card = await aCard(place, around);
  await place.client.click(card, verb);
  await finish(place.storage, around.channel.serviceUrl, card.request);
  return card.request;
}

async function aFloor({ storage, client }: Place): Promise<() => Promise<void>> {
  return await createAskFloor(storage, await client.ask());
}

interface Pair<T> {
  readonly empty: T;
  readonly full: T;
}

/** Times what `prepare` makes ready, in the one place and in the other. */
async function inTurn(
  places: Pair<Place>,
  prepare: (place: Place) => Promise<() => Promise<unknown>>,
): Promise<Pair<readonly number[]>> {
  const samples = { empty: [] as number[], full: [] as number[] };
  const deadline = performance.now() + LONGEST_MS;
  for (let n = -WARM_UPS; n < SAMPLES; n += AT_ONCE) {
    if (n >= ENOUGH_SAMPLES && performance.now() > deadline) break;
    const ready = { empty: await several(places.empty, prepare), full: await several(places.full, prepare) };
    for (let at = 0; at < AT_ONCE; at++) {
      // Each goes first as often as the other.
      for (const which of at % 2 === 0 ? (['empty', 'full'] as const) : (['full', 'empty'] as const)) {
        const work = ready[which][at];
        if (work === undefined) continue;
        const took = await timed(work);
        if (n >= 0) samples[which].push(took);
      }
    }
  }
  return samples;
}

function several<T>(place: Place, prepare: (place: Place) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => prepare(place)));
}

function compared(
  figure: string,
  took: Pair<readonly number[]>,
  numbers: Readonly<Record<string, number>>,
): Figure {
  const full_p50_ms = median(took.full);
  const empty_p50_ms = median(took.empty);
  return {
    figure,
    value: full_p50_ms / empty_p50_ms,
    target: 1.2,
    is: 'at most',
    numbers: { full_p50_ms, empty_p50_ms, samples: took.full.length, ...numbers },
  };
}
