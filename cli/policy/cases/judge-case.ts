// What the policy says of one case, by the same functions that answer agents.
import { intentOf } from '../../../approvals/intent/intent.ts';
import { evaluatePolicy } from '../../../approvals/policy/judgement/evaluation.ts';
import { POLICY_CHANGE, policyThatJudges } from '../../../approvals/policy/judgement/judge-change.ts';
import type { Question } from '../../../approvals/policy/judgement/matching.ts';
import { limitsOfRules } from '../../../approvals/policy/member/rule-limits.ts';
import { DEPLOYMENT, type Policy, validateParameters } from '../../../approvals/policy/policy.ts';
import { deploymentAs } from '../../../approvals/proposal/wish.ts';
import type { Problem } from '../../../approvals/refusal.ts';
import type { Verdict } from '../../../approvals/verdict.ts';
import { type Case, USUAL_NOW } from './case-file.ts';

/** Who asks what, and when. */
export type AskedCase = Pick<Case, 'agent' | 'enforcer' | 'onBehalfOf' | 'now' | 'allowedBefore' | 'intent'>;

/** Id of the tenant, and of an agent without registration: no condition can know them beforehand. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Its verdict, by the policy as it judges this action; or the parameters that do not fit, which are refused before any rule is asked. */
export type Judged =
  | { readonly refused: readonly Problem[]; readonly verdict?: never }
  | {
      readonly refused?: never;
      readonly question: Question;
      readonly judge: Policy;
      readonly verdict: Verdict;
    };

/** Judges it. */
export function judgeCase(
  policy: Policy,
  { agent, enforcer, onBehalfOf, now = USUAL_NOW, allowedBefore = 0, intent: wish }: AskedCase,
): Judged {
  const known = [...policy.agents.values()].find(({ name }) => name === agent);
  const id = known?.clientId ?? NOBODY;
  const subject = { id, tenant: NOBODY, ...(onBehalfOf === undefined ? {} : { on_behalf_of: onBehalfOf }) };
  const intent = intentOf(wish, subject, policy.uncounted);
  // What the deployment itself asks for is made by us: no schema of the policy refuses it.
  const isChange = agent === DEPLOYMENT && wish.action.name === POLICY_CHANGE;
  const refused = isChange ? [] : validateParameters(policy, intent);
  if (refused.length > 0) return { refused };
  const at = new Date(now).toISOString();
  const question: Question = {
    intent,
    agent: isChange
      ? deploymentAs(id)
      : {
          clientId: id,
          // As the door tells it: who has no name is called by its id.
          name: known?.name ?? id,
          registered: known !== undefined,
          ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        },
    viaEnforcer: enforcer !== undefined,
    now: at,
    counted: {
      at,
      dry: true,
      limits: limitsOfRules(policy.rules).map((limit) => ({ ...limit, found: allowedBefore })),
    },
  };
  const judge = policyThatJudges(policy, wish.action.name);
  return { question, judge, verdict: evaluatePolicy(judge, question) };
}
