// A change of a cluster through the gateway: reading passes, scaling waits for a person and is sent once, deleting production never passes.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { loopback } from '../../local/start/app-environment.ts';
import type { Stage } from '../support/stage.ts';

const AGENT = fileURLToPath(new URL('./agent.js', import.meta.url));
const WEB = '/apis/apps/v1/namespaces/prod/deployments/web';

/** Plays it. Throws when anything differs from what is told. */
export async function clusterChange({ say, answering, start, ports }: Stage): Promise<void> {
  const agent = (...args: string[]) => start('deployBot', process.execPath, [AGENT, ...args]);
  const calls = async () => {
    const reply = await fetch(`${loopback(ports.cluster)}/_local/calls`);
    return (await reply.json()) as readonly { readonly method: string; readonly path: string }[];
  };
  const before = (await calls()).length;
  const seen = async () => (await calls()).slice(before).map(({ method }) => method);

  say('1. An agent without any credential of the cluster reads a deployment. A rule allows it.');
  assert.equal((await agent('GET', WEB).ended).code, 0, 'reading passes');

  say('2. It wants six replicas. The gateway keeps the call, and a person is asked.');
  const scaled = agent('PATCH', WEB, '{"spec":{"replicas":6}}');
  await answering.card('Traffic doubled', 'Alice', 'approve');
  const { code, out } = await scaled.ended;
  assert.equal(code, 0, 'the approved call passes');
  assert.match(out, /200 from target: .*"replicas":6/);

  say('3. It wants to delete the deployment. A rule denies that for production.');
  const deleted = await agent('DELETE', WEB).ended;
  assert.match(deleted.out, /403 from Countersign/);

  assert.deepEqual(await seen(), ['GET', 'PATCH'], 'the cluster saw two calls');
  say('4. The cluster saw two calls: one read, and one change, exactly as approved.');
}
