// GET /access/v1/agents/{agent}: for administrators, whether an agent is paused, and every event of its standing.
import type { HttpHandler } from '@azure/functions';
import { viewEvents } from '../approvals/agent/agent-view.ts';
import { standingId } from '../approvals/agent/standing.ts';
import { askAdministrator } from '../approvals/approvers/administrator.ts';
import { agentCall, replyAgent } from './agent-door.ts';
import { callerDoor } from './door.ts';
import { replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** Refusals: those of `agentCall` and of `askAdministrator`. */
export const getAgent = (parts: Parts): HttpHandler =>
  callerDoor(parts, async (call) => {
    const found = await agentCall(parts, call);
    if (!found.ok) return replyRefusal(found.refusal);
    const { agent, person } = found.value;
    const admin = await askAdministrator(parts.desk, person);
    if (!admin.ok) return replyRefusal(admin.refusal);
    const { standings } = parts.desk;
    const id = standingId(agent.clientId);
    const [standing, events] = await Promise.all([standings.load(id), viewEvents(standings, id)]);
    return replyAgent(parts, agent, standing?.data, {
      events: events.map(({ event, words }) => ({ ...event, reason: words })),
    });
  });
