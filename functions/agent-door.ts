// Doors on one agent, for administrators with a token of their own. The path names the agent as countersign.yaml does, or by client id.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import { type PauseView, viewPause } from '../approvals/agent/agent-view.ts';
import { findAgentFor } from '../approvals/agent/agents.ts';
import type { Order } from '../approvals/agent/pause.ts';
import type { Standing } from '../approvals/agent/standing.ts';
import type { Changed } from '../approvals/change/change.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import type { NamedAgent, Person } from '../approvals/words.ts';
import { type Call, jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { HELD_BY_SOFTWARE, type Purpose, personAtDoor, TO_OPERATE } from './person-door.ts';
import { parseShape } from './read-body.ts';

/** Who calls about which agent. */
export interface AgentCall {
  readonly agent: NamedAgent;
  readonly person: Person;
}

/**
 * The agent of the path, and the person who calls; whether they administer is asked by what they do. Refusals: `not_permitted`, and to an
 * administrator alone `unknown_agent`: names are nobody else's business.
 */
export async function agentCall(
  parts: Parts,
  { request, caller }: Call,
  purpose: Purpose = TO_OPERATE,
): Promise<Answer<AgentCall>> {
  const person = personAtDoor(parts, caller, purpose);
  if (!person.ok) return person;
  const agent = await findAgentFor(parts.desk, request.params.agent ?? '', person.value.person);
  if (!agent.ok) return agent;
  if (agent.value.clientId === person.value.clientId) return refuse(HELD_BY_SOFTWARE);
  return accept({ agent: agent.value, person: person.value.person });
}

/** A door that gives an order about an agent and answers with the agent as it then is. Refusals: those of `agentCall` and of `give`, `invalid`. */
export const orderDoor = (
  parts: Parts,
  shape: z.ZodType<Pick<Order, 'reason'>>,
  give: (desk: Parts['desk'], order: Order) => Promise<Answer<Changed<Standing>>>,
  purpose?: Purpose,
): HttpHandler =>
  jsonDoor(parts, async (call) => {
    const found = await agentCall(parts, call, purpose);
    if (!found.ok) return replyRefusal(found.refusal);
    const parsed = parseShape(shape, call.body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const { agent, person } = found.value;
    const given = await give(parts.desk, { clientId: agent.clientId, person, ...parsed.value, via: 'api' });
    return given.ok ? replyAgent(parts, agent, given.value.record) : replyRefusal(given.refusal);
  });

/** The agent as it is now, and what else there is to tell. */
export async function replyAgent(
  { desk }: Parts,
  { clientId, name, registered }: NamedAgent,
  standing: Standing | undefined,
  more: object = {},
): Promise<HttpResponseInit> {
  const view = await viewPause(desk.standings, standing);
  const paused = view !== undefined && view.ended === undefined;
  return replyJson(200, {
    agent: { client_id: clientId, name, registered, paused, pause: view && pauseBody(view) },
    ...more,
  });
}

function pauseBody({ by, at, reason, denying, ended }: PauseView) {
  return {
    by: personBody(by),
    at,
    reason,
    denying,
    ended: ended && { by: personBody(ended.by), at: ended.at },
  };
}

const personBody = ({ oid, name }: Person) => ({ oid, name });
