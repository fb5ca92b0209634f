// What a wish means to the policy in force: the intent it makes, canonical, and the verdict. The one place below all doors where that is said.

import { refusedByRate } from '../approvals/counting/quota.ts';
import {
  type CanonicalForm,
  canonicalForm,
  type Intent,
  intentOf,
  type Wish,
} from '../approvals/intent/intent.ts';
import { judgePolicy } from '../approvals/policy/judgement/judge.ts';
import { type Objection, objectionTo, type Use } from '../approvals/policy/judgement/judge-use.ts';
import { limitsOf, validateParameters } from '../approvals/policy/policy.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import type { Ruling } from '../approvals/verdict.ts';
import type { Agent, ApprovalRequest } from '../approvals/words.ts';
import type { Parts } from './parts.ts';
import { subjectClaims } from './subject.ts';

/** The intent of a wish, and its canonical form. */
export interface WishedIntent {
  readonly intent: Intent;
  readonly canonical: CanonicalForm;
}

/** And what the policy says of it, as of the moment it was asked. */
export interface JudgedWish extends WishedIntent {
  readonly ruling: Ruling;
}

/** The intent of this agent's wish. Refusal: `too_large`. */
export function intentOfWish(parts: Parts, agent: Agent, wish: Wish): Answer<WishedIntent> {
  const intent = intentOf(wish, subjectClaims(parts, agent), parts.policy.uncounted);
  const canonical = canonicalForm(intent);
  return canonical.ok ? accept({ intent, canonical: canonical.value }) : canonical;
}

/**
 * Judges it, once. Refusals: `invalid` for parameters that the action does not take, `too_large`; `limit_reached` where the agent's minute is
 * known to have had its number, before its parameters are looked at.
 */
export function judgeWish(
  parts: Parts,
  agent: Agent,
  wish: Wish,
  by: { readonly viaEnforcer: boolean },
): Answer<JudgedWish> {
  const made = intentOfWish(parts, agent, wish);
  if (!made.ok) return made;
  const { intent } = made.value;
  const over = refusedByRate(parts.desk, { agent, limits: limitsOf(parts.policy, agent.clientId) });
  if (over !== undefined) return refuse(over);
  // What the action does not take is never answered with yes.
  const problems = validateParameters(parts.policy, intent);
  if (problems.length > 0) return refuse({ reason: 'invalid', problems });
  const ruling = judgePolicy(parts.policy, { intent, agent, ...by, now: parts.desk.clock() });
  return accept({ ...made.value, ruling });
}

/** What the policy in force has against using the approval of this request for this intent, as of now. */
export function objectionToUse(
  { policy, desk }: Parts,
  request: Pick<ApprovalRequest, 'agent' | 'enforcer' | 'intentHash'>,
  { intent, canonical }: WishedIntent,
  by: Use['by'],
): Objection | undefined {
  // Another intent is out of scope whatever the policy says of it, and judging it would be work that no limit counts.
  if (canonical.hash !== request.intentHash) return undefined;
  return objectionTo(policy, { intent, request, by, now: desk.clock() });
}
