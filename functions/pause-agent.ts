// POST /access/v1/agents/{agent}/pause: an administrator pauses an agent by API. The same `pauseAgent` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { pauseAgent } from '../approvals/agent/pause.ts';
import { orderDoor } from './agent-door.ts';
import type { Parts } from './parts.ts';

const shape = z.strictObject({ reason: z.string() });

/** Refusals: those of `orderDoor` and of `pauseAgent`. */
export const pauseAnAgent = (parts: Parts): HttpHandler => orderDoor(parts, shape, pauseAgent);
