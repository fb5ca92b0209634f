// Every way to say no to a call or a click: a value with a reason, never a decision and never an exception.
// Two exhaustive switches turn a reason into words: functions/http-reply.ts and bot/cards/refusal-card.ts.
// A new reason does not compile until both know it.
import type { Choice, Instant, Status } from './words.ts';

/** One thing wrong with an input: where (JSON pointer or header name), what, and what to do. */
export interface Problem {
  readonly at: string;
  readonly message: string;
}

/** Why a call or click is not accepted, with the facts its words need. */
export type Refusal =
  /** The input is wrong; nothing was written. */
  | { readonly reason: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly reason: 'too_large'; readonly what: string; readonly limitBytes: number }
  /** Same idempotency key, other body. */
  | { readonly reason: 'duplicate_request' }
  /** No such request, or not this caller's: the two are told alike. */
  | { readonly reason: 'unknown_request' }
  /** The request has ended; `status` says how. */
  | { readonly reason: 'already_ended'; readonly status: Status }
  /** A person, `by` name, denied the same on another request of the agent: this one has ended with it. */
  | { readonly reason: 'same_denied'; readonly by: string; readonly at: Instant }
  /** Somebody else gave the second look already. */
  | { readonly reason: 'already_looked_at' }
  /** The person may not decide this. */
  | { readonly reason: 'not_approver'; readonly groups: readonly string[] }
  | { readonly reason: 'own_request'; readonly because: 'owner' | 'on_behalf_of' | 'starter' | 'recorder' }
  /** A click is not enough: a sign-in at the review page, at most so old, in these authentication contexts. */
  | { readonly reason: 'step_up_required'; readonly acrs: readonly string[]; readonly withinMs: number }
  /** Its card does not hold all that is approved, and this person has not opened the rest on the review page, to which `link` leads. */
  | { readonly reason: 'not_opened'; readonly link: string }
  /** A rule wants words with this choice, and there are none. */
  | { readonly reason: 'reason_missing'; readonly choice: Choice }
  | { readonly reason: 'guest' }
  | { readonly reason: 'foreign_tenant' }
  | { readonly reason: 'disabled_person' }
  /** A user account of an agent: people alone decide. */
  | { readonly reason: 'not_a_person' }
  /** The agent is paused, or was paused after this was asked: it may neither ask nor be given anything. */
  | { readonly reason: 'agent_paused'; readonly since: Instant }
  /** Who paused an agent cannot resume it. */
  | { readonly reason: 'own_pause' }
  /** No agent of this name; `meant` is a registered name that is near. */
  | { readonly reason: 'unknown_agent'; readonly meant?: string }
  /** An id that is no agent's: pausing it would stop nothing. */
  | { readonly reason: 'no_agent'; readonly is: 'enforcer' | 'blueprint'; readonly name: string }
  /** The click does not belong to a card of this request. */
  | { readonly reason: 'stale_card' }
  /** The click claims to come from a summary: nothing can be decided there. */
  | { readonly reason: 'summary_card' }
  | { readonly reason: 'comment_empty' }
  | { readonly reason: 'comment_too_long'; readonly limit: number }
  /** The directory did not answer: nothing changed, try again. */
  | { readonly reason: 'could_not_verify' }
  /** A write may still be on its way: look again. */
  | { readonly reason: 'not_known_yet' }
  /** Too many racers on one request: try again. */
  | { readonly reason: 'busy' }
  /** A newer version of Countersign wrote this; `version` is that of its row. */
  | { readonly reason: 'newer_version'; readonly version: number }
  /** The caller's role does not allow it. */
  | { readonly reason: 'not_permitted'; readonly needs: string }
  /** `limit` in words; `quota` when it is one that countersign.yaml sets for an agent. */
  | {
      readonly reason: 'limit_reached';
      readonly limit: string;
      readonly retryAfterSeconds: number;
      readonly quota?: QuotaLimit;
    }
  /** The grant cannot be used (evaluation answers these as decisions, see docs/api.md). */
  | { readonly reason: 'grant_unusable'; readonly why: GrantTrouble; readonly ended?: GrantEnd }
  /** Nothing to take back or to report on in this state. */
  | { readonly reason: 'wrong_state'; readonly message: string };

/** Which limit of which agent is reached, as it is told on the wire; `id` is the client id. */
export interface QuotaLimit {
  readonly name: 'maxPending' | 'requestsPerMinute';
  readonly max: number;
  readonly agent: { readonly id: string; readonly name: string };
}

/** The profile's reasons for not redeeming (ARAP "Re-evaluation"). */
export type GrantTrouble =
  | 'approval_expired'
  | 'out_of_scope'
  | 'grant_pending'
  | 'policy_denied'
  | 'approval_unverifiable';

/** Of `approval_expired`: what ended the grant. `own_use`: that of this caller under this very id, whose time is over. */
export interface GrantEnd {
  readonly by: 'use' | 'own_use' | 'revocation';
  readonly at: Instant;
}

/** What was asked for, or a refusal. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** A yes. */
export const accept = <T>(value: T): Answer<T> => ({ ok: true, value });
/** The refusal of an input that is wrong in one place. */
export const invalid = (at: string, message: string): Refusal => ({
  reason: 'invalid',
  problems: [{ at, message }],
});

/** A no. */
export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** Somebody else was writing: the same may go through a moment later. */
export const TRANSIENT: readonly Refusal['reason'][] = ['busy', 'not_known_yet'];
