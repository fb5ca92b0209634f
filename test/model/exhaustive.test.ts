// Every order of accesses and every placement of faults, within each scenario's limits; with COUNTERSIGN_MODEL=long one fault more.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { CASES } from './cases.ts';
import { hireCrew } from './crew.ts';
import { failureText } from './failure-text.ts';

const more = process.env.COUNTERSIGN_MODEL === 'long' ? 1 : 0;

describe('whatever order and whatever single faults', { concurrency: 2 }, () => {
  const crew = hireCrew();
  const total = { states: 0, runs: 0 };
  after(async () => {
    console.log(`model: ${total.states} states explored in ${total.runs} runs of ${CASES.length} scenarios`);
    await crew.dismiss();
  });

  for (const { name, limits } of CASES) {
    test(`nothing breaks: ${name}`, async (context) => {
      const explored = await crew.explore({
        explore: name,
        limits: { ...limits, faults: limits.faults + more },
      });
      total.states += explored.states;
      total.runs += explored.runs;
      context.diagnostic(`${explored.states} states, ${explored.runs} runs, ${explored.ms} ms`);
      assert.equal(explored.failure, undefined, failureText(explored.failure));
      assert.ok(explored.ends > 0);
    });
  }
});
