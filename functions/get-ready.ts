// GET /api/ready: for administrators, whether storage answers, and what is overdue or dead.
import type { HttpHandler } from '@azure/functions';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** 503 while work is overdue or storage is silent. Refusals: `not_permitted`. */
export const getReady = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ caller }) => {
    const roles = 'roles' in caller ? caller.roles : [];
    if (!roles.includes('Approvals.Admin'))
      return replyRefusal({ reason: 'not_permitted', needs: 'the app role Approvals.Admin' });
    const state = await parts.readiness();
    return replyJson(state.ready ? 200 : 503, state);
  });
