// GET /api/audit: the record, a page of lines at a time, for auditors. The log tells of it before anything is given.
import type { HttpHandler } from '@azure/functions';
import { exportPage } from '../approvals/audit/export.ts';
import { parseQuery } from '../approvals/audit/query.ts';
import { auditorAtDoor } from './auditor-door.ts';
import { callerDoor } from './door.ts';
import { replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { replyLines } from './reply-lines.ts';

/** A page. Refusals: `not_permitted`, `invalid`, and those of `exportPage`. */
export const exportAudit = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const auditor = auditorAtDoor(parts, caller);
    if (!auditor.ok) return replyRefusal(auditor.refusal);
    const { query: given } = request;
    const query = parseQuery(given.get('from'), given.get('to'), parts.desk.clock());
    if (!query.ok) return replyRefusal(query.refusal);
    const after = given.get('after') ?? undefined;
    const page = await exportPage(parts.audit, { query: query.value, after, by: auditor.value });
    return page.ok ? replyLines(page.value) : replyRefusal(page.refusal);
  });
