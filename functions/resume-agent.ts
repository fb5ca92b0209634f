// POST /access/v1/agents/{agent}/resume: another administrator lets a paused agent go on, by API. The same `resumeAgent` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { resumeAgent } from '../approvals/agent/pause.ts';
import { orderDoor } from './agent-door.ts';
import type { Parts } from './parts.ts';
import { TO_DECIDE } from './person-door.ts';

const shape = z.strictObject({ reason: z.string().exactOptional() });

/** Refusals: those of `orderDoor` and of `resumeAgent`. */
export const resumeAnAgent = (parts: Parts): HttpHandler => orderDoor(parts, shape, resumeAgent, TO_DECIDE);
