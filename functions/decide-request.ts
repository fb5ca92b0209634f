// POST /access/v1/requests/{id}/decisions and /revoke: a person decides by API, with a token of their own. The same `decide` and
// `revoke` as in Teams; a workload's token never gets this far.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { decide } from '../approvals/decide.ts';
import type { Answer } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { revoke } from '../approvals/revoke.ts';
import { taskOf } from '../approvals/task.ts';
import type { Settled } from '../approvals/transition.ts';
import type { ApprovalRequest, Person } from '../approvals/words.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { parseShape } from './own-request.ts';
import type { Parts } from './parts.ts';

const SCOPE = 'Approvals.Decide';
const decisionShape = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  comment: z.string().exactOptional(),
  reason: z
    .string()
    .regex(
      /^[a-z][a-z_]{0,39}$/,
      'is one short word in small letters, e.g. wrong_target; use comment for sentences',
    )
    .exactOptional(),
  /** What the person saw. A different request behind the same id can not be meant. */
  intent_hash: z.string().max(64).exactOptional(),
});
const nothing = z.strictObject({});

export const decideRequest = (parts: Parts): HttpHandler =>
  personDoor(parts, decisionShape, (request, person, body) => {
    const { decision, comment, reason, intent_hash } = body;
    if (intent_hash !== undefined && intent_hash !== request.intentHash) {
      const problem = { at: '/intent_hash', message: 'is not the hash of what this request asks' };
      return Promise.resolve({ ok: false, refusal: { reason: 'invalid', problems: [problem] } });
    }
    return decide(parts.desk, request.id, {
      person,
      choice: decision,
      ...(comment === undefined ? {} : { comment }),
      ...(reason === undefined ? {} : { reason }),
      via: 'api',
    });
  });

export const revokeRequest = (parts: Parts): HttpHandler =>
  personDoor(parts, nothing, (request, person) => revoke(parts.desk, request.id, person));

const personDoor = <T>(
  parts: Parts,
  shape: z.ZodType<T>,
  run: (request: ApprovalRequest, person: Person, body: T) => Promise<Answer<Settled>>,
): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }): Promise<HttpResponseInit> => {
    if (caller.kind !== 'person' || !caller.scopes.includes(SCOPE)) {
      return replyRefusal({ reason: 'not_permitted', needs: `a person's token with the scope ${SCOPE}` });
    }
    const id = request.params.id ?? '';
    const found = isRequestId(id) ? await parts.desk.store.load(id) : undefined;
    if (found === undefined) return replyRefusal({ reason: 'unknown_request' });
    const parsed = parseShape(shape, body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const settled = await run(found.data, caller.person, parsed.value);
    // The task alone: the grant is for the agent, and a person who decides has no use for it.
    return settled.ok
      ? replyJson(200, { task: taskOf(settled.value.request, parts.baseUrl).task })
      : replyRefusal(settled.refusal);
  });
