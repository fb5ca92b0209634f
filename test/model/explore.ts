// Exhaustive: every order of accesses and every placement of faults within the limits, each state once. A state is entered again by making
// the same choices again, since running code cannot be copied. Depth first; a state seen before, with the same limits left, is not gone into.

import { checkRun } from './check.ts';
import { digest } from './digest.ts';
import type { Limits, Run } from './run.ts';
import { startRun } from './run.ts';
import type { Scenario } from './scenario.ts';
import { createWorld } from './world.ts';

export interface Explored {
  readonly scenario: string;
  readonly states: number;
  readonly runs: number;
  readonly ends: number;
  readonly ms: number;
  readonly failure: Failure | undefined;
}

/** The choices that led to what must not be. */
export interface Failure {
  readonly problems: readonly string[];
  readonly trace: readonly string[];
}

/** Explores until everything is seen or something is wrong. */
export async function explore(scenario: Scenario, limits: Limits): Promise<Explored> {
  const began = performance.now();
  const seen = new Set<string>();
  const ends = new Set<string>();
  const origin = createWorld(scenario.mutate);
  await scenario.prepare(origin);
  let path: { index: number; of: number }[] = [];
  let runs = 0;
  let failure: Failure | undefined;
  do {
    runs++;
    const run = startRun(scenario, origin, limits);
    let pruned = false;
    for (let depth = 0; ; depth++) {
      if (depth >= path.length) {
        const state = run.digest();
        if (seen.has(state)) {
          pruned = true;
          break;
        }
        seen.add(state);
      }
      const choices = run.choices();
      if (choices.length === 0) break;
      const step = path[depth] ?? { index: 0, of: choices.length };
      if (depth >= path.length) path.push(step);
      const choice = choices[step.index];
      if (choice === undefined || step.of !== choices.length)
        throw new TypeError('the same choices led elsewhere');
      await run.take(choice);
    }
    const end = pruned ? '' : endOf(run);
    if (!pruned && !ends.has(end)) {
      ends.add(end);
      const problems = await checkRun(scenario, run);
      if (problems.length > 0) failure = { problems, trace: [...run.trace] };
    }
    path = nextPath(path);
    if (runs % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  } while (path.length > 0 && failure === undefined);
  const ms = Math.round(performance.now() - began);
  return { scenario: scenario.name, states: seen.size, runs, ends: ends.size, ms, failure };
}

/** Runs that end alike, in the world and in what everybody was told, are checked once. */
function endOf(run: Run): string {
  const told = run.actors.map(({ phase, outcome }) => [
    phase,
    String(JSON.stringify(outcome)),
    threwOf(outcome),
  ]);
  return digest(run.world.digest() + JSON.stringify([told, run.leftovers.map(({ text }) => text)]));
}

const threwOf = (outcome: unknown): string =>
  typeof outcome === 'object' && outcome !== null && 'threw' in outcome ? String(outcome.threw) : '';

function nextPath(path: readonly { index: number; of: number }[]): { index: number; of: number }[] {
  const next = [...path];
  for (let last = next.pop(); last !== undefined; last = next.pop()) {
    if (last.index + 1 < last.of) return [...next, { index: last.index + 1, of: last.of }];
  }
  return next;
}
