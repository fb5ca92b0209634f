// A shell script stops before its export, goes on at the tap, and stays stopped at a no.
import assert from 'node:assert/strict';
import { access, copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../support/stage.ts';
import { EXAMPLES } from '../support/where.ts';

/** Plays it. Throws when anything differs from what is told. */
export async function shellPipeline({ folder, say, answering, start }: Stage): Promise<void> {
  const script = join(folder, 'export.sh');
  await copyFile(join(EXAMPLES, 'shell-pipeline', 'export.sh'), script);

  say('1. A nightly script wants to export customers. Its line begins with "countersign run".');
  const denied = start('nightlyEtl', 'sh', [script]);
  await answering.card('Nightly export', 'Alice', 'deny', 'Not before the weekend.');
  assert.equal((await denied.ended).code, 80, 'a denied command ends with 80');
  await assert.rejects(access(join(folder, 'customers.csv')), 'nothing was exported');
  say('2. Denied: the command never ran, the script ended with exit code 80. No file.');

  const approved = start('nightlyEtl', 'sh', [script]);
  await answering.card('Nightly export', 'Alice', 'approve');
  assert.equal((await approved.ended).code, 0, 'the approved script runs to its end');
  assert.equal(await readFile(join(folder, 'customers.csv'), 'utf8'), '3 Bob free\n7 Ada pro\n');
  say('3. Approved: that one command ran once, and the card tells its exit code.');
}
