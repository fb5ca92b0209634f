// Who owns an agent: the policy and the directory each know some, and either alone bars a person from approving.
import type { OwnersOf } from '../approvals/approvers/directory-ports.ts';
import { type Policy, registeredAgent } from '../approvals/policy/policy.ts';

/** Owners by `countersign.yaml` as it is now, and by the directory now. Throws what the directory throws: half an answer bars too few. */
export function ownersByBoth(policy: Policy, inDirectory: OwnersOf): OwnersOf {
  return async (agent) => [
    ...(registeredAgent(policy, agent.clientId)?.owners ?? []),
    ...(await inDirectory(agent)),
  ];
}
