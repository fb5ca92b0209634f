// The model can fail: with a clause taken out, the scenario made for it finds what that clause prevents. With the clause in place the same
// scenario passes within wider limits (exhaustive.test.ts).
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { hireCrew } from './crew.ts';
import { GUARDS } from './mutations.ts';

describe('a clause taken out is found', { concurrency: 2 }, () => {
  const crew = hireCrew();
  after(() => crew.dismiss());

  for (const { without, scenario, limits, found } of GUARDS) {
    test(`without ${without} the model fails`, async (context) => {
      const explored = await crew.explore({ explore: scenario, limits, without });
      context.diagnostic(`${explored.failure?.problems.join('; ')} (after ${explored.runs} runs)`);
      assert.match(explored.failure?.problems.join('\n') ?? 'nothing was found', found);
    });
  }
});
