// An agent of the OpenAI Agents SDK stops at its tool, learns why it may not, and runs it once at a yes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from '../support/stage.ts';

const AGENT = fileURLToPath(new URL('./agent.js', import.meta.url));

/** Plays it. Throws when anything differs from what is told. */
export async function openaiAgent({ folder, say, answering, start }: Stage): Promise<void> {
  const run = (...args: string[]) => start('nightlyEtl', process.execPath, [AGENT, ...args]);
  const exported = () => readFile(join(folder, 'exported.txt'), 'utf8').catch(() => '');

  say('1. A model calls the tool export_rows with a million rows. The run stops at a card.');
  const denied = run('run-1', '1000000');
  await answering.card('1000000 rows', 'Alice', 'deny', 'A sample of 25 is enough.');
  assert.match((await denied.ended).out, /untrusted text.*A sample of 25 is enough/);
  assert.equal(await exported(), '', 'nothing was exported');
  say("2. Denied. The model reads the reason as somebody's words; the tool did not run.");

  const approved = run('run-2', '25');
  await answering.card('churn model, 25 rows', 'Alice', 'approve');
  assert.match((await approved.ended).out, /exported 25 rows/);
  assert.equal(await exported(), '25 rows\n');
  say('3. It asks for 25, and a person approves: the tool ran once, with exactly these arguments.');
}
