// GET /access/v1/requests/{id}: the task and its result, for its agent and its enforcer; a record, for the person who made it. `Prefer: wait=30` waits for the
// end, or for a comment; `comments=2` beside it says how many the caller knows.
import type { HttpHandler } from '@azure/functions';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { readRequest } from './read-request.ts';

const LONGEST_WAIT_SECONDS = 30;

/** Refusals: those of `readRequest`. */
export const getRequest = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const prefer = request.headers.get('prefer');
    const wait = { seconds: waitSeconds(prefer), comments: knownComments(prefer) };
    const read = await readRequest(parts, caller, request.params.id ?? '', wait);
    if (!read.ok) return replyRefusal(read.refusal);
    return replyJson(200, read.value.body, read.value.isPending ? { 'retry-after': '2' } : {});
  });

function waitSeconds(prefer: string | null): number {
  const wanted = /(?:^|[,;\s])wait=(\d{1,4})/i.exec(prefer ?? '')?.[1];
  return wanted === undefined ? 0 : Math.min(Number(wanted), LONGEST_WAIT_SECONDS);
}

function knownComments(prefer: string | null): number | undefined {
  const known = /(?:^|[,;\s])comments=(\d{1,6})/i.exec(prefer ?? '')?.[1];
  return known === undefined ? undefined : Number(known);
}
