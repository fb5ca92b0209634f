// POST /access/v1/requests/{id}/outcome: whoever redeemed the grant tells what came of it.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { reportOutcome } from '../approvals/grant/report-outcome.ts';
import { COMMENT_LIMIT } from '../approvals/text/text.ts';
import { type OwnVerb, ownRequestDoor } from './own-request.ts';
import type { Parts } from './parts.ts';

const shape = z.strictObject({
  result: z.enum(['succeeded', 'failed']),
  detail: z.string().max(COMMENT_LIMIT).exactOptional(),
});

/** Reporting. Refusals: those of `reportOutcome`. */
export const REPORTING = {
  shape,
  run: ({ desk }, { request, caller: { kind, clientId, name }, body }) =>
    reportOutcome(desk, request.id, { kind, clientId, name, ...body }),
} satisfies OwnVerb<z.infer<typeof shape>>;

/** Refusals: those of `ownRequestDoor` and of `reportOutcome`. */
export const reportRequestOutcome = (parts: Parts): HttpHandler => ownRequestDoor(parts, REPORTING);
