// How a change of the policy itself is judged: as a request of the deployment, by the policy in force, and by people in any case. Whoever
// may write a rule that allows it could else write the next policy alone.
import type { ActionEntry, Policy } from '../policy.ts';

/** What the deployment asks for when its file changed. */
export const POLICY_CHANGE = 'countersign.policy.change';
/** The kind of resource it asks it of. */
export const POLICY_RESOURCE = 'countersign.policy';

/** How it is told, and never otherwise: people must see what they approve. */
const TOLD: ActionEntry = {
  verb: 'change',
  button: 'Approve change',
  reversible: true,
  risk: 'high',
  riskReason: 'it changes who may do what, and who must agree',
  redact: [],
};

/** The policy that judges this action: the same one; for a change of itself without its allow rules, so that no rule alone approves it. */
export function policyThatJudges(policy: Policy, action: string): Policy {
  if (action !== POLICY_CHANGE) return policy;
  return {
    ...policy,
    actions: new Map([...policy.actions, [POLICY_CHANGE, TOLD]]),
    rules: policy.rules.filter(({ effect }) => effect !== 'allow'),
  };
}
