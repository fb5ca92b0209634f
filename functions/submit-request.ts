// POST /api/requests: the one call most agents need. Records a request and answers with its task: 201 approved at once (an allow rule),
// 202 waiting for people, 403 denied by policy. The same Idempotency-Key and body get the same request again.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { intentOf, parseBody, type RequestBody, sealIntent } from '../approvals/intent.ts';
import { evaluatePolicy } from '../approvals/policy/evaluation.ts';
import { limitsOf, registeredAgent, validateParameters } from '../approvals/policy/policy.ts';
import { type Answer, invalid, type Refusal, refuse } from '../approvals/refusal.ts';
import { submit } from '../approvals/submit.ts';
import { taskOf } from '../approvals/task.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import { isRegistered } from '../outbound/registered.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { Parts } from './parts.ts';
import type { Body } from './read-body.ts';
import { starterOf } from './run-starter.ts';
import { subjectClaims, subjectOf } from './subject.ts';

/** Refusals: `not_permitted`, `invalid`, `too_large`, and those of `submit`. */
export const submitRequest = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    if (caller.kind !== 'agent' && caller.kind !== 'enforcer') {
      return replyRefusal({
        reason: 'not_permitted',
        needs: 'the app role Requests.Create or Requests.Enforce',
      });
    }
    const keyed = readIdempotencyKey(request);
    if (!keyed.ok) return replyRefusal(keyed.refusal);
    const key = keyed.value;
    const parsed = parseBody(body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const asked = await ask(parts, caller, parsed.value, body, key);
    if (asked.ok) return replyTask(parts, asked.value);
    const before =
      key === undefined ? undefined : await recordedBefore(parts, caller, asked.refusal, body, key);
    return before === undefined ? replyRefusal(asked.refusal) : replyTask(parts, before);
  });

/** What was right when it was first sent may be wrong by now (a time that passed, a newer policy): a repeat still gets its request. */
async function recordedBefore(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  refusal: Refusal,
  body: Body,
  key: string,
): Promise<ApprovalRequest | undefined> {
  if (refusal.reason !== 'invalid') return undefined;
  const found = await parts.desk.store.load(parts.requestIdFor(caller.clientId, key));
  return found?.data.bodyHash === body.hash ? found.data : undefined;
}

async function ask(
  parts: Parts,
  caller: AgentCaller | EnforcerCaller,
  wish: RequestBody,
  body: Body,
  key: string | undefined,
): Promise<Answer<ApprovalRequest>> {
  const subject = subjectOf(parts, caller, wish);
  if (!subject.ok) return subject;
  const agent = subject.value;
  const registered = registeredAgent(parts.policy, agent.clientId);
  const prefixes = registered?.callbacks ?? [];
  if (wish.callback !== undefined && !isRegistered(wish.callback.endpoint, prefixes)) {
    return refuse(
      invalid(
        '/callback/endpoint',
        `is not under a callback address registered for ${agent.name} in countersign.yaml`,
      ),
    );
  }
  const now = parts.desk.clock();
  if (wish.requestedUntil !== undefined && wish.requestedUntil <= now) {
    return refuse(
      invalid('/requested_access/requested_until', 'has passed already: leave it out, or name a later time'),
    );
  }
  const intent = intentOf(wish, subjectClaims(parts, agent), parts.policy.uncounted);
  const problems = validateParameters(parts.policy, intent);
  if (problems.length > 0) return refuse({ reason: 'invalid', problems });
  const sealed = sealIntent(intent);
  if (!sealed.ok) return sealed;
  const started = await starterOf(parts, agent, wish.runToken);
  if (!started.ok) return started;
  const starter = started.value;

  const verdict = evaluatePolicy(parts.policy, {
    intent,
    agent,
    viaEnforcer: caller.kind === 'enforcer',
    now,
  });
  return submit(parts.desk, {
    id: key === undefined ? parts.desk.mint('req') : parts.requestIdFor(caller.clientId, key),
    keyed: key !== undefined,
    tenant: parts.tenant,
    ...parts.telemetry.traced(),
    agent,
    limits: limitsOf(parts.policy, agent.clientId),
    ...(caller.kind === 'enforcer' ? { enforcer: { clientId: caller.clientId, name: caller.name } } : {}),
    bodyHash: body.hash,
    intent: sealed.value.bytes,
    intentHash: sealed.value.hash,
    action: intent.action.name,
    resource: { type: intent.resource.type, id: intent.resource.id },
    verdict,
    excluded: [
      ...new Set([
        ...(registered?.owners ?? []),
        ...(agent.onBehalfOf === undefined ? [] : [agent.onBehalfOf]),
        ...(starter === undefined ? [] : [starter.oid]),
      ]),
    ],
    ...(wish.justification === undefined ? {} : { justification: wish.justification }),
    ...(wish.callback === undefined ? {} : { callback: wish.callback }),
    ...(wish.requestedUntil === undefined ? {} : { requestedUntil: wish.requestedUntil }),
    ...(wish.client === undefined ? {} : { claims: wish.client }),
    ...(starter === undefined ? {} : { starter }),
  });
}

function replyTask(parts: Parts, request: ApprovalRequest): HttpResponseInit {
  const body = taskOf(request, parts.baseUrl);
  const location = `${parts.baseUrl}/access/v1/requests/${request.id}`;
  if (request.status === 'pending') return replyJson(202, body, { location, 'retry-after': '2' });
  return replyJson(statusOf(request), body, { location });
}

function statusOf({ status, verdict }: ApprovalRequest): number {
  if (status === 'denied' && verdict.effect === 'deny') return 403;
  // A repeated call finds its request wherever that has got to meanwhile.
  return status === 'approved' ? 201 : 200;
}
