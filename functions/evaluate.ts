// POST /access/v1/evaluation: an AuthZEN decision. With `context.approval` and an X-Request-ID it redeems the grant: `true` means that
// the caller may run exactly this, once, before `run_before`. Every failure is `false` and says what to do next (docs/api.md).
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../approvals/faults.ts';
import { type EvaluationBody, intentOf, parseEvaluation, sealIntent } from '../approvals/intent.ts';
import { evaluatePolicy } from '../approvals/policy/evaluation.ts';
import { redeem } from '../approvals/redeem.ts';
import { type GrantTrouble, invalid, type Refusal } from '../approvals/refusal.ts';
import type { Agent } from '../approvals/words.ts';
import { type AgentCaller, agentOrEnforcer, type EnforcerCaller } from './caller.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal, wordsOf } from './http-reply.ts';
import { judge, pausedWords } from './judge.ts';
import type { Parts } from './parts.ts';
import { meaning } from './reply-meaning.ts';
import { subjectClaims, subjectOf } from './subject.ts';

const X_REQUEST_ID = /^[\x21-\x7e]{1,255}$/;

/** Refusals: `not_permitted`, `invalid`, `too_large`. Whatever is wrong with the approval is a decision. */
export const evaluate = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const asker = agentOrEnforcer(caller);
    if (!asker.ok) return replyRefusal(asker.refusal);
    const parsed = parseEvaluation(body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const subject = subjectOf(parts, asker.value, parsed.value);
    if (!subject.ok) return replyRefusal(subject.refusal);
    if (parsed.value.approval === undefined) {
      const judged = await judge(parts, asker.value, parsed.value, subject.value);
      const reply = replyJson(200, judged);
      return judged.context.reason === 'policy_denied' ? meaning(reply, { refused: 'policy_denied' }) : reply;
    }

    const requestId = request.headers.get('x-request-id');
    if (requestId === null || !X_REQUEST_ID.test(requestId)) {
      return replyRefusal(
        invalid(
          'X-Request-ID',
          'is required to redeem an approval: 1 to 255 visible ASCII characters, the same again for a repeat',
        ),
      );
    }
    const reply = await replyRedemption(parts, asker.value, parsed.value, subject.value, requestId).catch(
      unknownYet,
    );
    return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
  });

/** Storage is silent, so the use may or may not be recorded: no, and the same call again will tell. */
function unknownYet(error: unknown): HttpResponseInit {
  if (error instanceof NewerVersionFault) return refused({ reason: 'newer_version', version: error.version });
  if (error instanceof StoreFault && error.retry) return no('not_known_yet', 'retry', { retry_after: 2 });
  throw error;
}

async function replyRedemption(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  agent: Agent,
  requestId: string,
): Promise<HttpResponseInit> {
  const checked = await parts.verifyGrant(wish.approval?.state, parts.desk.clock());
  if (!checked.ok) return no(checked.why, 'none');
  const { claims } = checked;
  if (claims.id !== wish.approval?.id || claims.agent !== agent.clientId)
    return no('approval_unverifiable', 'none');

  const seen = await parts.desk.store.load(claims.request);
  if (seen === undefined) return no('approval_unverifiable', 'none');
  // An enforcer cannot know for whom the agent acted: that part of the subject is the verified one, as recorded.
  const subject = subjectClaims(parts, caller.kind === 'agent' ? agent : seen.data.agent);
  const intent = intentOf(wish, subject, parts.policy.uncounted);
  const sealed = sealIntent(intent);
  if (!sealed.ok) return replyRefusal(sealed.refusal);
  const current = evaluatePolicy(parts.policy, {
    intent,
    agent,
    viaEnforcer: caller.kind === 'enforcer',
    now: parts.desk.clock(),
  });
  const presentation = {
    grantId: claims.id,
    token: wish.approval?.state ?? '',
    requestId,
    caller: { clientId: caller.clientId, kind: caller.kind, name: caller.name },
    intentHash: sealed.value.hash,
    deniedNow: current.effect === 'deny',
  };
  const settled = await redeem(parts.desk, claims.request, presentation, seen);
  if (!settled.ok) return refused(settled.refusal);
  const grant = settled.value.request.grant;
  return replyJson(200, {
    decision: true,
    context: {
      redemption: { id: grant?.redemption?.id, replayed: !settled.value.wrote },
      run_before: grant?.expiresAt,
    },
  });
}

function refused(refusal: Refusal): HttpResponseInit {
  if (refusal.reason === 'grant_unusable') {
    return refusal.why === 'grant_pending'
      ? no(refusal.why, 'retry', { retry_after: 2 })
      : no(refusal.why, 'none');
  }
  // Nothing is used up: the same call works once the agent goes on, while the approval lasts.
  if (refusal.reason === 'agent_paused') {
    return no('policy_denied', 'none', { detail: pausedWords(refusal.since) });
  }
  // Nothing is used up: an instance of the newer version can use it.
  if (refusal.reason === 'newer_version') {
    return no('newer_version', 'retry', { retry_after: 60, detail: wordsOf(refusal) });
  }
  if (refusal.reason === 'not_known_yet' || refusal.reason === 'busy')
    return no('not_known_yet', 'retry', { retry_after: 1 });
  return no('approval_unverifiable', 'none');
}

const no = (
  reason: GrantTrouble | 'not_known_yet' | 'newer_version',
  nextAction: 'none' | 'retry',
  more: object = {},
): HttpResponseInit =>
  meaning(replyJson(200, { decision: false, context: { ...more, reason, next_action: nextAction } }), {
    refused: reason,
  });
