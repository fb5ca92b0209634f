// An approved call on its way to its target: the connection first, then the one use of the approval with "started" in the same commit, then
// the call, then what came of it. Promises: of all who try, one sends; who is not sure that it is the one sends nothing; an end that is
// unclear is recorded as unknown and never tried again.
import type { HttpResponseInit } from '@azure/functions';
import { isRedirect, outcomeOf } from '../../approvals/gateway/call-end.ts';
import { wishOf } from '../../approvals/gateway/wish.ts';
import { redeem } from '../../approvals/grant/redeem.ts';
import { type Report, reportOutcome } from '../../approvals/grant/report-outcome.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import type { TargetReply } from '../../outbound/target.ts';
import type { GatewayParts, Proof } from '../gateway-parts.ts';
import { replyRefusal } from '../http-reply.ts';
import { intentOfWish, objectionToUse } from '../judge-wish.ts';
import type { Parts } from '../parts.ts';
import type { Prepared } from './prepare.ts';
import type { GatewayCall } from './read-call.ts';
import { forbiddenNow, notReached, replyOfTarget, unclear, unlike, usedUp, withheld } from './replies.ts';
import { holdsSecret, isPacked } from './secrets.ts';

/** A call, and the request it was approved as. */
export interface Sending {
  readonly call: GatewayCall;
  readonly request: ApprovalRequest;
}

/** Sends what was approved before and stands unused, if this call is the one that may. */
export async function sendOnce(
  parts: Parts,
  gateway: GatewayParts,
  sending: Sending,
  prepared: Prepared,
): Promise<HttpResponseInit> {
  const { call, request } = sending;
  if (!prepared.ok) {
    tell(parts, sending, 'not_reached');
    return notReached(request, prepared.error, 'unused');
  }
  const used = await use(parts, gateway, call, request);
  return 'reply' in used
    ? used.reply
    : await sendStarted(parts, gateway, { call, request: used.request }, prepared);
}

/** Sends what this very call has started: its use of the approval is in the record. */
export async function sendStarted(
  parts: Parts,
  gateway: GatewayParts,
  sending: Sending,
  { proof, connection }: Extract<Prepared, { ok: true }>,
): Promise<HttpResponseInit> {
  const { call, request } = sending;
  // The clock is asked once more: between the use and this line the machine may have slept.
  if (parts.desk.clock() >= (request.grant?.expiresAt ?? '')) {
    await report(parts, gateway, request, { result: 'failed', detail: 'not sent: the time was over' });
    return notReached(request, 'the time of the approval was over', 'used');
  }
  const begun = performance.now();
  const reply = await connection.send({
    method: call.method,
    headers: {
      'user-agent': 'Countersign',
      ...call.headers,
      // Of a packed answer nobody could say what it gives away.
      'accept-encoding': 'identity',
      ...(proof === undefined ? {} : { [proof.header]: proof.value }),
      ...(request.trace === undefined ? {} : { traceparent: request.trace }),
    },
    body: call.body,
    maxReplyBytes: call.target.limits.replyBytes,
  });
  const outcome = outcomeOf(reply);
  tell(parts, sending, reply.end, 'status' in reply ? reply.status : undefined, begun);
  await report(parts, gateway, request, outcome);
  return replyTo(request, reply, outcome.detail, proof);
}

/** What the record says is started. */
export const startsOf = ({ target, method }: GatewayCall) => ({ target: target.name, method });

/** The one use of the approval. Whoever comes out of here with a request alone may send. */
async function use(
  parts: Parts,
  gateway: GatewayParts,
  call: GatewayCall,
  request: ApprovalRequest,
): Promise<{ readonly request: ApprovalRequest } | { readonly reply: HttpResponseInit }> {
  const { desk } = parts;
  const grant = request.grant;
  // What lies in storage is not believed: the signature is ours, or nothing runs.
  const checked = await parts.verifyGrant(grant?.token, desk.clock());
  if (!checked.ok || grant === undefined) return { reply: usedUp(request, parts.baseUrl) };
  const { claims } = checked;
  const wish = wishOf(call);
  if (!wish.ok) return { reply: replyRefusal(wish.refusal) };
  if (claims.request !== request.id || claims.intentHash !== request.intentHash)
    return { reply: unlike(request) };
  const made = intentOfWish(parts, request.agent, wish.value);
  if (!made.ok) return { reply: replyRefusal(made.refusal) };
  // Nor is the agent of a row: with another person behind it this call makes another intent.
  if (made.value.canonical.hash !== request.intentHash) return { reply: unlike(request) };
  const against = objectionToUse(parts, request, made.value, 'enforcer');
  const requestId = desk.mint('use');
  const settled = await redeem(desk, request.id, {
    grantId: claims.id,
    token: grant.token,
    // Of this call and no other: who redeems under it, sends.
    requestId,
    caller: { ...gateway.enforcer, kind: 'enforcer' },
    intentHash: request.intentHash,
    deniedNow: against !== undefined,
    starts: startsOf(call),
  });
  if (settled.ok) return { request: settled.value.request };
  if (settled.refusal.reason !== 'grant_unusable') return { reply: replyRefusal(settled.refusal) };
  if (settled.refusal.why === 'policy_denied' && against !== undefined)
    return { reply: forbiddenNow(request, parts.baseUrl, against) };
  const stored = await desk.store.load(request.id);
  return { reply: usedUp(stored?.data ?? request, parts.baseUrl) };
}

function replyTo(
  request: ApprovalRequest,
  reply: TargetReply,
  detail: string,
  proof: Proof | undefined,
): HttpResponseInit {
  if (reply.end === 'not_sent') return notReached(request, reply.error, 'used');
  if (reply.end === 'silent' || reply.end === 'broken') return unclear(request, detail);
  const { status } = reply;
  if (reply.end === 'too_long')
    return withheld(request, status, 'its body is longer than the limit of the target');
  if (isRedirect(status)) return withheld(request, status, 'redirects are not followed');
  if (status < 200 || status > 599) return withheld(request, status, 'this is no final status');
  if (proof !== undefined && isPacked(reply))
    return withheld(request, status, 'it came compressed, though it was asked for plainly');
  if (proof !== undefined && holdsSecret(reply, proof.secret))
    return withheld(request, status, "the gateway's own credential stands in it");
  return replyOfTarget(request, reply);
}

/** Told as far as it can be: what went out went out, and nobody tries again because of this. */
async function report(
  { desk, telemetry }: Parts,
  { enforcer }: GatewayParts,
  { id }: ApprovalRequest,
  end: Pick<Report, 'result' | 'detail'>,
): Promise<void> {
  try {
    const told = await reportOutcome(desk, id, { ...enforcer, kind: 'enforcer', ...end });
    if (!told.ok) telemetry.onFault(new Error(`The outcome was not recorded (${told.refusal.reason}).`));
  } catch (error) {
    // It stands as unknown once its time is over.
    telemetry.onFault(error);
  }
}

function tell(
  { telemetry }: Parts,
  { call: { target, method }, request: { id, agent, trace } }: Sending,
  result: string,
  status?: number,
  begun?: number,
): void {
  telemetry.note({
    event: 'gateway',
    request: id,
    agent: agent.clientId,
    target: target.name,
    doing: method.toLowerCase(),
    result,
    http_status: status,
    seconds: begun === undefined ? undefined : (performance.now() - begun) / 1000,
    traceparent: trace,
  });
}
