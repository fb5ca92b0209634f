// The one thing that the deployment itself asks for, as cases and `policy explain` try it: a change of its policy. No door takes this.
import { evaluationSchema, rehearsedName } from '../../../approvals/intent/intent-body.ts';
import { POLICY_CHANGE } from '../../../approvals/policy/judgement/judge-change.ts';
import { DEPLOYMENT } from '../../../approvals/policy/policy.ts';

/** What is asked for: an agent's own action; or the change of the policy, which `isAskedByItself` gives to the deployment alone. */
export const rehearsedAction = evaluationSchema.shape.action.extend({ name: rehearsedName(POLICY_CHANGE) });
/** Whether the deployment asks for the change of its policy, and nobody else does, nor it for anything else. */
export const isAskedByItself = (agent: string, action: string): boolean =>
  (agent === DEPLOYMENT) === (action === POLICY_CHANGE);
/** What is told where it is otherwise. */
export const NOT_BY_ITSELF = `only ${DEPLOYMENT} asks for ${POLICY_CHANGE}, and for nothing else`;
