// Worlds too large to exhaust: many people, an agent, sweeps, workers, five faults and a clock that jumps, drawn by seed. The ordinary run
// draws the same worlds each time, COUNTERSIGN_MODEL=long other ones. A failure names its seed: COUNTERSIGN_MODEL_SEED=<seed> replays it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { hireCrew } from './crew.ts';
import { failureText } from './failure-text.ts';

const chosen = process.env.COUNTERSIGN_MODEL_SEED;
const long = process.env.COUNTERSIGN_MODEL === 'long';
const first = chosen !== undefined ? Number(chosen) : long ? Date.now() % 1_000_000_000 : 1;

describe('drawn runs', { concurrency: 2 }, () => {
  const crew = hireCrew();
  after(() => crew.dismiss());

  // Two halves, so that two cores have something to do.
  for (const half of chosen === undefined ? [0, 1] : [0]) {
    test(`nothing breaks in runs drawn from seed ${first + half * 500_000}`, async (context) => {
      const sampled = await crew.sample({
        sample: { faults: 5, preemptions: 60, workers: 5 },
        from: first + half * 500_000,
        most: chosen === undefined ? 500_000 : 1,
        forMs: long ? 120_000 : 5000,
      });
      context.diagnostic(`${sampled.runs} runs, ${sampled.steps} steps`);
      const { failure } = sampled;
      const replay = `COUNTERSIGN_MODEL_SEED=${failure?.seed} replays this:`;
      assert.equal(failure, undefined, `${replay}${failureText(failure)}`);
      assert.ok(sampled.runs > 0);
    });
  }
});
