// Doors on one request for people who come by API, with a token of their own. A workload's token never gets this far.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import type { Answer } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { taskOf } from '../approvals/task.ts';
import type { Settled } from '../approvals/transition.ts';
import type { ApprovalRequest, Person } from '../approvals/words.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { parseShape } from './read-body.ts';

const SCOPE = 'Approvals.Decide';

/** A door that answers with the task as it is after `run`. Refusals: `not_permitted`, `unknown_request`, `invalid`, and those of `run`. */
export const personDoor = <T>(
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
