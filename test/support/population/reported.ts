// The story of a report that came when others had approved: the approval stands, the agent is stopped, and an administrator lets it go on.
import assert from 'node:assert/strict';
import { report } from '../../../approvals/decision/report.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { aPerson } from '../builders.ts';
import { resume } from '../pausing.ts';
import type { TestDesk } from '../test-desk.ts';
import { createTeller, EXPORT } from './teller.ts';

/** Tells it. */
export async function tellReported(world: TestDesk, policy: Policy): Promise<void> {
  const { desk } = world;
  const { ask, vote, done, wait } = createTeller(world);
  const { id } = await ask(policy, EXPORT);
  assert.equal((await vote(id, 'alice', 'approve')).status, 'approved');
  wait();
  await done(report(desk, id, { person: aPerson('bob'), comment: 'Nobody ordered this.', via: 'teams' }));
  wait();
  await done(resume({ desk }, 'noor', 'It was ordered.'));
}
