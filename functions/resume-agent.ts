// POST /access/v1/agents/{agent}/resume: another administrator lets a paused agent go on, by API. The same `resumeAgent` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { resumeAgent } from '../approvals/pause.ts';
import { agentCall, replyAgent } from './agent-door.ts';
import { jsonDoor } from './door.ts';
import { replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { parseShape } from './read-body.ts';

const shape = z.strictObject({ reason: z.string().exactOptional() });

/** Refusals: those of `agentCall` and of `resumeAgent`, `invalid`. */
export const resumeAnAgent = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async (call) => {
    const found = await agentCall(parts, call);
    if (!found.ok) return replyRefusal(found.refusal);
    const parsed = parseShape(shape, call.body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const { agent, person } = found.value;
    const order = { clientId: agent.clientId, person, ...parsed.value, via: 'api' } as const;
    const resumed = await resumeAgent(parts.desk, order);
    return resumed.ok ? replyAgent(parts, agent, resumed.value.record) : replyRefusal(resumed.refusal);
  });
