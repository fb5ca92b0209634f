// GET /access/v1/dead-work: for administrators, the cards nobody got and the callbacks that were given up. Redriving brings them back.
import type { HttpHandler } from '@azure/functions';
import { invalid } from '../approvals/refusal.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { administratorAtDoor } from './person-door.ts';

const AT_A_TIME = 100;
/** As `next` gives it: a request and the key of a row. */
const AFTER = /^[a-z0-9_]{1,40}\|[a-z0-9-]{1,40}$/;

/** A page of it; `next` is there while there is more. Refusals: those of `administratorAtDoor`, `invalid`. */
export const listDeadWork = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const admin = await administratorAtDoor(parts, caller);
    if (!admin.ok) return replyRefusal(admin.refusal);
    const after = request.query.get('after') ?? undefined;
    if (after !== undefined && !AFTER.test(after))
      return replyRefusal(invalid('after', 'is not what `next` said: leave it out to begin at the first'));
    const dead = await parts.listDead(after, AT_A_TIME);
    const last = dead.length < AT_A_TIME ? undefined : dead.at(-1);
    return replyJson(200, { dead, ...(last === undefined ? {} : { next: `${last.request}|${last.work}` }) });
  });
