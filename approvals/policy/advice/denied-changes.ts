// Rules that deny every change of the policy because they fail on one: what they read is no part of it. Where changes are reviewed, nobody could
// approve any.
import { intentOf } from '../../intent/intent.ts';
import { POLICY_CHANGE, POLICY_RESOURCE, policyThatJudges } from '../judgement/judge-change.ts';
import { matchRules } from '../judgement/matching.ts';
import { DEPLOYMENT, type Policy } from '../policy.ts';
import type { Found } from './found.ts';

/** No condition can know the tenant or the deployment beforehand. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** A Wednesday noon. */
const USUAL_NOW = Date.UTC(2026, 0, 14, 12);

/** Each such rule. It is asked as the policy in force will be. */
export function deniedChanges(policy: Policy, now = USUAL_NOW): readonly Found[] {
  if (!policy.reviewPolicyChanges) return [];
  const wish = {
    action: { name: POLICY_CHANGE, properties: { from: policy.version, to: policy.version } },
    resource: { type: POLICY_RESOURCE, id: NOBODY },
  };
  const { hits } = matchRules(policyThatJudges(policy, POLICY_CHANGE), {
    intent: intentOf(wish, { id: NOBODY, tenant: NOBODY }, []),
    agent: { clientId: NOBODY, name: DEPLOYMENT, registered: true },
    viaEnforcer: false,
    now: new Date(now).toISOString(),
  });
  return hits.flatMap(({ rule, error }): readonly Found[] => {
    // Whose author thought of changes may read more of one than stands here.
    if (rule.effect !== 'deny' || error === undefined || rule.when.source.includes(POLICY_CHANGE)) return [];
    const message = `rule "${rule.id}" fails on a change of the policy (${error}), and a deny rule that fails denies: with reviewPolicyChanges nobody could approve one; ask has(...) first, or begin with action.name != "${POLICY_CHANGE}" &&`;
    return [{ kind: 'warning', path: ['rules', policy.rules.indexOf(rule), 'when'], message }];
  });
}
