// What a wish means to the policy in force: the intent it makes, sealed, and the verdict. The one place below all doors where that is said.
import { type Intent, intentOf, sealIntent, type Wish } from '../approvals/intent.ts';
import { evaluatePolicy } from '../approvals/policy/evaluation.ts';
import { validateParameters } from '../approvals/policy/policy.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import type { Verdict } from '../approvals/verdict.ts';
import type { Agent } from '../approvals/words.ts';
import type { Parts } from './parts.ts';
import { subjectClaims } from './subject.ts';

/** An intent, its canonical bytes and their hash. */
export interface SealedWish {
  readonly intent: Intent;
  readonly sealed: { readonly bytes: Uint8Array; readonly hash: string };
}

/** And what the policy says of it, as of the moment it was asked. */
export interface JudgedWish extends SealedWish {
  readonly verdict: Verdict;
}

/** The intent of this agent's wish. Refusal: `too_large`. */
export function sealWish(parts: Parts, agent: Agent, wish: Wish): Answer<SealedWish> {
  const intent = intentOf(wish, subjectClaims(parts, agent), parts.policy.uncounted);
  const sealed = sealIntent(intent);
  return sealed.ok ? accept({ intent, sealed: sealed.value }) : sealed;
}

/** Judges it, once. Refusals: `invalid` for parameters that the action does not take, `too_large`. */
export function judgeWish(
  parts: Parts,
  agent: Agent,
  wish: Wish,
  by: { readonly viaEnforcer: boolean },
): Answer<JudgedWish> {
  const made = sealWish(parts, agent, wish);
  if (!made.ok) return made;
  const { intent } = made.value;
  // What the action does not take is never answered with yes.
  const problems = validateParameters(parts.policy, intent);
  if (problems.length > 0) return refuse({ reason: 'invalid', problems });
  return accept({ ...made.value, verdict: verdictOn(parts, agent, intent, by) });
}

/** What the policy says of an intent now. */
export const verdictOn = (
  { policy, desk }: Parts,
  agent: Agent,
  intent: Intent,
  by: { readonly viaEnforcer: boolean },
): Verdict => evaluatePolicy(policy, { intent, agent, ...by, now: desk.clock() });
