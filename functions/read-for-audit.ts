// GET /api/audit/requests/{id}: one request with all that proves it, for auditors. The log tells of it before it is given.
import type { HttpHandler } from '@azure/functions';
import { readOne } from '../approvals/audit/read-one.ts';
import { auditorAtDoor } from './auditor-door.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** 200. Refusals: `not_permitted`, and those of `readOne`. */
export const readForAudit = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const auditor = auditorAtDoor(parts, caller);
    if (!auditor.ok) return replyRefusal(auditor.refusal);
    const read = await readOne(parts.audit, request.params.id ?? '', auditor.value, parts.policy.version);
    if (!read.ok) return replyRefusal(read.refusal);
    return replyJson(200, read.value, { 'cache-control': 'no-store' });
  });
