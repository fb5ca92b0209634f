// An agent is killed while it waits. Another process goes on from the handle, and the export runs once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from '../support/stage.ts';
import { waitForFile } from '../support/wait-for-file.ts';

const AGENT = fileURLToPath(new URL('./agent.js', import.meta.url));

/** Plays it. Throws when anything differs from what is told. */
export async function killedAgent({ folder, say, answering, start }: Stage): Promise<void> {
  say('1. An agent guards its export: it asks, keeps the handle, and waits.');
  const first = start('nightlyEtl', process.execPath, [AGENT]);
  await waitForFile(join(folder, 'job.json'));
  first.kill();
  await first.ended;
  say('2. It is killed while it waits. The request lives on in Countersign.');
  await answering.card('Job 7', 'Alice', 'approve');

  say('3. Started again, it goes on from the handle.');
  const second = start('nightlyEtl', process.execPath, [AGENT]);
  assert.equal((await second.ended).code, 0, 'the second process runs to its end');
  assert.equal(await exports(folder), 1, 'one export');

  const third = start('nightlyEtl', process.execPath, [AGENT]);
  assert.equal((await third.ended).code, 87, 'a third run gets nothing');
  assert.equal(await exports(folder), 1, 'still one export');
  say('4. Started a third time, it is told that this was run already. One approval, one export.');
}

async function exports(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'exported.txt'), 'utf8');
  return text.split('\n').length - 1;
}
