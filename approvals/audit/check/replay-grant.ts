// A grant as its events make it: used at most once, before its end, or lapsed, or taken back; and what came of its use.
import type { Started } from '../../mark.ts';
import type { Grant, Instant, Result } from '../../words.ts';
import type { ToldOf } from './told.ts';

/** A grant without its signature, which stands in no event. */
export interface ReplayedGrant {
  readonly state: Grant['state'];
  readonly id: string;
  readonly approvedAt: Instant;
  readonly expiresAt: Instant;
  readonly redemption?: {
    readonly id: string;
    readonly by: string;
    readonly requestId: string;
    readonly at: Instant;
    readonly starts?: Started;
  };
  readonly outcome?: {
    readonly result: Result;
    readonly at: Instant;
    readonly by?: string;
    readonly text?: string;
  };
  readonly endedAt?: Instant;
  readonly endedBy?: string;
}

type GrantEvent = ToldOf<'redeemed' | 'started' | 'lapsed' | 'revoked' | 'outcome' | 'outcome_corrected'>;

/** The grant after the event; in words, why it cannot follow. */
export function replayGrant(grant: ReplayedGrant, event: GrantEvent): ReplayedGrant | string {
  const { type, at, actor } = event;
  if (event.facts.grant !== grant.id) return `is about ${event.facts.grant}, and the approval is ${grant.id}`;
  if (type === 'outcome' || type === 'outcome_corrected') return told(grant, event);
  if (type === 'started') return started(grant, event);
  if (grant.state !== 'unused') return `is ${type}, and the approval was ${grant.state} already`;
  if (type === 'lapsed') {
    if (at < grant.expiresAt) return `has the approval lapse at ${at}, before its end at ${grant.expiresAt}`;
    return { ...grant, state: 'lapsed', endedAt: at };
  }
  if (at >= grant.expiresAt) return `is ${type} at ${at}, and the approval ended at ${grant.expiresAt}`;
  if (type === 'revoked') return { ...grant, state: 'revoked', endedAt: at, endedBy: actor.id };
  const { redemption: id, x_request_id: requestId } = event.facts;
  return { ...grant, state: 'redeemed', redemption: { id, by: actor.id, requestId, at } };
}

/** The gateway sends what it redeemed: its own use, of which nobody has told an end. */
function started(grant: ReplayedGrant, { actor, facts }: ToldOf<'started'>): ReplayedGrant | string {
  const { redemption, outcome } = grant;
  if (redemption === undefined) return 'is started, and the approval was not used';
  if (outcome !== undefined) return `is started, and it had ended as ${outcome.result}`;
  if (facts.redemption !== redemption.id || actor.id !== redemption.by)
    return `is started by ${actor.id} under ${facts.redemption}, which is not the use of the approval`;
  return { ...grant, redemption: { ...redemption, starts: { target: facts.target, method: facts.method } } };
}

function told(
  grant: ReplayedGrant,
  { type, at, actor, facts }: ToldOf<'outcome' | 'outcome_corrected'>,
): ReplayedGrant | string {
  const before = grant.outcome?.result;
  if (grant.redemption === undefined) return 'tells what came of it, and the approval was not used';
  if ((type === 'outcome') !== (before === undefined))
    return `is ${type}, and before it was ${before ?? 'none'}`;
  if (before !== undefined && before !== 'unknown') return `corrects what was told as ${before}`;
  const isClock = actor.kind === 'clock';
  // An enforcer that is not sure how it ended may say so before the clock does; a correction may not.
  const mayBeUnknown = isClock || (actor.kind === 'enforcer' && type === 'outcome');
  if (facts.result === 'unknown' ? !mayBeUnknown : isClock)
    return `tells ${facts.result} in the name of ${actor.kind}`;
  if (!isClock && actor.id !== grant.redemption.by)
    return `is told by ${actor.id}, who did not use the approval`;
  return {
    ...grant,
    outcome: {
      result: facts.result,
      at,
      ...(isClock ? {} : { by: actor.name ?? '' }),
      ...(facts.text === undefined ? {} : { text: facts.text }),
    },
  };
}
