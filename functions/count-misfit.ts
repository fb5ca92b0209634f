// A call that is not fit to be recorded counts as one of its agent's minute: reading and checking what it sends takes time too, and who sends
// nothing else would never meet a limit.

import { takePlaces } from '../approvals/counting/quota.ts';
import { StoreFault } from '../approvals/faults.ts';
import { limitsOf } from '../approvals/policy/policy.ts';
import type { Refusal } from '../approvals/refusal.ts';
import type { Agent } from '../approvals/words.ts';
import type { Parts } from './parts.ts';

/** What a verified agent is told: what is wrong with its call, or that its minute has had its number. Other refusals took their places themselves. */
export async function countMisfit(
  { desk, policy }: Pick<Parts, 'desk' | 'policy'>,
  agent: Agent,
  refusal: Refusal,
): Promise<Refusal> {
  if (refusal.reason !== 'invalid') return refusal;
  const limits = limitsOf(policy, agent.clientId);
  const claim = { id: desk.mint('req'), op: desk.mint('op'), agent, limits, waits: false };
  try {
    const counted = await takePlaces(desk, claim);
    return counted.ok ? refusal : counted.refusal;
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    // What is wrong is known all the same, and whoever mends it will be counted then.
    return refusal;
  }
}
