// POST /access/v1/requests/{id}/comments: a person asks or remarks by API or on the review page, and the agent answers.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { comment } from '../approvals/decision/comment.ts';
import { DENIAL_REASONS } from '../approvals/decision/vote-reason.ts';
import { jsonDoor } from './door.ts';
import { type OwnVerb, replyToOwn } from './own-request.ts';
import type { Parts } from './parts.ts';
import { runForPerson } from './person-door.ts';

const shape = z.strictObject({ comment: z.string() });
/** A person may choose a reason of the card's list, too. */
const byPerson = shape.extend({ reason: z.enum(DENIAL_REASONS).exactOptional() });

/** An agent or enforcer answers on its own request. */
export const COMMENTING = {
  shape,
  run: ({ desk }, { request, caller: { kind, clientId, name }, body }) =>
    comment(desk, request.id, { text: body.comment, by: { kind, clientId, name } }),
} satisfies OwnVerb<z.infer<typeof shape>>;

/** Refusals: those of `runForPerson` or `replyToOwn`, and of `comment`. */
export const commentRequest = (parts: Parts): HttpHandler =>
  jsonDoor(parts, (call) =>
    call.caller.kind === 'person'
      ? runForPerson(parts, call, byPerson, (request, { person }, { comment: text, ...chosen }) =>
          comment(parts.desk, request.id, { text, ...chosen, by: { kind: 'person', person } }),
        )
      : replyToOwn(parts, call, COMMENTING),
  );
