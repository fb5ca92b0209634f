// GET /api/audit/heads: for auditors, the newest list of sealed heads; with `n`, the lines of one.
import type { HttpHandler } from '@azure/functions';
import { listPage } from '../approvals/audit/read-list.ts';
import { newestList } from '../approvals/audit/seal.ts';
import { auditorAtDoor } from './auditor-door.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyProblem, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { ours } from './problem.ts';
import { replyLines } from './reply-lines.ts';
import { meaning } from './reply-meaning.ts';

/** 404 while nothing was sealed. Refusals: `not_permitted`, `invalid`. */
export const getHeads = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const auditor = auditorAtDoor(parts, caller);
    if (!auditor.ok) return replyRefusal(auditor.refusal);
    const [n, after] = ['n', 'after'].map((name) => request.query.get(name) ?? undefined);
    if (n !== undefined) {
      const page = await listPage(parts.audit, { n, after });
      return page.ok ? replyLines(page.value) : replyRefusal(page.refusal);
    }
    const newest = await newestList(parts.audit);
    if (newest === undefined) return meaning(replyProblem(NOTHING_SEALED), { refused: 'nothing_sealed' });
    const { sha256, at, count, prev } = newest;
    return replyJson(200, { n: newest.n, sha256, at, count, prev });
  });

const NOTHING_SEALED = ours(
  404,
  'nothing_sealed',
  'Nothing was sealed yet',
  'The daily timer seals the heads of the record; POST /api/audit/seals does it now.',
);
