// How a request ends, told by its deciding event: the status, the reason as stored, the votes as they counted then, and the grant it made.
import {
  AGENT_PAUSED,
  APPROVAL_REQUIRED,
  allowedBy,
  deniedBy,
  deniedShortlyBefore,
  nobodyLeft,
  RECORDED_AFTERWARDS,
} from '../../end-reason.ts';
import { grantIdOf } from '../../grant/grant.ts';
import type { Replayed } from './replay.ts';
import { withEvidence } from './replay-votes.ts';
import type { ToldOf } from './told.ts';

type Ending = ToldOf<'approved' | 'denied' | 'expired' | 'cancelled' | 'failed'>;

/** What the deciding event changes; in words, why it cannot be. */
export function replayEnding(state: Replayed, event: Ending): Partial<Replayed> | string {
  const { first } = state;
  const end = { status: event.type, endedAt: event.at } as const;
  if (first.type === 'recorded' && !isAfterTheFact(event))
    return `is ${event.type}, and it was recorded after the fact`;
  switch (event.type) {
    case 'approved':
      return approved(state, event);
    case 'denied':
      return { ...end, ...denialOf(event) };
    case 'expired':
      return end;
    case 'cancelled':
      return 'because' in event.facts || event.facts.text === undefined
        ? end
        : { ...end, endReason: event.facts.text };
    case 'failed':
      return first.type === 'recorded' || !isAfterTheFact(event)
        ? { ...end, endReason: failureOf(event) }
        : 'says that it was recorded after the fact, and it was asked';
  }
}

const isAfterTheFact = ({ type, facts }: Ending): boolean =>
  type === 'failed' && facts.because === 'recorded_after_the_fact';

function approved(state: Replayed, { at, facts }: ToldOf<'approved'>): Partial<Replayed> | string {
  const { first } = state;
  const isTrial = first.type === 'requested' && first.facts.trial === true;
  const isEvaluated = first.type === 'requested' && first.facts.evaluated === true;
  if (isTrial) return 'approves a test, which approves nothing';
  const end = { status: 'approved', endedAt: at } as const;
  if ('because' in facts) {
    if (!isEvaluated) return 'answers an evaluation, and a request was asked';
    return { ...end, endReason: allowedBy(facts.rules) };
  }
  if (isEvaluated) return 'makes an approval of an evaluation, which gives none';
  const grant = {
    state: 'unused',
    id: facts.grant,
    approvedAt: at,
    expiresAt: facts.grant_expires_at,
  } as const;
  if (facts.grant !== grantIdOf(first.request)) return `gives ${facts.grant}, which is not this request's`;
  if ('rules' in facts) return { ...end, grant, endReason: allowedBy(facts.rules) };
  const votes = withEvidence(state.votes, facts.rechecked);
  return typeof votes === 'string' ? votes : { ...end, grant, votes };
}

function denialOf({
  actor,
  at,
  facts,
}: ToldOf<'denied'>): Pick<Replayed, 'endReason' | 'endedBy' | 'coolDown' | 'reported'> {
  if ('by' in facts) return facts.reported === true ? { reported: { by: actor.id, at } } : {};
  if (!('because' in facts)) return { endReason: deniedBy(facts.rules) };
  if (facts.because === 'cooling_down')
    return {
      endReason: deniedShortlyBefore(facts.denied, facts.until),
      coolDown: { request: facts.denied, deniedAt: facts.denied_at, until: facts.until },
    };
  return facts.because === 'agent_paused'
    ? { endReason: AGENT_PAUSED, endedBy: actor.id }
    : { endReason: APPROVAL_REQUIRED };
}

const failureOf = ({ facts }: ToldOf<'failed'>): string =>
  facts.because === 'recorded_after_the_fact' ? RECORDED_AFTERWARDS : nobodyLeft(facts.requirements);
