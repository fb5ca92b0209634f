import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyPackage } from '../../../../cli/audit/verify/verify-package.ts';
import { aPackage, writePackage } from '../../../support/a-package.ts';
import { createPopulation } from '../../../support/a-population.ts';

test('a package of every kind of story is good', async () => {
  const population = await createPopulation();
  const { folder, remove } = writePackage(await aPackage(population));
  try {
    const verified = await verifyPackage(folder, {});
    assert.deepEqual(verified.flaws, []);
  } finally {
    remove();
  }
});
