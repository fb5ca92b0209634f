// What the record calls us is what the package is called.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SOFTWARE } from '../../functions/software.ts';

test('name and version are those of package.json', () => {
  const { name, version } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(SOFTWARE, { name, version });
});
