import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAgentFor, listAgents, type Registry } from '../../../approvals/agent/agents.ts';
import { accept, refuse } from '../../../approvals/refusal.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aPerson } from '../../support/builders.ts';
import { pause } from '../../support/pausing.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const deployBot = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
const registry: Registry = {
  find: (text) => (text === 'deploy-bot' ? accept(deployBot) : refuse({ reason: 'unknown_agent' })),
  named: (clientId) =>
    clientId === AGENTS.deployBot ? deployBot : { clientId, name: clientId, registered: false },
  registered: () => [deployBot],
};

test('an agent that is paused and no longer registered stands on the list, after those that are registered', async () => {
  const world = createTestDesk();
  const desk = { ...world.desk, registry };
  const before = await listAgents(desk, aPerson('noor'));
  assert.deepEqual(before, accept([{ agent: deployBot, pause: undefined }]));
  await pause(world);
  const listed = await listAgents(desk, aPerson('noor'));
  assert.ok(listed.ok);
  assert.deepEqual(
    listed.value.map(({ agent, pause: found }) => [agent.clientId, agent.registered, found?.reason]),
    [
      [AGENTS.deployBot, true, undefined],
      [AGENTS.nightlyEtl, false, 'its token leaked'],
    ],
  );
});

test('that a name is no agent’s is told to administrators alone; the list too', async () => {
  const desk = { ...createTestDesk().desk, registry };
  assert.deepEqual(await findAgentFor(desk, 'deploy-bot', aPerson('alice')), accept(deployBot));
  assert.deepEqual(
    await findAgentFor(desk, 'deploy-bat', aPerson('ada')),
    refuse({ reason: 'unknown_agent' }),
  );
  for (const answer of [
    await findAgentFor(desk, 'deploy-bat', aPerson('alice')),
    await listAgents(desk, aPerson('alice')),
  ]) {
    assert.equal(!answer.ok && answer.refusal.reason, 'not_permitted');
  }
});
