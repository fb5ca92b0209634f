// `npm run bench`: measures what is promised of speed, one JSON line a figure, each a ratio within this one run or a time that
// polling sets; those of `policy` are times of this machine as it is just now. Words given pick figures: `npm run bench -- ask bundle`. Exit code 1 when a target is missed.
import type { Figure } from './figure.ts';
import { tellFigure } from './figure.ts';
import { measureAnswer } from './measure-answer.ts';
import { measureAsk } from './measure-ask.ts';
import { measureBundle } from './measure-bundle.ts';
import { measureCallback } from './measure-callback.ts';
import { measureExport } from './measure-export.ts';
import { measureFinished } from './measure-finished.ts';
import { measureFlood } from './measure-flood.ts';
import { measureGateway } from './measure-gateway.ts';
import { measureGuard } from './measure-guard.ts';
import { measurePolicy } from './measure-policy.ts';
import { measureSweep } from './measure-sweep.ts';
import { measureVerify } from './measure-verify.ts';
import type { Place, Surroundings } from './place.ts';
import { startPlace, startSurroundings } from './place.ts';

/** Node lets garbage lie while there is room: with little of it, what grows is what is held. */
const EXPORT_HEAP_MB = 160;
const words = process.argv.slice(2);
const isWanted = (name: string) => words.length === 0 || words.includes(name);

/** Runs in places that are ended afterwards. */
async function inPlaces<T>(
  count: number,
  measure: (around: Surroundings, places: readonly Place[]) => Promise<T>,
  heapMb?: number,
): Promise<T> {
  const around = await startSurroundings();
  const places: Place[] = [];
  try {
    for (let n = 0; n < count; n++)
      places.push(await startPlace(around, heapMb === undefined ? {} : { heapMb }));
    return await measure(around, places);
  } finally {
    await Promise.all(places.map((place) => place.stop()));
    await around.stop();
  }
}

const inOne = (measure: (place: Place, around: Surroundings) => Promise<Figure>) =>
  inPlaces(1, async (around, [place]) => (place === undefined ? [] : [await measure(place, around)]));

const measures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  bundle: async () => [await measureBundle()],
  ask: () => inOne(measureAsk),
  flood: () => inOne(measureFlood),
  answer: () => inOne(measureAnswer),
  finished: () =>
    inPlaces(2, async (around, [empty, full]) =>
      empty === undefined || full === undefined ? [] : await measureFinished(empty, full, around),
    ),
  callback: async () => [await measureCallback()],
  gateway: () => inPlaces(0, async (around) => [await measureGateway(around)]),
  verify: measureVerify,
  guard: async () => [await measureGuard()],
  policy: measurePolicy,
  sweep: measureSweep,
  export: () =>
    inPlaces(
      1,
      async (around, [place]) => (place === undefined ? [] : await measureExport(place, around)),
      EXPORT_HEAP_MB,
    ),
};

let isGood = true;
for (const [name, measure] of Object.entries(measures)) {
  if (!isWanted(name)) continue;
  for (const figure of await measure()) isGood = tellFigure(figure) && isGood;
}
process.exitCode = isGood ? 0 : 1;
