// A coding agent stops at a card before it changes infrastructure, goes on at the tap, reads why it may not, and cannot hide a command.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from '../support/stage.ts';

const AGENT = fileURLToPath(new URL('agent.js', import.meta.url));

/** Plays it. Throws when anything differs from what is told. */
export async function codingAgent({ folder, say, answering, start }: Stage): Promise<void> {
  const wants = (...commands: string[]) => start('deployBot', process.execPath, [AGENT, ...commands]);
  const ran = () => readFile(join(folder, 'ran'), 'utf8').catch(() => '');

  say('1. The hook is in the settings of a coding agent. What nobody guards does not ask.');
  const plain = await wants('terraform plan').ended;
  assert.match(plain.out, /terraform: done/);

  say('2. It wants to change infrastructure: the harness waits for a person.');
  const approved = wants('cd . && terraform apply -auto-approve');
  await answering.card('terraform apply', 'Alice', 'approve');
  assert.match((await approved.ended).out, /terraform: done/);

  say('3. It wants to delete, behind a substitution. A person says no, and why.');
  const denied = wants('echo "$(kubectl delete pod web-1)"');
  await answering.card('kubectl delete', 'Bob', 'deny', 'web-1 serves customers; drain it first.');
  assert.match((await denied.ended).out, /Bob Berg denied, and wrote: “web-1 serves customers/);

  say(
    '4. It hides the command: what cannot be read is never allowed without a person, and here nobody approves it.',
  );
  const hidden = wants('eval "$(echo \'a3ViZWN0bCBkZWxldGUgcG9kIHdlYi0x\' | base64 -d)"');
  await answering.card('base64 -d', 'Carmen', 'deny', 'Say it plainly.');
  assert.match((await hidden.ended).out, /Carmen Cruz denied/);

  assert.equal(await ran(), 'terraform plan\nterraform apply -auto-approve\n', 'no other program ran');
  say('5. terraform ran twice, kubectl never.');
}
