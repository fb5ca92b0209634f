// Doors on one request for its agent and its enforcer: the request is loaded and known to be theirs before their lines run.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import type { Answer, Problem } from '../approvals/refusal.ts';
import { accept, refuse } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { taskOf } from '../approvals/task.ts';
import type { Settled } from '../approvals/transition.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { isTheirs } from './submit-request.ts';

export interface OwnCall<T> {
  readonly request: ApprovalRequest;
  readonly caller: AgentCaller | EnforcerCaller;
  readonly body: T;
}

/** A door that answers with the task as it is after `run`. */
export const ownRequestDoor = <T>(
  parts: Parts,
  shape: z.ZodType<T>,
  run: (call: OwnCall<T>) => Promise<Answer<Settled>>,
): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const id = request.params.id ?? '';
    const found = isRequestId(id) ? await parts.desk.store.load(id) : undefined;
    if (caller.kind !== 'agent' && caller.kind !== 'enforcer')
      return replyRefusal({ reason: 'unknown_request' });
    if (found === undefined || !isTheirs(found.data, caller))
      return replyRefusal({ reason: 'unknown_request' });
    const parsed = parseShape(shape, body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    return replySettled(parts, await run({ request: found.data, caller, body: parsed.value }));
  });

/** Checks a small body; every mistake is named with its place. */
export function parseShape<T>(shape: z.ZodType<T>, value: unknown): Answer<T> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  const problems = parsed.error.issues.map(
    (issue): Problem => ({ at: `/${issue.path.join('/')}`, message: issue.message }),
  );
  return refuse({ reason: 'invalid', problems });
}

function replySettled(parts: Parts, settled: Answer<Settled>): HttpResponseInit {
  return settled.ok
    ? replyJson(200, taskOf(settled.value.request, parts.baseUrl))
    : replyRefusal(settled.refusal);
}
