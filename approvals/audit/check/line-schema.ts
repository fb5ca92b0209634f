// The lines of a package as schemas: what may stand on them, and nothing else. A member that is not here was written by a newer version, and
// whoever checks the record says so instead of passing it. Shapes: package.ts; in words: docs/record.md.
import { z } from 'zod';
import {
  agent,
  counted,
  deniedBefore,
  early,
  effect,
  group,
  groups,
  history,
  instant,
  requirements,
  resource,
  risk,
  signIn,
  starter,
  text,
  texts,
} from './event-facts.ts';

const status = z.enum(['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed']);
const count = z.int().min(0);
const person = z.strictObject({ oid: text, tenant: text, name: text });
const digest = text.exactOptional();

const routes = z.array(
  z.strictObject({
    route: text,
    timeZone: text,
    details: z.literal('approvers').exactOptional(),
    fallback: text.exactOptional(),
  }),
);
const verdict = z.strictObject({
  effect,
  policyVersion: text,
  rules: z.array(
    z.strictObject({ id: text, effect, description: text.exactOptional(), error: text.exactOptional() }),
  ),
  requirements,
  risk,
  display: z.strictObject({
    listed: z.boolean(),
    verb: text,
    button: text,
    reversible: z.boolean(),
    redact: texts,
  }),
  notify: routes,
  oneToOne: z.strictObject({ groups, people: texts }).exactOptional(),
  expiresInMs: count,
  grantForMs: count,
  outcomeWithinMs: count,
  stepUp: z.strictObject({ acrs: texts, withinMs: count }).exactOptional(),
  requireReason: z.enum(['approve', 'deny', 'both']).exactOptional(),
  counted: counted.exactOptional(),
  remindEveryMs: count.exactOptional(),
  escalations: z
    .array(
      z.strictObject({
        afterMs: count,
        notify: routes,
        groups,
        adds: z.strictObject({ groups, people: texts }).exactOptional(),
      }),
    )
    .exactOptional(),
  coolDownMs: count.exactOptional(),
});

const vote = z.strictObject({
  person,
  choice: z.enum(['approve', 'deny']),
  at: instant,
  seq: count,
  text: digest,
  reason: text.exactOptional(),
  groups: texts,
  signIn: signIn.exactOptional(),
  counted: z.boolean(),
});

const comment = z.strictObject({
  by: z.strictObject({ kind: z.enum(['person', 'agent', 'enforcer']), id: text, name: text }),
  at: instant,
  seq: count,
  text,
  reason: text.exactOptional(),
  prompt: text.exactOptional(),
});

const grant = z.strictObject({
  state: z.enum(['unused', 'redeemed', 'lapsed', 'revoked']),
  id: text,
  token: text.exactOptional(),
  token_left_out: z.literal('usable').exactOptional(),
  approvedAt: instant,
  expiresAt: instant,
  redemption: z
    .strictObject({
      id: text,
      by: text,
      requestId: text,
      at: instant,
      starts: z.strictObject({ target: text, method: text }).exactOptional(),
    })
    .exactOptional(),
  outcomeDueAt: instant.exactOptional(),
  outcome: z
    .strictObject({
      result: z.enum(['succeeded', 'failed', 'unknown']),
      at: instant,
      by: text.exactOptional(),
      text: digest,
    })
    .exactOptional(),
  endedAt: instant.exactOptional(),
  endedBy: person.exactOptional(),
});

const look = z.strictObject({
  by: person,
  at: instant,
  finding: z.enum(['looks_right', 'needs_follow_up']),
  text: digest,
});
const record = z.strictObject({
  by: person,
  doneAt: instant,
  text,
  actor: z.enum(['person', 'agent']),
  look: look.exactOptional(),
});
const evaluated = z.strictObject({
  decision: z.boolean(),
  reason: z.enum(['policy_denied', 'approval_required']).exactOptional(),
  pausedSince: instant.exactOptional(),
});

const removal = z.strictObject({
  at: instant,
  policyVersion: text,
  left: z.int().positive().exactOptional(),
});
const purged = z.strictObject({ parameters: removal, records: removal.exactOptional() });

const properties = z.record(text, z.unknown()).exactOptional();
const intent = z.strictObject({
  subject: z.strictObject({
    type: z.enum(['agent', 'person']),
    id: text,
    tenant: text,
    on_behalf_of: digest,
  }),
  action: z.strictObject({ name: text, properties }),
  resource: z.strictObject({ type: text, id: text, properties }),
  context: properties,
});
const leftOut = z.union([
  z.strictObject({ because: z.literal('redacted'), intent }),
  z.strictObject({ because: z.enum(['purged', 'missing']) }),
]);

/** A line of requests.ndjson. */
export const requestLine = z.strictObject({
  id: text,
  day: z.iso.date(),
  tenant: text,
  created_at: instant,
  expires_at: instant,
  requested_until: instant.exactOptional(),
  status,
  ended_at: instant.exactOptional(),
  end_reason: text.exactOptional(),
  ended_by: person.exactOptional(),
  agent,
  enforcer: z.strictObject({ clientId: text, name: text }).exactOptional(),
  standing: count.exactOptional(),
  action: text,
  resource,
  intent_hash: text,
  like_hash: digest,
  intent: intent.exactOptional(),
  intent_left_out: leftOut.exactOptional(),
  verdict,
  excluded: texts,
  starter: starter.exactOptional(),
  claims: z
    .strictObject({
      actor: text.exactOptional(),
      model: text.exactOptional(),
      run: text.exactOptional(),
      source: text.exactOptional(),
    })
    .exactOptional(),
  justification: digest,
  votes: z.array(vote),
  comments: z.array(comment),
  comment_count: count,
  opened: z.array(z.strictObject({ by: person, at: instant, seq: count })).exactOptional(),
  reminded: z.strictObject({ times: z.int().positive(), at: instant }).exactOptional(),
  escalated: z.array(z.strictObject({ at: instant, because: early.exactOptional() })).exactOptional(),
  grant: grant.exactOptional(),
  record: record.exactOptional(),
  trial: z.strictObject({ by: person }).exactOptional(),
  evaluated: evaluated.exactOptional(),
  invited: z
    .array(z.strictObject({ group, people: count, tooMany: z.literal(true).exactOptional() }))
    .exactOptional(),
  cool_down: z.strictObject({ request: text, deniedAt: instant, until: instant }).exactOptional(),
  reported: z
    .strictObject({
      by: text,
      at: instant,
      late: z.strictObject({ person, groups: z.array(text), text: text.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
  denied_before: deniedBefore.exactOptional(),
  history: history.exactOptional(),
  purged: purged.exactOptional(),
  revision: z.int().positive(),
  seq: z.int().positive(),
  head: text,
});
/** It, as read. */
export type ReadRequest = z.infer<typeof requestLine>;
