// Children: ready, dying, stopping.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { type Child, startChild } from '../../../local/start/child.ts';

const folder = await mkdtemp(join(tmpdir(), 'countersign-child-'));
after(() => rm(folder, { recursive: true, force: true }));
let count = 0;

async function start(script: string): Promise<Child> {
  const file = join(folder, `child-${count++}.mjs`);
  await writeFile(file, script);
  return startChild({ name: 'The part', file, args: [], isReady: (line) => line === 'ready' });
}

it('is ready when it says so, and leaves when it is told to', async () => {
  const child = await start(`process.on('disconnect', () => process.exit(0)); console.log('ready');`);
  await child.ready;
  await child.stop();
  assert.equal(await child.ended, undefined);
});

it('is made to leave when it does not listen', async () => {
  const child = await start(
    `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready');`,
  );
  await child.ready;
  const asked = performance.now();
  await child.stop(200);
  assert.ok(performance.now() - asked < 2000);
  assert.equal(await child.ended, undefined);
});

it('tells why it died, with its last words', async () => {
  const child = await start(`console.log('ready'); console.error('the disk is full'); process.exitCode = 7;`);
  await child.ready;
  assert.match(
    (await child.ended) ?? '',
    /^The part ended unexpectedly \(code 7\).*\n {2}ready\n {2}the disk is full$/,
  );
});

it('is never ready when it dies before', async () => {
  const child = await start(`throw new Error('no configuration');`);
  await assert.rejects(child.ready, /The part ended unexpectedly[\s\S]*no configuration/);
});

it('is stopped also while it starts', async () => {
  const child = await start(`setInterval(() => {}, 1000);`);
  const ready = assert.rejects(child.ready, /stopped while it started/);
  await child.stop(100);
  await ready;
});

it('can be ended without warning', async () => {
  const child = await start(`setInterval(() => {}, 1000); console.log('ready');`);
  await child.ready;
  await child.kill();
  await child.kill();
  assert.equal(await child.ended, undefined);
});
