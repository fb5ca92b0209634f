// POST /access/v1/evaluation: an AuthZEN decision. With `context.approval` and an X-Request-ID it redeems the grant: `true` means that
// the caller may run exactly this, once, before `run_before`. Every failure is `false` and says what to do next (docs/api.md).
import type { HttpHandler } from '@azure/functions';
import { endOfGrant, redeem } from '../approvals/grant/redeem.ts';
import { type EvaluationBody, parseEvaluation } from '../approvals/intent/intent.ts';
import type { GrantClaims } from '../approvals/ports.ts';
import { type Answer, accept, invalid } from '../approvals/refusal.ts';
import type { Agent, RequestId } from '../approvals/words.ts';
import { type AgentCaller, agentOrEnforcer, type EnforcerCaller } from './caller.ts';
import { type Decision, no, noFor, replyDecision, unknownYet } from './decision.ts';
import { jsonDoor } from './door.ts';
import { replyRefusal } from './http-reply.ts';
import { judge } from './judge.ts';
import { intentOfWish, objectionToUse } from './judge-wish.ts';
import type { Parts } from './parts.ts';
import { subjectOf } from './subject.ts';

const X_REQUEST_ID = /^[\x21-\x7e]{1,255}$/;

/** Refusals: `not_permitted`, `invalid`, `too_large`, `limit_reached`. Whatever is wrong with the approval is a decision. */
export const evaluate = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const asker = agentOrEnforcer(caller);
    if (!asker.ok) return replyRefusal(asker.refusal);
    const parsed = parseEvaluation(body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const subject = subjectOf(parts, asker.value, parsed.value);
    if (!subject.ok) return replyRefusal(subject.refusal);
    if (parsed.value.approval === undefined) {
      const asked = { caller: asker.value, agent: subject.value, wish: parsed.value, bodyHash: body.hash };
      const judged = await judge(parts, asked);
      return judged.ok ? replyDecision(judged.value) : replyRefusal(judged.refusal);
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
    const used = await present(parts, asker.value, parsed.value, subject.value, requestId);
    const reply = used.ok ? replyDecision(used.value.decision, used.value.about) : replyRefusal(used.refusal);
    return { ...reply, headers: { ...reply.headers, 'x-request-id': requestId } };
  });

/** What came of presenting an approval; `about` is its request, once the approval is known to be one of ours. */
interface Presented {
  readonly decision: Decision;
  readonly about?: RequestId;
}

async function present(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  agent: Agent,
  requestId: string,
): Promise<Answer<Presented>> {
  const checked = await parts.verifyGrant(wish.approval?.state, parts.desk.clock());
  if (!checked.ok && checked.why === 'approval_unverifiable')
    return accept({ decision: no(checked.why, 'none') });
  const { claims } = checked;
  const about = claims.request;
  if (claims.id !== wish.approval?.id || claims.agent !== agent.clientId)
    return accept({ decision: no('approval_unverifiable', 'none'), about });
  try {
    if (!checked.ok)
      return accept({ decision: await tooLate(parts, caller, wish, { claims, requestId }), about });
    const used = await use(parts, caller, wish, agent, { claims, requestId });
    return used.ok ? accept({ decision: used.value, about }) : used;
  } catch (error) {
    return accept({ decision: unknownYet(error), about });
  }
}

/** No, since its time is over; and what it was used for before, if it was. */
async function tooLate(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  { claims, requestId }: Presenting,
): Promise<Decision> {
  // Nothing can make it a yes: a storage that is silent does not make it "ask again".
  const seen = await parts.desk.store.load(claims.request).catch(() => undefined);
  const shown = presentedBy(caller, wish, { claims, requestId });
  const ended = seen === undefined ? undefined : endOfGrant(seen.data, shown);
  return noFor({
    reason: 'grant_unusable',
    why: 'approval_expired',
    ...(ended === undefined ? {} : { ended }),
  });
}

interface Presenting {
  readonly claims: GrantClaims;
  readonly requestId: string;
}

const presentedBy = (
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  { claims, requestId }: Presenting,
) => ({
  grantId: claims.id,
  token: wish.approval?.state ?? '',
  requestId,
  caller: { clientId: caller.clientId, kind: caller.kind, name: caller.name },
});

/** Uses the approval up, or says why not. Refusals: `too_large`. */
async function use(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: EvaluationBody,
  agent: Agent,
  { claims, requestId }: Presenting,
): Promise<Answer<Decision>> {
  const seen = await parts.desk.store.load(claims.request);
  if (seen === undefined) return accept(no('approval_unverifiable', 'none'));
  // An enforcer cannot know for whom the agent acted: that part of the subject is the verified one, as recorded.
  const made = intentOfWish(parts, caller.kind === 'agent' ? agent : seen.data.agent, wish);
  if (!made.ok) return made;
  const against = objectionToUse(parts, seen.data, made.value, caller.kind);
  const presentation = {
    ...presentedBy(caller, wish, { claims, requestId }),
    intentHash: made.value.canonical.hash,
    deniedNow: against !== undefined,
  };
  const settled = await redeem(parts.desk, claims.request, presentation, seen);
  if (!settled.ok) return accept(noFor(settled.refusal, against));
  const grant = settled.value.request.grant;
  return accept({
    decision: true,
    context: {
      redemption: { id: grant?.redemption?.id, replayed: !settled.value.wrote },
      run_before: grant?.expiresAt,
    },
  });
}
