// GET /api/health: the process answers, in which mode, and under which policy.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import { replyJson } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** Refuses nobody and asks nothing of storage. */
export const getHealth = (parts: Parts): HttpHandler =>
  openDoor(() => replyJson(200, { status: 'ok', mode: parts.mode, policy_version: parts.policy.version }));
