// The facts of each kind of event, as a schema: what may stand in a chain, and nothing else. A kind or a member that is not here was written
// by a newer version of Countersign (or by somebody else), and whoever checks the record says so instead of passing it.
import { z } from 'zod';
import { DENIAL_REASONS } from '../../decision/vote-reason.ts';
import type { EventType } from '../../event-type.ts';

export const text = z.string();
/** As approvals/time.ts writes it: a calendar's finer points are the events' business, and there are many of these. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
export const texts = z.array(text);
const digest = text.exactOptional();

export const agent = z.strictObject({
  clientId: text,
  objectId: text.exactOptional(),
  name: text,
  registered: z.boolean(),
  blueprint: text.exactOptional(),
  onBehalfOf: text.exactOptional(),
});
export const group = z.strictObject({ name: text, id: text });
export const groups = z.array(group);
/** Why an escalation came before its time. */
export const early = z.literal('nobody_reached');
export const requirements = z.array(
  z.strictObject({
    groups,
    people: texts,
    count: z.int().positive(),
  }),
);
export const effect = z.enum(['allow', 'review', 'deny']);
export const starter = z.strictObject({ oid: text, via: text, run: text.exactOptional(), token: text });
export const signIn = z.strictObject({ app: text, at: instant.exactOptional(), acrs: texts });
export type SignedIn = z.infer<typeof signIn>;
/** One person as the directory told them at that moment. */
const checked = z.strictObject({
  at: instant,
  source: text.exactOptional(),
  asked_groups: texts,
  member_of: texts,
  barred: texts,
});
export type PersonChecked = z.infer<typeof checked>;
const rechecked = z.record(text, checked);

export const resource = z.strictObject({ type: text, id: text });
export const risk = z.strictObject({
  level: z.enum(['low', 'medium', 'high', 'critical']),
  reasons: texts,
});

/** What limits of rules were counted. */
export const counted = z.strictObject({
  at: instant,
  dry: z.literal(true).exactOptional(),
  limits: z.array(
    z.strictObject({
      rule: text,
      count: z.int().positive(),
      per: z.enum(['agent', 'resource', 'action']),
      windowMs: z.int().positive(),
      found: z.int().min(0),
    }),
  ),
});

/** What the policy said when it was asked: part of every first event. */
const judgement = {
  intent_hash: text,
  like_hash: digest,
  action: text,
  resource,
  policy_version: text,
  effect,
  rules: z.array(z.strictObject({ id: text, effect, error: text.exactOptional() })),
  requirements,
  risk,
  excluded: texts,
};

/** What a person denied before, by ids; of what changed only the digest. */
export const deniedBefore = z.strictObject({
  request: text,
  at: instant,
  by: text,
  same: z.enum(['intent', 'target', 'action']),
  changes: digest,
});

/** What people made of the same before, by ids; of what changed since then only the digest. */
export const history = z.strictObject({
  approved: z
    .strictObject({
      request: text,
      at: instant,
      times: z.int().positive(),
      atLeast: z.literal(true).exactOptional(),
      same: z.enum(['intent', 'target']),
      changes: digest,
    })
    .exactOptional(),
  denied: z.strictObject({ request: text, at: instant, by: text }).exactOptional(),
});

const requested = z.strictObject({
  ...judgement,
  trial: z.literal(true).exactOptional(),
  evaluated: z.literal(true).exactOptional(),
  agent: agent.exactOptional(),
  justification: digest,
  claims: digest,
  starter: starter.exactOptional(),
  counted: counted.exactOptional(),
  denied_before: deniedBefore.exactOptional(),
  history: history.exactOptional(),
});
const recorded = z.strictObject({
  ...judgement,
  done_by: z.union([z.strictObject({ agent }), z.strictObject({ person: text })]),
  done_at: instant,
  text,
  app: text,
  tenant: text,
  checked: z.strictObject({ at: instant, source: text.exactOptional() }),
});

const choice = z.enum(['approve', 'deny']);
const said = { tenant: text, sign_in: signIn.exactOptional(), checked, text: digest };
const voted = z.strictObject({
  choice,
  via: z.enum(['teams', 'page', 'api']),
  ...said,
  opened: z.int().positive().exactOptional(),
  reason: text.exactOptional(),
  /** The others who approve, looked up again because this vote seemed to complete the quorum and did not. */
  rechecked: rechecked.exactOptional(),
});

const granted = { grant: text, grant_expires_at: instant, intent_hash: text };
const approved = z.union([
  z.strictObject({ by: texts, rechecked, ...granted }),
  z.strictObject({ rules: texts, ...granted }),
  z.strictObject({ because: z.literal('evaluated'), rules: texts }),
]);
const denied = z.union([
  z.strictObject({ by: texts, reported: z.literal(true).exactOptional() }),
  z.strictObject({ because: z.literal('approval_required'), rules: texts }),
  z.strictObject({
    because: z.literal('agent_paused'),
    agent: text,
    paused: z.int().positive(),
    paused_at: instant,
  }),
  z.strictObject({ because: z.literal('cooling_down'), denied: text, denied_at: instant, until: instant }),
  z.strictObject({ rules: texts }),
]);
const cancelled = z.union([
  z.strictObject({ because: z.literal('trial_answered'), choice }),
  z.strictObject({ text: digest }),
]);
const failed = z.union([
  z.strictObject({ because: z.literal('no_eligible_approver'), requirements }),
  z.strictObject({ because: z.literal('recorded_after_the_fact') }),
]);
const outcome = z.strictObject({
  grant: text,
  result: z.enum(['succeeded', 'failed', 'unknown']),
  text: digest,
});
const difference = z.looseObject({ added: z.int(), removed: z.int(), changed: z.int() });
const order = { agent: text, via: z.enum(['teams', 'api']), member_of: texts, checked_at: instant };

/** By kind of event. A new kind does not compile until it is told here. */
export const FACTS = {
  requested,
  recorded,
  opened: z.strictObject({ via: z.enum(['page', 'api']), tenant: text, intent_hash: text }),
  voted,
  vote_not_counted: z.strictObject({ person: text, because: text, checked: checked.exactOptional() }),
  commented: z.strictObject({ text, reason: z.enum(DENIAL_REASONS).exactOptional(), prompt: digest }),
  reminded: z.strictObject({ n: z.int().positive() }),
  escalated: z.strictObject({
    n: z.int().positive(),
    tell: z.strictObject({ routes: texts, groups }),
    added: z.strictObject({ groups, people: texts }).exactOptional(),
    because: early.exactOptional(),
  }),
  similar_denied: deniedBefore,
  approved,
  denied,
  expired: z.strictObject({ expires_at: instant }),
  cancelled,
  failed,
  redeemed: z.strictObject({ grant: text, redemption: text, x_request_id: text, intent_hash: text }),
  started: z.strictObject({ grant: text, redemption: text, target: text, method: text }),
  lapsed: z.strictObject({ grant: text, expires_at: instant }),
  revoked: z.strictObject({ grant: text, as: z.enum(['approver', 'administrator']) }),
  outcome,
  outcome_corrected: outcome,
  reviewed: z.strictObject({
    finding: z.enum(['looks_right', 'needs_follow_up']),
    via: z.enum(['teams', 'api']),
    ...said,
  }),
  reported: z.strictObject({ via: z.enum(['teams', 'page', 'api']), ...said }),
  invited: z.union([
    z.strictObject({ group, people: texts, too_many: z.literal(true).exactOptional() }),
    z.strictObject({ owner: text }),
  ]),
  redriven: z.strictObject({
    via: text,
    member_of: texts,
    checked_at: instant,
    work: z.array(z.strictObject({ key: text, attempts: z.int().min(0) })),
  }),
  purged: z.strictObject({
    what: z.enum(['parameters', 'records']),
    retain: text,
    policy_version: text,
    rows: z.int().min(0),
    left: z.int().min(0),
  }),
  paused: z.union([
    z.strictObject({ ...order, text }),
    z.strictObject({ agent: text, reported: text, member_of: texts, checked_at: instant, text }),
  ]),
  pending_denied: z.strictObject({ paused: z.int().positive() }),
  resumed: z.strictObject({ ...order, paused: z.int().positive(), text: digest }),
  // Of the log: no state is made of them, so more may be told in them.
  policy_loaded: z.looseObject({
    version: text,
    previous: text.exactOptional(),
    difference: difference.exactOptional(),
    request: text.exactOptional(),
    forced: z.literal(true).exactOptional(),
  }),
  policy_proposed: z.looseObject({ version: text, previous: text, request: text, difference }),
  policy_kept: z.looseObject({ version: text, proposed: text, request: text, because: text }),
  export_started: z.looseObject({ export: text, from: text, to: text }),
  exported: z.looseObject({ export: text, started: z.int().positive(), manifest: text }),
  request_read: z.looseObject({ request: text }),
  heads_sealed: z.looseObject({ n: z.int().positive() }),
  route_linked: z.looseObject({ route: text, conversation: text, previous: text.exactOptional() }),
  route_unlinked: z.looseObject({ route: text, previous: text }),
} satisfies Record<EventType, z.ZodType>;

/** The facts of one kind of event. */
export type Facts<T extends EventType> = z.infer<(typeof FACTS)[T]>;
