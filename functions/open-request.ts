// POST /access/v1/requests/{id}/opened: a person was shown everything that its card does not hold. The review page says so by itself once it
// has drawn all of it.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { open } from '../approvals/decision/opening.ts';
import { invalid, refuse } from '../approvals/refusal.ts';
import type { Parts } from './parts.ts';
import { personDoor } from './person-door.ts';

const shape = z.strictObject({
  /** Of what was shown. A different request behind the same id can not be meant. */
  intent_hash: z.string().max(64),
});

/** Refusals: those of `personDoor` and of `open`. */
export const openRequest = (parts: Parts): HttpHandler =>
  personDoor(parts, shape, (request, { person, signIn }, { intent_hash }) => {
    if (intent_hash !== request.intentHash) {
      return Promise.resolve(refuse(invalid('/intent_hash', 'is not the hash of what this request asks')));
    }
    const via = signIn.app === parts.desk.reviewApp ? 'page' : 'api';
    return open(parts.desk, request.id, person, via);
  });
