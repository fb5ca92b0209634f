// POST /access/v1/requests/{id}/revoke: a person takes an unused approval back by API. The same `revoke` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { revoke } from '../approvals/decision/revoke.ts';
import type { Parts } from './parts.ts';
import { personDoor } from './person-door.ts';

const shape = z.strictObject({});

/** Refusals: those of `personDoor` and of `revoke`. */
export const revokeRequest = (parts: Parts): HttpHandler =>
  personDoor(parts, shape, (request, { person }) => revoke(parts.desk, request.id, person));
