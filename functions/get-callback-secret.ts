// GET /access/v1/callback-secret: an agent fetches the secret its own callbacks are signed with. Nobody else's can be asked for.
import type { HttpHandler } from '@azure/functions';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** Refusals: `not_permitted` for whoever is no registered agent. */
export const getCallbackSecret = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ caller }) => {
    if (caller.kind !== 'agent' || !caller.agent.registered) {
      return replyRefusal({
        reason: 'not_permitted',
        needs: 'the token of an agent registered in countersign.yaml',
      });
    }
    return replyJson(200, { secret: parts.callbackSecretFor(caller.clientId) });
  });
