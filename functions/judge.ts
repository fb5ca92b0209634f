// What the policy in force says of a wish, below the HTTP of it and without an approval. It decides and records nothing.
import { type EvaluationBody, intentOf } from '../approvals/intent.ts';
import { evaluatePolicy } from '../approvals/policy/evaluation.ts';
import { pauseOf, standingId } from '../approvals/standing.ts';
import { later } from '../approvals/time.ts';
import type { Agent, Instant } from '../approvals/words.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import type { Parts } from './parts.ts';
import { subjectClaims } from './subject.ts';

const ASK_WITHIN_MS = 10 * 60_000;

/** An AuthZEN decision. `reason` is there with every no: a review is a no that can be asked about. */
export interface Judgement {
  readonly decision: boolean;
  readonly context: {
    readonly evaluation_id: string;
    readonly evaluated_at: Instant;
    readonly policy_version: string;
    readonly rules: readonly string[];
    readonly detail?: string;
    readonly reason?: 'policy_denied' | 'approval_required';
    readonly next_action?: 'none' | 'request';
    readonly access_request?: { readonly endpoint: string; readonly expires_at: Instant };
  };
}

/** Judges a wish for this agent, as of now. */
export async function judge(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  agent: Agent,
): Promise<Judgement> {
  const pause = pauseOf((await parts.desk.standings.load(standingId(agent.clientId)))?.data);
  const now = parts.desk.clock();
  const intent = intentOf(wish, subjectClaims(parts, agent), parts.policy.uncounted);
  const verdict = evaluatePolicy(parts.policy, {
    intent,
    agent,
    viaEnforcer: caller.kind === 'enforcer',
    now,
  });
  const common = {
    evaluation_id: parts.desk.mint('evl'),
    evaluated_at: now,
    policy_version: verdict.policyVersion,
    rules: verdict.rules.map((rule) => rule.id),
  };
  const denied = { reason: 'policy_denied', next_action: 'none' } as const;
  if (pause !== undefined) {
    return { decision: false, context: { ...common, detail: pausedWords(pause.at), ...denied } };
  }
  if (verdict.effect === 'allow') return { decision: true, context: common };
  if (verdict.effect === 'deny') return { decision: false, context: { ...common, ...denied } };
  return {
    decision: false,
    context: {
      ...common,
      reason: 'approval_required',
      next_action: 'request',
      access_request: { endpoint: `${parts.baseUrl}/api/requests`, expires_at: later(now, ASK_WITHIN_MS) },
    },
  };
}

/** Why nothing of an agent is evaluated with yes since then. */
export const pausedWords = (since: Instant): string =>
  `An administrator paused this agent on ${since}; nothing of it may run until another has resumed it.`;
