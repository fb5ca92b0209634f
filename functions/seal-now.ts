// POST /api/audit/seals: seals the heads of the record now, for auditors and administrators.
import type { HttpHandler } from '@azure/functions';
import type { Auditor } from '../approvals/audit/log.ts';
import { sealHeads } from '../approvals/audit/seal.ts';
import { type Answer, accept } from '../approvals/refusal.ts';
import { later } from '../approvals/time.ts';
import { auditorAtDoor } from './auditor-door.ts';
import type { Caller } from './caller.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { administratorAtDoor } from './person-door.ts';

/** The platform's front door gives a call up after 230 seconds. */
const CALL_FOR_MS = 150_000;

/** 201 with the list. Refusals: `not_permitted`, those of `sealHeads` and of `administratorAtDoor`. */
export const sealNow = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ caller }) => {
    const by = await sealerAtDoor(parts, caller);
    if (!by.ok) return replyRefusal(by.refusal);
    const until = later(parts.desk.clock(), CALL_FOR_MS);
    const sealed = await sealHeads(parts.audit, { by: by.value, until });
    if (!sealed.ok) return replyRefusal(sealed.refusal);
    const { n, sha256, at, count, prev } = sealed.value;
    return replyJson(201, { n, sha256, at, count, prev });
  });

/** An auditor, or who administers now: it gives nothing away, and nothing can be undone by it. */
async function sealerAtDoor(parts: Parts, caller: Caller): Promise<Answer<Auditor>> {
  const auditor = auditorAtDoor(parts, caller);
  if (auditor.ok || caller.kind !== 'person') return auditor;
  const admin = await administratorAtDoor(parts, caller);
  return admin.ok ? accept({ kind: 'person', id: admin.value.oid }) : admin;
}
