// ALL /gateway/{target}/{*path}: an enforcer of our own. An agent calls its target here, with its token for Countersign and without any of
// the target's: allowed by a rule, the call goes out at once; to be reviewed, it waits (202), and the same call under the id of its task
// goes out once it is approved, once; denied, it ends here (403).
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { dueTo, isAskedBy } from '../../approvals/gateway/due.ts';
import { wishOf } from '../../approvals/gateway/wish.ts';
import type { UseAtBirth } from '../../approvals/grant/redeem.ts';
import type { Wish } from '../../approvals/intent/intent.ts';
import { nearest } from '../../approvals/nearest.ts';
import { readTexts, shownBy } from '../../approvals/prompt/view.ts';
import { type Answer, accept, type Refusal, refuse } from '../../approvals/refusal.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { AgentCaller } from '../caller.ts';
import { countMisfit } from '../count-misfit.ts';
import { callerDoor, lengthRequired } from '../door.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { replyRefusal } from '../http-reply.ts';
import { intentOfWish, type JudgedWish, judgeWish } from '../judge-wish.ts';
import type { Parts } from '../parts.ts';
import { recordWish } from '../record-wish.ts';
import { recordedBefore } from '../recorded-before.ts';
import { replyTask } from '../submit-request.ts';
import { type Prepared, prepare } from './prepare.ts';
import { type GatewayCall, readCall } from './read-call.ts';
import { denied, unknownTarget, unlike, usedUp } from './replies.ts';
import { type Sending, sendOnce, sendStarted, startsOf } from './send-once.ts';

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
  if (call.request !== undefined) return await repeat(parts, gateway, caller, call, wish.value);
  const judged = judgeWish(parts, caller.agent, wish.value, { viaEnforcer: true });
  if (!judged.ok)
    return await refusedOrKnown(parts, gateway, caller, { call, wish: wish.value }, judged.refusal);
  const { ruling, canonical } = judged.value;
  const { hash } = canonical;
  const mayGo = ruling.verdict.effect === 'allow' || ruling.limited !== undefined;
  const { desk } = parts;
  // What a rule allows is used in the commit that records it: so the target is reached for before.
  const prepared = mayGo ? await prepare(parts, gateway, call) : undefined;
  try {
    const atOnce: UseAtBirth = {
      redemption: desk.mint('rdm'),
      requestId: desk.mint('use'),
      caller: { ...gateway.enforcer, kind: 'enforcer' },
      starts: startsOf(call),
    };
    const asked = await ask(parts, gateway, caller, {
      call,
      wish: wish.value,
      judged: judged.value,
      ...(prepared?.ok === true ? { atOnce } : {}),
    });
    if (!asked.ok) return replyRefusal(asked.refusal);
    const request = asked.value;
    const isOurs = request.grant?.redemption?.requestId === atOnce.requestId;
    if (isOurs && prepared?.ok === true)
      return await sendStarted(parts, gateway, { call, request }, prepared);
    return await answerFor(parts, gateway, call, { request, hash, ...(prepared && { prepared }) });
  } finally {
    if (prepared?.ok === true) await prepared.connection.close();
  }
}

/** Where the agent's minute is full, what its key recorded before stands all the same: an approval would lapse meanwhile. */
async function refusedOrKnown(
  parts: Parts,
  gateway: GatewayParts,
  caller: AgentCaller,
  { call, wish }: Pick<Wanted, 'call' | 'wish'>,
  refusal: Refusal,
): Promise<HttpResponseInit> {
  const made = refusal.reason === 'limit_reached' ? intentOfWish(parts, caller.agent, wish) : undefined;
  if (made?.ok) {
    const { hash } = made.value.canonical;
    const before = await recordedBefore(
      parts,
      { by: caller.clientId, key: call.key, bodyHash: hash },
      refusal,
    );
    if (before !== undefined)
      return before.ok
        ? await answerFor(parts, gateway, call, { request: before.value, hash })
        : replyRefusal(before.refusal);
  }
  return replyRefusal(await countMisfit(parts, caller.agent, refusal));
}

/** The call that was asked for, once more. */
async function repeat(
  parts: Parts,
  gateway: GatewayParts,
  caller: AgentCaller,
  call: GatewayCall,
  wish: Wish,
): Promise<HttpResponseInit> {
  const made = intentOfWish(parts, caller.agent, wish);
  if (!made.ok) return replyRefusal(made.refusal);
  const found = await ownRequest(parts, gateway, caller, call.request ?? '');
  if (!found.ok) return replyRefusal(found.refusal);
  return await answerFor(parts, gateway, call, { request: found.value, hash: made.value.canonical.hash });
}

/** What a request that stands in the record means for this call. */
async function answerFor(
  parts: Parts,
  gateway: GatewayParts,
  call: GatewayCall,
  {
    request,
    hash,
    prepared,
  }: { readonly request: ApprovalRequest; readonly hash: string; readonly prepared?: Prepared },
): Promise<HttpResponseInit> {
  switch (dueTo(request, hash)) {
    case 'unlike':
      return unlike(request);
    case 'denied':
      return denied(request, parts.baseUrl, await readTexts(shownBy(parts.desk.store), request));
    case 'wait': {
      const reply = replyTask(parts, request);
      return { ...reply, headers: { ...reply.headers, 'countersign-request': request.id } };
    }
    case 'ended':
      return replyRefusal({ reason: 'already_ended', status: request.status });
    case 'used_up':
      return usedUp(request, parts.baseUrl);
    case 'send':
      return await send(parts, gateway, { call, request }, prepared);
  }
}

async function send(
  parts: Parts,
  gateway: GatewayParts,
  sending: Sending,
  prepared: Prepared | undefined,
): Promise<HttpResponseInit> {
  const ready = prepared ?? (await prepare(parts, gateway, sending.call));
  try {
    return await sendOnce(parts, gateway, sending, ready);
  } finally {
    if (ready.ok) await ready.connection.close();
  }
}

interface Wanted {
  readonly call: GatewayCall;
  readonly wish: Wish;
  readonly judged: JudgedWish;
  readonly atOnce?: UseAtBirth;
}

function ask(
  parts: Parts,
  { enforcer }: GatewayParts,
  { agent, clientId }: AgentCaller,
  { call: { key, justification, runToken }, wish, judged, atOnce }: Wanted,
): Promise<Answer<ApprovalRequest>> {
  return recordWish(parts, {
    agent,
    enforcer,
    wish: {
      ...wish,
      ...(justification === undefined ? {} : { justification }),
      ...(runToken === undefined ? {} : { runToken }),
    },
    judged,
    bodyHash: judged.canonical.hash,
    by: clientId,
    ...(key === undefined ? {} : { key }),
    ...(atOnce === undefined ? {} : { atOnce }),
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
  return found !== undefined && isAskedBy(found.data, clientId, enforcer.clientId)
    ? accept(found.data)
    : refuse({ reason: 'unknown_request' });
}
