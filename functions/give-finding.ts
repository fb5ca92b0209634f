// POST /access/v1/requests/{id}/findings: another person's second look at a record, by API. The same `lookAgain` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { lookAgain } from '../approvals/decision/look-again.ts';
import type { Parts } from './parts.ts';
import { personDoor } from './person-door.ts';

const shape = z.strictObject({
  finding: z.enum(['looks_right', 'needs_follow_up']),
  comment: z.string().exactOptional(),
});

/** Refusals: those of `personDoor` and of `lookAgain`. */
export const giveFinding = (parts: Parts): HttpHandler =>
  personDoor(parts, shape, (request, { person, signIn }, body) =>
    lookAgain(parts.desk, request.id, { person, signIn, ...body, via: 'api' }),
  );
