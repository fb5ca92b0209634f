// What became of a request, told by its events alone: the state is computed anew from the chain, so that a stored state that no event led to is
// found. Nothing is believed but the events; nothing is decided here.
import { isReserved } from '../../intent/intent-body.ts';
import type { CoolDown, DeniedBefore } from '../../mark.ts';
import { isRemoved, type Purged, purgedBy } from '../../purged.ts';
import type { Escalated, Instant, Invited, Status } from '../../words.ts';
import { replayEnding } from './replay-ending.ts';
import { type ReplayedGrant, replayGrant } from './replay-grant.ts';
import { type ReplayedVote, replayVote } from './replay-votes.ts';
import type { Flawed, Told, ToldOf } from './told.ts';

/** The event a request begins with. */
export type FirstEvent = ToldOf<'requested' | 'recorded'>;

/** A remark, without its writer's name: the chain holds none of a person. */
export interface ReplayedComment {
  readonly by: { readonly kind: string; readonly id: string };
  readonly at: Instant;
  readonly seq: number;
  readonly text: string;
  readonly reason?: string;
  readonly prompt?: string;
}

/** Who reported its agent, and when; `late`: it had ended, so that no vote tells in which groups they were. */
export interface ReplayedReport {
  readonly by: string;
  readonly at: Instant;
  readonly late?: { readonly tenant: string; readonly groups: readonly string[]; readonly text?: string };
}

/** A request as its events make it. */
export interface Replayed {
  /** Who opened what its card does not hold, in their order. */
  readonly opened?: readonly ToldOf<'opened'>[];
  readonly first: FirstEvent;
  readonly status: Status;
  readonly endedAt?: Instant;
  readonly endReason?: string;
  /** The administrator whose pause denied it. */
  readonly endedBy?: string;
  /** Denied at birth, because a person had denied the same. */
  readonly coolDown?: CoolDown;
  /** Its agent was reported: by its denial, or after its end. */
  readonly reported?: ReplayedReport;
  /** The denial that people were told of last. */
  readonly deniedBefore?: DeniedBefore;
  readonly votes: readonly ReplayedVote[];
  readonly comments: readonly ReplayedComment[];
  readonly reminded?: { readonly times: number; readonly at: Instant };
  readonly escalated?: readonly Escalated[];
  readonly grant?: ReplayedGrant;
  readonly look?: ToldOf<'reviewed'>;
  /** Groups whose members were looked up, to tell each of them. */
  readonly invited?: readonly Invited[];
  /** What retention removed. */
  readonly purged?: Purged;
}

/** Computes the state from the events of a request, or names the first event that cannot have followed the others. */
export function replay(events: readonly Told[]): Replayed | Flawed {
  const [first, ...others] = events;
  if (first === undefined) return { seq: 1, why: 'is missing: a request begins with an event' };
  if (first.type !== 'requested' && first.type !== 'recorded')
    return { seq: 1, why: `is ${first.type}; a request begins with requested or recorded` };
  const before = first.type === 'requested' ? first.facts.denied_before : undefined;
  let state: Replayed = {
    first,
    status: 'pending',
    votes: [],
    comments: [],
    ...(before === undefined ? {} : { deniedBefore: before }),
  };
  for (const event of others) {
    const next = follow(state, event);
    if (typeof next === 'string') return { seq: event.seq, why: next };
    state = { ...state, ...next };
  }
  return state;
}

/** What the event changes; in words, why it cannot follow. */
function follow(state: Replayed, event: Told): Partial<Replayed> | string {
  const { status, first } = state;
  if (state.purged !== undefined && event.type !== 'purged')
    return `is ${event.type}, and its content had been removed already`;
  switch (event.type) {
    case 'opened':
      return status === 'pending' ? openedBy(state, event) : late(state, event);
    case 'voted':
    case 'vote_not_counted': {
      if (status !== 'pending') return late(state, event);
      const votes = replayVote(state.votes, event);
      return typeof votes === 'string' ? votes : { votes };
    }
    case 'commented':
      return status === 'pending' ? { comments: [...state.comments, commentOf(event)] } : late(state, event);
    case 'reminded':
    case 'escalated':
      return status === 'pending' ? replayUrging(state, event) : late(state, event);
    case 'similar_denied':
      return status === 'pending' ? { deniedBefore: event.facts } : late(state, event);
    case 'approved':
    case 'denied':
    case 'expired':
    case 'cancelled':
    case 'failed':
      return status === 'pending' ? replayEnding(state, event) : late(state, event);
    case 'redeemed':
    case 'started':
    case 'lapsed':
    case 'revoked':
    case 'outcome':
    case 'outcome_corrected': {
      if (state.grant === undefined) return `is ${event.type}, and there is no approval`;
      const grant = replayGrant(state.grant, event);
      return typeof grant === 'string' ? grant : { grant };
    }
    case 'reviewed':
      if (first.type !== 'recorded') return 'is a second look at what was asked, not recorded afterwards';
      return state.look === undefined ? { look: event } : 'is a second look, and there was one already';
    case 'reported':
      return reportedLate(state, event);
    case 'invited':
      // What was recorded afterwards is closed from the start, and news all the same.
      return status === 'pending' ||
        (!('owner' in event.facts) && (first.type === 'recorded' || state.reported !== undefined))
        ? invitedBy(state, event)
        : late(state, event);
    case 'redriven':
      return {};
    case 'purged':
      return replayPurge(state, event);
    default:
      return `is ${event.type}, which cannot stand here`;
  }
}

/** Once for each person, and of what was asked. */
function openedBy({ opened = [], first }: Replayed, event: ToldOf<'opened'>): Partial<Replayed> | string {
  const { actor, facts } = event;
  if (actor.kind !== 'person') return `is opened by ${actor.kind} ${actor.id}, and only people open it`;
  if (opened.some((each) => each.actor.id === actor.id)) return `is opened by ${actor.id} a second time`;
  if (facts.intent_hash !== first.facts.intent_hash) return 'opens another intent than was asked';
  return { opened: [...opened, event] };
}

/** A report of what waits is part of its denial; one that comes later is an event of its own, once. */
function reportedLate(
  { status, first, reported }: Replayed,
  { actor, at, facts }: ToldOf<'reported'>,
): Partial<Replayed> | string {
  if (status === 'pending') return 'is a report of its own, and it was still to be decided';
  if (first.type === 'recorded' || first.facts.trial === true || first.facts.evaluated === true)
    return 'reports an agent that asked nobody';
  if (isReserved(first.facts.action)) return 'reports an agent, and Countersign itself had asked';
  if (reported !== undefined) return 'is a report, and there was one already';
  const { tenant, checked, text } = facts;
  const late = { tenant, groups: checked.member_of, ...(text === undefined ? {} : { text }) };
  return { reported: { by: actor.id, at, late } };
}

/** Each is one more than before. */
function replayUrging(
  { reminded, escalated = [] }: Replayed,
  event: ToldOf<'reminded' | 'escalated'>,
): Partial<Replayed> | string {
  const { at } = event;
  const n = 1 + (event.type === 'reminded' ? (reminded?.times ?? 0) : escalated.length);
  if (event.facts.n !== n) return `is number ${event.facts.n} of its kind, and the next is ${n}`;
  if (event.type === 'reminded') return { reminded: { times: n, at } };
  const { because } = event.facts;
  return { escalated: [...escalated, { at, ...(because === undefined ? {} : { because }) }] };
}

/** Retention takes nothing of what is open, and nothing twice. */
function replayPurge(
  { status, grant, purged }: Replayed,
  { at, facts }: ToldOf<'purged'>,
): Partial<Replayed> | string {
  const isOpen = grant?.state === 'unused' || (grant?.state === 'redeemed' && grant.outcome === undefined);
  if (status === 'pending' || isOpen) return 'removes content of a request that was still open';
  if (isRemoved(purged, facts.what)) return `removes ${facts.what} that had been removed already`;
  const by = { at, policyVersion: facts.policy_version };
  return { purged: purgedBy(purged, facts.what, by, facts.left) };
}

function invitedBy(
  { first, invited = [] }: Replayed,
  { facts }: ToldOf<'invited'>,
): Partial<Replayed> | string {
  if ('owner' in facts) {
    const wasOne = first.facts.excluded.includes(facts.owner);
    return wasOne ? {} : `tells ${facts.owner} as an owner, who was none when it was asked`;
  }
  const { group, people, too_many: tooMany } = facts;
  if (tooMany && people.length > 0) return 'tells people of a group that it calls too large to be told';
  const told = { group, people: people.length, ...(tooMany ? { tooMany } : {}) };
  return { invited: [...invited, told] };
}

const late = ({ status }: Replayed, { type }: Told): string => `is ${type}, and it was ${status} already`;

const commentOf = ({ actor, at, seq, facts }: ToldOf<'commented'>): ReplayedComment => ({
  by: { kind: actor.kind, id: actor.id },
  at,
  seq,
  text: facts.text,
  ...(facts.reason === undefined ? {} : { reason: facts.reason }),
  ...(facts.prompt === undefined ? {} : { prompt: facts.prompt }),
});
