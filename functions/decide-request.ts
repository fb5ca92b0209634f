// POST /access/v1/requests/{id}/decisions: a person decides by API. The same `decide` as in Teams.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { decideInTurn } from '../approvals/decision/decide-in-turn.ts';
import { report } from '../approvals/decision/report.ts';
import { invalid, refuse } from '../approvals/refusal.ts';
import type { Parts } from './parts.ts';
import { personDoor } from './person-door.ts';

const shape = z
  .strictObject({
    decision: z.enum(['approve', 'deny']),
    comment: z.string().exactOptional(),
    reason: z
      .string()
      .regex(
        /^[a-z][a-z_]{0,39}$/,
        'is one short word in small letters, e.g. wrong_target; use comment for sentences',
      )
      .exactOptional(),
    /** A deny that reports the agent: it is paused, and the administrators are told. */
    suspicious: z.literal(true).exactOptional(),
    /** What the person saw. A different request behind the same id can not be meant. */
    intent_hash: z.string().max(64).exactOptional(),
  })
  .refine(({ decision, suspicious }) => suspicious === undefined || decision === 'deny', {
    path: ['suspicious'],
    message: 'goes with a deny alone',
  });

/** Refusals: those of `personDoor` and of `decide`. */
export const decideRequest = (parts: Parts): HttpHandler =>
  personDoor(parts, shape, (request, { person, signIn }, body) => {
    const { decision, comment, reason, intent_hash } = body;
    if (intent_hash !== undefined && intent_hash !== request.intentHash) {
      return Promise.resolve(refuse(invalid('/intent_hash', 'is not the hash of what this request asks')));
    }
    const ballot = {
      person,
      ...(comment === undefined ? {} : { comment }),
      via: signIn.app === parts.desk.reviewApp ? ('page' as const) : ('api' as const),
      signIn,
    };
    if (body.suspicious === true) return report(parts.desk, request.id, ballot);
    return decideInTurn(parts.desk, request.id, {
      ...ballot,
      choice: decision,
      ...(reason === undefined ? {} : { reason }),
    });
  });
