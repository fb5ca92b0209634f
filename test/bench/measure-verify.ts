// How fast an exported record is verified, and whether its size matters for the memory: two packages, the larger of 100,000 events.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { aPackage } from '../support/a-package.ts';
import { createPopulation } from '../support/a-population.ts';
import { manyRequests } from '../support/many-requests.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';

const ONCE = fileURLToPath(new URL('./verify-once.js', import.meta.url));
const ROUNDS = 3;
const LARGE = 100_000;

/** Measures both. */
export async function measureVerify(): Promise<readonly Figure[]> {
  const population = await createPopulation();
  const { signingKey } = population;
  const small = await aPackage(population);
  const packages = [
    await manyRequests(small, signingKey, LARGE / 4),
    await manyRequests(small, signingKey, LARGE),
  ];
  try {
    const [few, many] = packages;
    if (few === undefined || many === undefined) return [];
    const fewRuns = await runs(few.folder);
    const manyRuns = await runs(many.folder);
    const ms = median(manyRuns.map((each) => each.ms));
    const [fewRss, manyRss] = [fewRuns, manyRuns].map((each) => median(each.map(({ rss }) => rss)) / 1e6);
    return [
      {
        figure: 'verify_events_per_second',
        value: many.events / (ms / 1000),
        target: 20_000,
        is: 'at least',
        numbers: { events: many.events, ms, rounds: ROUNDS },
      },
      {
        figure: 'verify_memory_of_fourfold_record',
        value: (manyRss ?? 0) / (fewRss ?? 1),
        target: 1.5,
        is: 'at most',
        numbers: { few_mb: fewRss ?? 0, many_mb: manyRss ?? 0 },
      },
    ];
  } finally {
    for (const each of packages) each.remove();
  }
}

async function runs(folder: string): Promise<readonly Run[]> {
  const all: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [ONCE, folder], { timeout: 120_000 });
    const run = JSON.parse(stdout) as Run;
    if (run.found !== 0) throw new Error('A good package was found bad.');
    all.push(run);
  }
  return all;
}

interface Run {
  readonly ms: number;
  readonly found: number;
  readonly rss: number;
}
