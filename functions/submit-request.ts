// POST /api/requests: the one call most agents need. Records a request and answers with its task: 201 approved at once (an allow rule),
// 202 waiting for people, 403 denied by policy. The same Idempotency-Key and body get the same request again.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { taskOf } from '../approvals/task.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import { ask } from './ask.ts';
import { agentOrEnforcer } from './caller.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { Parts } from './parts.ts';

/** Refusals: `not_permitted`, `invalid` for the key, and those of `ask`. */
export const submitRequest = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const asker = agentOrEnforcer(caller);
    if (!asker.ok) return replyRefusal(asker.refusal);
    const key = readIdempotencyKey(request);
    if (!key.ok) return replyRefusal(key.refusal);
    const asked = await ask(parts, asker.value, body, key.value);
    return asked.ok ? replyTask(parts, asked.value) : replyRefusal(asked.refusal);
  });

/** The task: 201 approved at once, 202 waiting, 403 denied by policy, 200 wherever a repeat finds it. */
export function replyTask(parts: Parts, request: ApprovalRequest): HttpResponseInit {
  const body = taskOf(request, parts.baseUrl);
  const location = `${parts.baseUrl}/access/v1/requests/${request.id}`;
  if (request.status === 'pending') return replyJson(202, body, { location, 'retry-after': '2' });
  return replyJson(statusOf(request), body, { location });
}

function statusOf({ status, verdict, coolDown }: ApprovalRequest): number {
  if (status === 'denied' && (verdict.effect === 'deny' || coolDown !== undefined)) return 403;
  // A repeated call finds its request wherever that has got to meanwhile.
  return status === 'approved' ? 201 : 200;
}
