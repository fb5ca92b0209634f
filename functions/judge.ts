// What the policy in force says of a wish, below the HTTP of it and without an approval: judged, recorded as a request born closed, and
// only then answered.

import { recordEvaluation } from '../approvals/ask/record-evaluation.ts';
import type { EvaluationBody } from '../approvals/intent/intent.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import type { Counted } from '../approvals/rule-limit.ts';
import { later } from '../approvals/time.ts';
import type { Agent, ApprovalRequest } from '../approvals/words.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import { countMisfit } from './count-misfit.ts';
import { coolDownWords, type Decision, no, noFor, pausedWords, unknownYet } from './decision.ts';
import { judgeWish } from './judge-wish.ts';
import type { Parts } from './parts.ts';
import { judgedIntentOf } from './record-wish.ts';

const ASK_WITHIN_MS = 10 * 60_000;

/** A wish to judge, its caller and subject verified. */
export interface Asked {
  readonly caller: AgentCaller | EnforcerCaller;
  readonly agent: Agent;
  readonly wish: EvaluationBody;
  /** SHA-256 of the body as received. */
  readonly bodyHash: string;
  /** Only a question: a yes takes nothing of what a limit leaves, and nobody acts on it. */
  readonly dry?: true;
}

/**
 * Judges a wish for this agent, as of now, and records the answer. While storage is silent it is a no. Refusals: `invalid`, `too_large`,
 * `limit_reached`; with each of them nothing was recorded.
 */
export async function judge(parts: Parts, asked: Asked): Promise<Answer<Decision>> {
  try {
    const judged = await recordJudged(parts, asked);
    if (judged.ok) return accept(decisionOf(parts, judged.value));
    const { refusal } = judged;
    const isNo = refusal.reason === 'agent_paused' || refusal.reason === 'not_known_yet';
    return isNo ? accept(noFor(refusal)) : judged;
  } catch (error) {
    return accept(unknownYet(error));
  }
}

async function recordJudged(
  parts: Parts,
  { caller, agent, wish, bodyHash, dry }: Asked,
): Promise<Answer<ApprovalRequest>> {
  const viaEnforcer = caller.kind === 'enforcer';
  const judged = judgeWish(parts, agent, wish, { viaEnforcer });
  if (!judged.ok) return refuse(await countMisfit(parts, agent, judged.refusal));
  return await recordEvaluation(parts.desk, {
    ...judgedIntentOf(parts, {
      agent,
      wish,
      judged: judged.value,
      bodyHash,
      ...(viaEnforcer ? { enforcer: { clientId: caller.clientId, name: caller.name } } : {}),
    }),
    id: parts.desk.mint('req'),
    ...(dry === undefined ? {} : { dry }),
  });
}

const toldLimit = ({ windowMs, ...limit }: Counted['limits'][number]) => ({
  ...limit,
  window_seconds: windowMs / 1000,
});

/** From the stored request alone. */
function decisionOf({ baseUrl }: Parts, request: ApprovalRequest): Decision {
  const { evaluated, verdict, status, createdAt } = request;
  const common = {
    evaluation_id: request.id,
    evaluated_at: createdAt,
    policy_version: verdict.policyVersion,
    rules: verdict.rules.map((rule) => rule.id),
    ...(verdict.counted === undefined ? {} : { limits: verdict.counted.limits.map(toldLimit) }),
  };
  if (evaluated?.decision === true && status === 'approved') return { decision: true, context: common };
  if (evaluated?.reason !== 'approval_required') {
    const since = evaluated?.pausedSince;
    const again = request.coolDown?.until;
    return no('policy_denied', 'none', {
      ...common,
      ...(since === undefined ? {} : { detail: pausedWords(since) }),
      ...(again === undefined ? {} : { detail: coolDownWords(again) }),
    });
  }
  return {
    decision: false,
    context: {
      ...common,
      reason: 'approval_required',
      next_action: 'request',
      access_request: { endpoint: `${baseUrl}/api/requests`, expires_at: later(createdAt, ASK_WITHIN_MS) },
    },
  };
}
