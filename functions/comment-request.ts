// POST /access/v1/requests/{id}/comments: the agent answers a question that an approver asked on the card.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { comment } from '../approvals/comment.ts';
import { ownRequestDoor } from './own-request.ts';
import type { Parts } from './parts.ts';

const shape = z.strictObject({ comment: z.string() });

/** Refusals: those of `ownRequestDoor` and of `comment`. */
export const commentRequest = (parts: Parts): HttpHandler =>
  ownRequestDoor(parts, shape, ({ request, caller: { kind, clientId, name }, body }) =>
    comment(parts.desk, request.id, { text: body.comment, by: { kind, clientId, name } }),
  );
