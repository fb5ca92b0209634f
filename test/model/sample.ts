// Sampled: worlds too large to exhaust, with choices drawn by a seeded generator. A failure names its seed, and the seed alone replays it.
import { checkRun } from './check.ts';
import type { Failure } from './explore.ts';
import type { Choice, Limits } from './run.ts';
import { startRun } from './run.ts';
import type { Scenario } from './scenario.ts';
import { createWorld } from './world.ts';

export interface Sampled {
  readonly scenario: string;
  readonly runs: number;
  readonly steps: number;
  readonly failure: (Failure & { readonly seed: number }) | undefined;
}

/** Runs seeds `from`, `from + 1`, … until `untilMs` have passed, `most` runs are made, or something is wrong. */
export async function sample(
  scenarioOf: (random: () => number) => Scenario,
  limits: Limits,
  how: { readonly from: number; readonly most: number; readonly forMs: number },
): Promise<Sampled> {
  const until = performance.now() + how.forMs;
  let steps = 0;
  let runs = 0;
  let name = '';
  while (runs < how.most && performance.now() < until) {
    const seed = how.from + runs++;
    const random = createRandom(seed);
    const scenario = scenarioOf(random);
    name = scenario.name;
    const origin = createWorld(scenario.mutate);
    await scenario.prepare(origin);
    const run = startRun(scenario, origin, limits);
    for (let choices = run.choices(); choices.length > 0; choices = run.choices()) {
      steps++;
      await run.take(draw(choices, random));
    }
    const problems = await checkRun(scenario, run);
    if (problems.length > 0) {
      return { scenario: name, runs, steps, failure: { seed, problems, trace: [...run.trace] } };
    }
    if (runs % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { scenario: name, runs, steps, failure: undefined };
}

/** Mostly the world works, and mostly whoever runs goes on running; the rest is where the trouble is. */
function draw(choices: readonly Choice[], random: () => number): Choice {
  const weights = choices.map(
    ({ fault, preempts, outside }) =>
      (fault ? 0.06 : 1) * (preempts ? 0.5 : 1) * (outside === true ? 0.06 : 1),
  );
  let at = random() * weights.reduce((sum, each) => sum + each, 0);
  const index = weights.findIndex((weight) => {
    at -= weight;
    return at < 0;
  });
  const drawn = choices[index] ?? choices[0];
  if (drawn === undefined) throw new TypeError('nothing to draw from');
  return drawn;
}

/** mulberry32: small, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
