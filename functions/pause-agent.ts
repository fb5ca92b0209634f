// POST /access/v1/agents/{agent}/pause: an administrator pauses an agent by API. The same `pauseAgent` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { pauseAgent } from '../approvals/pause.ts';
import { agentCall, replyAgent } from './agent-door.ts';
import { jsonDoor } from './door.ts';
import { replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { parseShape } from './read-body.ts';

const shape = z.strictObject({ reason: z.string() });

/** Refusals: those of `agentCall` and of `pauseAgent`, `invalid`. */
export const pauseAnAgent = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async (call) => {
    const found = await agentCall(parts, call);
    if (!found.ok) return replyRefusal(found.refusal);
    const parsed = parseShape(shape, call.body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const { agent, person } = found.value;
    const order = { clientId: agent.clientId, person, reason: parsed.value.reason, via: 'api' } as const;
    const paused = await pauseAgent(parts.desk, order);
    return paused.ok ? replyAgent(parts, agent, paused.value.record) : replyRefusal(paused.refusal);
  });
