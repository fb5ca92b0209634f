// The story of a policy that wants its changes reviewed: proposed, approved by a person, used up, in force, told in the log; and a request that
// the new one judged.
import assert from 'node:assert/strict';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { ChangeDesk } from '../../../approvals/proposal/desk.ts';
import { meetFile } from '../../../approvals/proposal/meet-file.ts';
import { tendProposal } from '../../../approvals/proposal/tend.ts';
import { deploymentAs, type PolicyFile } from '../../../approvals/proposal/wish.ts';
import { AGENTS, AUDIENCE } from '../../../local/directory.ts';
import { createMemoryHeardBook } from '../memory-heard.ts';
import { createMemoryLog } from '../memory-store.ts';
import type { TestDesk } from '../test-desk.ts';
import { createTeller, DELETE } from './teller.ts';

/** A policy file that was read. */
export interface ReadFile extends PolicyFile {
  readonly policy: Policy;
}

/** Tells it: `from` says that its changes are reviewed, `to` follows it. From here on the log tells of policies. */
export async function tellChanged(world: TestDesk, from: ReadFile, to: ReadFile): Promise<void> {
  const { wait, ask, vote } = createTeller(world);
  const files = [from, to];
  const desk: ChangeDesk = {
    ...world.desk,
    log: createMemoryLog(world.tables),
    heard: createMemoryHeardBook(world.tables),
    readText: async (version) => files.find((each) => each.version === version)?.text,
    requests: world.desk,
    own: deploymentAs(AUDIENCE),
    policy: from.policy,
  };
  const read = (text: string) => files.find((each) => each.text === text)?.policy;
  for (const { version, text } of files) {
    wait();
    const met = await meetFile(desk, { version, text, reviewed: true, startedAt: desk.clock() });
    assert.ok(met.ok, JSON.stringify(met));
    await tendProposal(desk, read);
    const { proposal } = met.value.log;
    if (proposal === undefined) continue;
    await vote(proposal.request, 'carmen', 'approve', 'Seen.');
    wait();
    await tendProposal(desk, read);
  }
  const agent = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
  assert.equal((await ask(to.policy, DELETE, { agent })).status, 'denied');
}
