// The story of a request that does not fit on its card: whoever approves it opens all of it first, each for themselves.
import assert from 'node:assert/strict';
import { open } from '../../../approvals/decision/opening.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import { aPerson } from '../builders.ts';
import type { TestDesk } from '../test-desk.ts';
import { createTeller, EXPORT } from './teller.ts';

/** What is asked. */
export const UNFIT = { type: 'database', id: 'prod/unfit' } as const;

/** Tells it. That the card is full is said, not made so: the record stays small. */
export async function tellOpened(world: TestDesk, policy: Policy): Promise<void> {
  const desk = { ...world.desk, holdsAll: () => false };
  const { ask, vote, done } = createTeller({ ...world, desk });
  const { id } = await ask(policy, { ...EXPORT, resource: UNFIT });
  await done(open(desk, id, aPerson('alice'), 'page'));
  await done(open(desk, id, aPerson('bob'), 'api'));
  assert.equal((await vote(id, 'bob', 'approve')).status, 'approved');
}
