// What the speed of verifying is measured on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyPackage } from '../../cli/audit/verify/verify-package.ts';
import { aPackage } from '../support/a-package.ts';
import { createPopulation } from '../support/a-population.ts';
import { manyRequests } from '../support/many-requests.ts';

test('the package that verifying is measured on is good, whatever its requests say of each other and of their agents', async (t) => {
  const population = await createPopulation();
  const { folder, events, remove } = await manyRequests(
    await aPackage(population),
    population.signingKey,
    1000,
  );
  t.after(remove);
  assert.ok(events >= 1000, String(events));
  assert.deepEqual((await verifyPackage(folder, {})).flaws, []);
});
