// Does a legal hold keep a request? The policy in force says so, and not the one that was pinned when it was asked.
import { heldBy, NO_HOLD } from '../../policy/member/retain.ts';
import type { Hold } from '../../verdict.ts';
import type { ReadRequest } from './line-schema.ts';
import { createPinnedPolicies } from './pinned-policies.ts';

/** What a policy's `retain.hold` says of one request: which of its entries name it, none where it is not held; or why that cannot be told. */
export type HoldOn =
  | { readonly version: string; readonly entries: readonly string[] }
  | { readonly why: string };

/** Asks the policy in this line (version and text); the text must be the one that the version names. */
export function holdOn({ id, agent, resource }: ReadRequest, policyLine: object): HoldOn {
  const version = String(Reflect.get(policyLine, 'version'));
  const policies = createPinnedPolicies();
  const wrong = policies.add(policyLine);
  if (wrong !== undefined) return { why: `the policy in force ${wrong}` };
  const policy = policies.find(version);
  if ('why' in policy) return { why: `the policy in force is ${version}, which this version cannot read` };
  const { requests, agents, resources }: Hold = policy.retain.hold ?? NO_HOLD;
  const names = (hold: Partial<Hold>) => heldBy({ hold: { ...NO_HOLD, ...hold } })({ id, agent, resource });
  return {
    version,
    entries: [
      ...(names({ requests }) ? [`requests: ${id}`] : []),
      ...(names({ agents }) ? [`agents: ${agent.clientId}`] : []),
      ...resources
        .filter((each) => names({ resources: [each] }))
        .map((each) => `resources: ${each.type} ${each.id}`),
    ],
  };
}
