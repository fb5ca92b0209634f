// That Azurite's tables are stuck is told by name, once; of itself Azurite says nothing.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { tellOverlap } from '../../../local/start/azurite-overlap.ts';

const { default: Tables } = createRequire(import.meta.url)(
  'azurite/dist/src/table/persistence/LokiTableMetadataStore.js',
);

test('a batch that broke off and blocks every later one is told once, and answered as before', async () => {
  const lines: string[] = [];
  tellOverlap((line) => void lines.push(line));
  const tables = Object.assign(Object.create(Tables.prototype), {
    transactionRollbackTheseEntities: [],
    transactionDeleteTheseEntities: [],
  });
  await tables.beginBatchTransaction('1');
  assert.deepEqual(lines, []);
  tables.transactionDeleteTheseEntities.push({});
  for (const batch of ['2', '3']) {
    await assert.rejects(tables.beginBatchTransaction(batch), /Transaction Overlap!/);
  }
  assert.deepEqual(lines, [
    'tables refuse every write (Transaction Overlap!): stop npm start and start it again; what is stored stays',
  ]);
});
