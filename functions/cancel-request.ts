// POST /access/v1/requests/{id}/cancel: the agent withdraws what it asked.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { cancel } from '../approvals/ask/cancel.ts';
import { COMMENT_LIMIT } from '../approvals/text/text.ts';
import { type OwnVerb, ownRequestDoor } from './own-request.ts';
import type { Parts } from './parts.ts';

const shape = z.strictObject({
  reason: z.string().max(200).exactOptional(),
  comment: z.string().max(COMMENT_LIMIT).exactOptional(),
});

/** Withdrawing. Refusals: those of `cancel`. */
export const CANCELLING = {
  shape,
  run: ({ desk }, { request, caller: { clientId, kind, name }, body }) => {
    const words = [body.reason, body.comment].filter((each) => each !== undefined).join(': ');
    return cancel(desk, request.id, { clientId, kind, name, words });
  },
} satisfies OwnVerb<z.infer<typeof shape>>;

/** Refusals: those of `ownRequestDoor` and of `cancel`. */
export const cancelRequest = (parts: Parts): HttpHandler => ownRequestDoor(parts, CANCELLING);
