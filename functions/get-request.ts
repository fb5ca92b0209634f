// GET /access/v1/requests/{id}: the task and its result, for its agent and its enforcer; a record, for the person who made it. `Prefer: wait=30` waits for the end.
import type { HttpHandler } from '@azure/functions';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { readRequest } from './read-request.ts';

const LONGEST_WAIT_SECONDS = 30;

/** Refusals: those of `readRequest`. */
export const getRequest = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const seconds = waitSeconds(request.headers.get('prefer'));
    const read = await readRequest(parts, caller, request.params.id ?? '', seconds);
    if (!read.ok) return replyRefusal(read.refusal);
    return replyJson(200, read.value.body, read.value.isPending ? { 'retry-after': '2' } : {});
  });

function waitSeconds(prefer: string | null): number {
  const wanted = /(?:^|[,;\s])wait=(\d{1,4})/i.exec(prefer ?? '')?.[1];
  return wanted === undefined ? 0 : Math.min(Number(wanted), LONGEST_WAIT_SECONDS);
}
