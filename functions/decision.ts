// A decision of an evaluation, and what it says (docs/api.md). Every no says why and what to do next.
import type { HttpResponseInit } from '@azure/functions';
import { NewerVersionFault, StoreFault } from '../approvals/faults.ts';
import type { Objection } from '../approvals/policy/judgement/judge-use.ts';
import type { GrantEnd, GrantTrouble, Refusal } from '../approvals/refusal.ts';
import type { RuleLimit } from '../approvals/rule-limit.ts';
import type { Instant, RequestId } from '../approvals/words.ts';
import { replyJson, wordsOf } from './http-reply.ts';
import { meaning } from './reply-meaning.ts';

/** An AuthZEN decision. `reason` is there with every no: a review is a no that can be asked about. */
export interface Decision {
  readonly decision: boolean;
  readonly context: {
    /** The request that records it, when it was judged by policy alone. */
    readonly evaluation_id?: string;
    readonly evaluated_at?: Instant;
    readonly policy_version?: string;
    readonly rules?: readonly string[];
    /** Limits of rules that would allow it, and how many other yeses were `found` in the window. */
    readonly limits?: readonly (Pick<RuleLimit, 'rule' | 'count' | 'per'> & {
      readonly window_seconds: number;
      readonly found: number;
    })[];
    readonly detail?: string;
    readonly retry_after?: number;
    readonly reason?: Why | 'approval_required';
    readonly next_action?: 'none' | 'retry' | 'request';
    readonly access_request?: { readonly endpoint: string; readonly expires_at: Instant };
    readonly redemption?: { readonly id: string | undefined; readonly replayed: boolean };
    readonly run_before?: Instant | undefined;
    /** With `approval_expired`: when it was used. */
    readonly used_at?: Instant;
  };
}
type Why = GrantTrouble | 'not_known_yet' | 'newer_version';

/** No; `more` stands in front of the reason. */
export const no = (
  reason: Why,
  next_action: 'none' | 'retry',
  more: Partial<Decision['context']> = {},
): Decision => ({ decision: false, context: { ...more, reason, next_action } });

/** The no that a refusal comes to; `against` is what the policy in force has against using the approval. */
export function noFor(refusal: Refusal, against?: Objection): Decision {
  if (refusal.reason === 'grant_unusable') {
    if (refusal.why === 'policy_denied' && against !== undefined)
      return no(refusal.why, 'none', { detail: objectionWords(against) });
    return refusal.why === 'grant_pending'
      ? no(refusal.why, 'retry', { retry_after: 2 })
      : no(refusal.why, 'none', endedOf(refusal.ended));
  }
  // Nothing is used up: the same call works once the agent goes on, while the approval lasts.
  if (refusal.reason === 'agent_paused') {
    return no('policy_denied', 'none', { detail: pausedWords(refusal.since) });
  }
  // Nothing is used up: an instance of the newer version can use it.
  if (refusal.reason === 'newer_version') {
    return no('newer_version', 'retry', { retry_after: 60, detail: wordsOf(refusal) });
  }
  if (refusal.reason === 'not_known_yet' || refusal.reason === 'busy')
    return no('not_known_yet', 'retry', { retry_after: 1 });
  return no('approval_unverifiable', 'none');
}

/** Words for how a grant ended, and for programs when it was used. */
function endedOf(ended: GrantEnd | undefined): Partial<Decision['context']> {
  if (ended === undefined) return {};
  const { by, at } = ended;
  const detail = {
    use: `It was used already, at ${at}, by another run (another X-Request-ID): one approval runs one thing, once. Look at what came of that run; ask anew if it is still needed.`,
    own_use: `It was used at ${at} by this very run (the same X-Request-ID), and its time is over: nothing may begin on it any more. What your journal says of that run stands.`,
    revocation: `It was taken back at ${at}. Ask anew if it is still needed.`,
  }[by];
  return by === 'revocation' ? { detail } : { detail, used_at: at };
}

/** Storage is silent, so what came of it is not known: no, and the same call again will tell. Rethrows what is otherwise broken. */
export function unknownYet(error: unknown): Decision {
  if (error instanceof NewerVersionFault) return noFor({ reason: 'newer_version', version: error.version });
  if (error instanceof StoreFault && error.retry) return no('not_known_yet', 'retry', { retry_after: 2 });
  throw error;
}

/**
 * A decision as HTTP: always 200. A no is told to telemetry like a refusal, of the request whose approval was presented (`about`); but for
 * the no by which an agent learns that it has to ask.
 */
export function replyDecision(decision: Decision, about?: RequestId): HttpResponseInit {
  const { reason } = decision.context;
  const reply = replyJson(200, decision);
  if (reason === undefined || reason === 'approval_required') return reply;
  return meaning(reply, { refused: reason, ...(about === undefined ? {} : { about }) });
}

/** Why the policy in force stops the use of an approval. */
export function objectionWords(against: Objection): string {
  if (against.because === 'denied')
    return 'A rule of the policy in force denies this now. This call used nothing up.';
  const misfits = against.problems.map(({ at, message }) => `${at}: ${message}`).join(' ');
  return `The policy in force no longer takes these parameters. ${misfits} This call used nothing up. Ask anew with what it takes.`;
}

/** Why nothing of an agent is evaluated with yes since then. */
export const pausedWords = (since: Instant): string =>
  `The agent is paused: it was stopped on ${since}. Nothing of it may run until an administrator has resumed it.`;

/** Why the same is answered with no for a while. */
export const coolDownWords = (until: Instant): string =>
  `A person denied the same shortly before; it may be asked again from ${until}.`;
