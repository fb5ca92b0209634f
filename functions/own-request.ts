// A request and its own agent or enforcer. Their doors run only once the request is loaded and known to be theirs.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import type { Settled } from '../approvals/change/transition.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { REQUEST_KEY } from '../approvals/row-keys.ts';
import { type TaskBody, taskOf } from '../approvals/task.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { AgentCaller, Caller, EnforcerCaller } from './caller.ts';
import { type Call, jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { actsInPerson, TO_OPERATE } from './person-door.ts';
import { type Body, parseShape } from './read-body.ts';

/** A call on a request by its own agent or enforcer. */
export interface OwnCall<T> {
  readonly request: ApprovalRequest;
  readonly caller: AgentCaller | EnforcerCaller;
  readonly body: T;
}

/** What may be done to one's own request: what its body holds, and the use case. */
export interface OwnVerb<T> {
  readonly shape: z.ZodType<T>;
  readonly run: (parts: Parts, call: OwnCall<T>) => Promise<Answer<Settled>>;
}

/** The task as it is after the verb. Refusals: `unknown_request`, `invalid`, and those of the verb. */
export async function runForOwn<T>(
  parts: Parts,
  caller: Caller,
  id: string,
  value: unknown,
  { shape, run }: OwnVerb<T>,
): Promise<Answer<TaskBody>> {
  const found = isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined;
  if (found === undefined || !isTheirs(found.data, caller)) return refuse({ reason: 'unknown_request' });
  const parsed = parseShape(shape, value);
  if (!parsed.ok) return parsed;
  const settled = await run(parts, { request: found.data, caller, body: parsed.value });
  return settled.ok ? accept(taskOf(settled.value.request, parts.baseUrl)) : settled;
}

/** A door for one verb. */
export const ownRequestDoor = <T>(parts: Parts, verb: OwnVerb<T>): HttpHandler =>
  jsonDoor(parts, (call) => replyToOwn(parts, call, verb));

/** The same for a door that others use too. */
export async function replyToOwn<T>(
  parts: Parts,
  { request, caller, body }: Call & { readonly body: Body },
  verb: OwnVerb<T>,
): Promise<HttpResponseInit> {
  const done = await runForOwn(parts, caller, request.params.id ?? '', body.value, verb);
  return done.ok ? replyJson(200, done.value) : replyRefusal(done.refusal);
}

/** Is this caller the request's own agent or enforcer? Others are told that it does not exist. */
function isTheirs(request: ApprovalRequest, caller: Caller): caller is AgentCaller | EnforcerCaller {
  // What was done around Countersign is told by a person, and a test ordered by one: no agent asked.
  if (request.record !== undefined || request.trial !== undefined) return false;
  if (caller.kind === 'agent') return request.agent.clientId === caller.clientId;
  if (caller.kind !== 'enforcer') return false;
  return request.enforcer?.clientId === caller.clientId || request.grant?.redemption?.by === caller.clientId;
}

/** Who may read a request: those it is theirs, and of a record the person who made it. */
export function mayRead(request: ApprovalRequest, caller: Caller): boolean {
  if (caller.kind !== 'person') return isTheirs(request, caller);
  return actsInPerson(caller, TO_OPERATE) && request.record?.by.oid === caller.person.oid;
}
