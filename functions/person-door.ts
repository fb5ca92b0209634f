// Doors on one request for people who come by API, with a token of their own. A workload's token never gets this far,
// nor does a person's token that an agent or an enforcer holds.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import { askAdministrator } from '../approvals/approvers/administrator.ts';
import type { Settled } from '../approvals/change/transition.ts';
import { registeredAgent, registeredEnforcer } from '../approvals/policy/policy.ts';
import { type Answer, accept, type Refusal, refuse } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { REQUEST_KEY } from '../approvals/row-keys.ts';
import { taskOf } from '../approvals/task.ts';
import type { ApprovalRequest, Person } from '../approvals/words.ts';
import type { Caller, PersonCaller } from './caller.ts';
import { type Call, jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { type Body, parseShape } from './read-body.ts';

const DECIDE = 'Approvals.Decide';
/** Of the command line: whatever runs where a person is signed in there could hold such a token, so it never decides. */
const OPERATE = 'Approvals.Operate';
/** What a person's token must be for: one of these scopes. */
export type Purpose = readonly string[];
/** To decide, or to undo what keeps something from running. */
export const TO_DECIDE: Purpose = [DECIDE];
/** To operate: nothing can run, or run again, that could not before. */
export const TO_OPERATE: Purpose = [OPERATE, DECIDE];
const notAPerson = (purpose: Purpose): Refusal => ({
  reason: 'not_permitted',
  needs: `a person's token with the scope ${purpose.join(' or ')}`,
});
/** The refusal of a person's token in the hands of software that asks. */
export const HELD_BY_SOFTWARE: Refusal = {
  reason: 'not_permitted',
  needs: 'a token that the person got at an app that is neither an agent nor an enforcer',
};

/** A call by a person on a request that exists. */
interface PersonCall {
  readonly request: ApprovalRequest;
  readonly caller: PersonCaller;
}

/** A door that answers with the task as it is after `run`. Refusals: those of `findForPerson`, `invalid`, and those of `run`. */
export const personDoor = <T>(
  parts: Parts,
  shape: z.ZodType<T>,
  run: (request: ApprovalRequest, caller: PersonCaller, body: T) => Promise<Answer<Settled>>,
): HttpHandler => jsonDoor(parts, (call) => runForPerson(parts, call, shape, run));

/** The same for a door that others use too. */
export async function runForPerson<T>(
  parts: Parts,
  call: Call & { readonly body: Body },
  shape: z.ZodType<T>,
  run: (request: ApprovalRequest, caller: PersonCaller, body: T) => Promise<Answer<Settled>>,
): Promise<HttpResponseInit> {
  const found = await findForPerson(parts, call);
  if (!found.ok) return replyRefusal(found.refusal);
  const { request, caller } = found.value;
  const parsed = parseShape(shape, call.body.value);
  if (!parsed.ok) return replyRefusal(parsed.refusal);
  const settled = await run(request, caller, parsed.value);
  // The task alone: the grant is for the agent, and a person who decides has no use for it.
  return settled.ok
    ? replyJson(200, { task: taskOf(settled.value.request, parts.baseUrl).task })
    : replyRefusal(settled.refusal);
}

/** The request and the person who calls. Refusals: `not_permitted`, `unknown_request`. */
export async function findForPerson(
  parts: Parts,
  { request, caller }: Call,
  purpose: Purpose = TO_DECIDE,
): Promise<Answer<PersonCall>> {
  if (!actsInPerson(caller, purpose)) return refuse(notAPerson(purpose));
  const id = request.params.id ?? '';
  const found = isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined;
  if (found === undefined) return refuse({ reason: 'unknown_request' });
  if (asksItself(found.data, caller.clientId) || isRegisteredSoftware(parts, caller.clientId)) {
    return refuse(HELD_BY_SOFTWARE);
  }
  return accept({ request: found.data, caller });
}

/** Who comes in person, about no request: with a token that no registered agent or enforcer holds. Refusal: `not_permitted`. */
export function personAtDoor(
  parts: Pick<Parts, 'policy'>,
  caller: Caller,
  purpose: Purpose = TO_OPERATE,
): Answer<PersonCaller> {
  if (!actsInPerson(caller, purpose)) return refuse(notAPerson(purpose));
  return isRegisteredSoftware(parts, caller.clientId) ? refuse(HELD_BY_SOFTWARE) : accept(caller);
}

/** An administrator who comes in person, as the directory knows them now. Refusals: those of `personAtDoor` and of `askAdministrator`. */
export async function administratorAtDoor(
  parts: Pick<Parts, 'policy' | 'desk'>,
  caller: Caller,
): Promise<Answer<Person>> {
  const found = personAtDoor(parts, caller);
  return found.ok ? await askAdministrator(parts.desk, found.value.person) : found;
}

/** Is this a person, with a scope for it? */
export const actsInPerson = (caller: Caller, purpose: Purpose): caller is PersonCaller =>
  caller.kind === 'person' && caller.scopes.some((scope) => purpose.includes(scope));

/** A token proves who signed in, not who pressed: software that asks could hold a person's token and answer itself. */
function asksItself({ agent, enforcer }: ApprovalRequest, clientId: string): boolean {
  // People call an agent identity by way of its blueprint, which can be the agent.
  return [agent.clientId, agent.blueprint, enforcer?.clientId].includes(clientId);
}

/** Is this the client id of an agent, its blueprint or an enforcer in countersign.yaml? */
function isRegisteredSoftware({ policy }: Pick<Parts, 'policy'>, clientId: string): boolean {
  return (
    registeredAgent(policy, clientId) !== undefined ||
    registeredEnforcer(policy, clientId) !== undefined ||
    [...policy.agents.values()].some(({ blueprint }) => blueprint === clientId)
  );
}
