// GET /api/ready: for administrators, whether storage answers, and what is overdue, dead or heard by nobody.

import type { HttpHandler } from '@azure/functions';
import { ADMIN_ROLE } from './caller.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** So many of those given up are named. */
const DEAD_NAMED = 100;

/** 503 while work is overdue, a request waits of which nobody hears, or storage is silent. Refusals: `not_permitted`. */
export const getReady = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ caller }) => {
    const roles = 'roles' in caller ? caller.roles : [];
    if (!roles.includes(ADMIN_ROLE))
      return replyRefusal({ reason: 'not_permitted', needs: 'the app role Approvals.Admin' });
    const checked_at = parts.desk.clock();
    const { overdue, unreached, newer, dead, queue, poison } = await parts.backlog();
    const { version, waiting } = parts.policyState();
    const ready = overdue === 0 && unreached === 0;
    return replyJson(ready ? 200 : 503, {
      ready,
      checked_at,
      queue_length: queue,
      poison_length: poison,
      overdue,
      newer,
      unreached,
      dead: dead.slice(0, DEAD_NAMED),
      policy_version: version,
      ...(waiting === undefined ? {} : { policy_waiting: waiting }),
    });
  });
