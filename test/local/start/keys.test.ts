// The deployment's keys on one machine.
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { LOCAL_KEY_BYTES } from '../../../functions/settings/local-marks.ts';
import { publicJwks } from '../../../keys/publish.ts';
import { readKeys } from '../../../local/start/keys.ts';

it('makes keys of its own for every run that keeps nothing', async () => {
  const [one, other] = [await readKeys(undefined), await readKeys(undefined)];
  assert.notDeepEqual(one, other);
  assert.notEqual(one.requestIdKey, one.callbackMaster);
  assert.equal(Buffer.from(one.callbackMaster, 'base64').length, LOCAL_KEY_BYTES.length + 32);
  assert.equal(publicJwks(one.grantKeys).keys.length, 1);
});

it('keeps the keys of a data folder, for this user only', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const made = await readKeys(folder);
  assert.deepEqual(await readKeys(folder), made);
  if (process.platform !== 'win32') {
    assert.equal((await stat(join(folder, 'keys.json'))).mode & 0o077, 0);
  }
});

it('does not start with a damaged key file, and does not quote it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'keys.json'), '{"grantKeys":"s3cret"}');
  await assert.rejects(readKeys(folder), (error) => {
    assert(error instanceof Error);
    assert.match(error.message, /keys\.json does not hold the keys.*Remove it/);
    assert.doesNotMatch(error.message, /s3cret/);
    return true;
  });
});
