// POST /access/v1/requests/{id}/redrive: an administrator brings cards and callbacks back that were given up.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { redrive, type Work } from '../approvals/prompt/redrive.ts';
import { jsonDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';
import { findForPerson, TO_OPERATE } from './person-door.ts';
import { parseShape } from './read-body.ts';
import { troubleWords } from './trouble-words.ts';

const shape = z.strictObject({});

/** Refusals: those of `findForPerson` and of `redrive`, `invalid`. */
export const redriveRequest = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async (call) => {
    const found = await findForPerson(parts, call, TO_OPERATE);
    if (!found.ok) return replyRefusal(found.refusal);
    const parsed = parseShape(shape, call.body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const { request, caller } = found.value;
    const done = await redrive(parts.desk, request.id, caller.person);
    if (!done.ok) return replyRefusal(done.refusal);
    const { id, wrote, work } = done.value;
    return replyJson(200, { request: id, redriven: wrote, work: work.map(bodyOf) });
  });

const bodyOf = ({ lastError, ...work }: Work) => ({ ...work, last_error: troubleWords(lastError) });
