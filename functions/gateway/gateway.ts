// ALL /gateway/{target}/{*path}: an enforcer of our own. An agent calls its target here, with its token for Countersign and without any of
// the target's: allowed by a rule, the call goes out at once; to be reviewed, it waits (202), and the same call under the id of its task
// goes out once it is approved, once; denied, it ends here (403).
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { wishOf } from '../../approvals/gateway/wish.ts';
import { intentOf, sealIntent, type Wish } from '../../approvals/intent.ts';
import { nearest } from '../../approvals/policy/nearest.ts';
import { type Answer, accept, refuse } from '../../approvals/refusal.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { AgentCaller } from '../caller.ts';
import { callerDoor, lengthRequired } from '../door.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { replyRefusal } from '../http-reply.ts';
import type { Parts } from '../parts.ts';
import { recordWish } from '../record-wish.ts';
import { subjectClaims } from '../subject.ts';
import { replyTask } from '../submit-request.ts';
import { type GatewayCall, readCall } from './read-call.ts';
import { denied, unknownTarget, unlike } from './replies.ts';
import { sendOnce } from './send-once.ts';

/** Refusals: `not_permitted`, those of `readCall` and `recordWish`, `unknown_request`, and the problems of replies.ts. */
export const gateway = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    if (caller.kind !== 'agent')
      return replyRefusal({
        reason: 'not_permitted',
        needs: "the app role Requests.Create, in an agent's own token",
      });
    const name = request.params.target ?? '';
    const target = parts.policy.targets.get(name);
    if (target === undefined || parts.gateway === undefined)
      return unknownTarget(nearest(name, [...parts.policy.targets.keys()]));
    const call = await readCall(request, target);
    if (call === 'length_required') return lengthRequired();
    if (!call.ok) return replyRefusal(call.refusal);
    return await answer(parts, parts.gateway, caller, call.value);
  });

async function answer(
  parts: Parts,
  gateway: GatewayParts,
  caller: AgentCaller,
  call: GatewayCall,
): Promise<HttpResponseInit> {
  const wish = wishOf(call);
  if (!wish.ok) return replyRefusal(wish.refusal);
  const sealed = sealIntent(intentOf(wish.value, subjectClaims(parts, caller.agent), parts.policy.uncounted));
  if (!sealed.ok) return replyRefusal(sealed.refusal);
  const { hash } = sealed.value;
  const found =
    call.request === undefined
      ? await ask(parts, gateway, caller, { call, wish: wish.value, hash })
      : await ownRequest(parts, gateway, caller, call.request);
  if (!found.ok) return replyRefusal(found.refusal);
  const request = found.value;
  // Before anything else: whatever became of the request is none of this call's business if it is another call.
  if (request.intentHash !== hash) return unlike(request);
  if (request.status === 'approved') return await sendOnce(parts, gateway, call, request);
  if (request.status === 'denied') return denied(request, parts.baseUrl);
  if (request.status !== 'pending') return replyRefusal({ reason: 'already_ended', status: request.status });
  const reply = replyTask(parts, request);
  return { ...reply, headers: { ...reply.headers, 'countersign-request': request.id } };
}

function ask(
  parts: Parts,
  { enforcer }: GatewayParts,
  { agent, clientId }: AgentCaller,
  { call, wish, hash }: { readonly call: GatewayCall; readonly wish: Wish; readonly hash: string },
): Promise<Answer<ApprovalRequest>> {
  const { key, justification, runToken } = call;
  return recordWish(parts, {
    agent,
    enforcer,
    wish: {
      ...wish,
      ...(justification === undefined ? {} : { justification }),
      ...(runToken === undefined ? {} : { runToken }),
    },
    bodyHash: hash,
    by: clientId,
    ...(key === undefined ? {} : { key }),
  });
}

/** The request that a repeat names: its own agent's, and asked here. */
async function ownRequest(
  { desk }: Parts,
  { enforcer }: GatewayParts,
  { clientId }: AgentCaller,
  id: string,
): Promise<Answer<ApprovalRequest>> {
  const found = await desk.store.load(id);
  const isTheirs =
    found?.data.agent.clientId === clientId && found.data.enforcer?.clientId === enforcer.clientId;
  return found !== undefined && isTheirs ? accept(found.data) : refuse({ reason: 'unknown_request' });
}
