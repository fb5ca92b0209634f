// Is a request, as its line tells it, what its events come to? Field by field. People's names are labels that no chain holds: they are not compared.
import { KEPT_COMMENTS } from '../../text/text.ts';
import { dayOf, earliest, later } from '../../time.ts';
import type { ReadRequest } from './line-schema.ts';
import type { Replayed } from './replay.ts';
import { sameJson } from './same-json.ts';
import type { Told } from './told.ts';

type Pair = readonly [what: string, told: unknown, events: unknown];

/** The first field that is not what the events say, in words. */
export function compareState(
  line: ReadRequest,
  events: readonly Told[],
  state: Replayed,
): string | undefined {
  for (const [what, told, made] of pairsOf(line, events, state)) {
    if (!sameJson(told, made)) return `says ${what} ${show(told)}, and its events say ${show(made)}`;
  }
  return undefined;
}

function pairsOf(line: ReadRequest, events: readonly Told[], state: Replayed): readonly Pair[] {
  const { first } = state;
  const { facts } = first;
  const last = events.at(-1);
  const { verdict } = line;
  const openUntil = earliest([later(first.at, verdict.expiresInMs), line.requested_until]);
  return [
    ['seq', line.seq, events.length],
    ['head', line.head, last?.hash],
    ['created_at', line.created_at, first.at],
    ['day', line.day, dayOf(first.at)],
    ['expires_at', line.expires_at, openUntil],
    ['status', line.status, state.status],
    ['ended_at', line.ended_at, state.endedAt],
    ['end_reason', line.end_reason, state.endReason],
    ['ended_by', line.ended_by?.oid, state.endedBy],
    ['cool_down', line.cool_down, state.coolDown],
    ['revision', line.revision, revisionOf(events)],
    ['action', line.action, facts.action],
    ['resource', line.resource, facts.resource],
    ['intent_hash', line.intent_hash, facts.intent_hash],
    ['like_hash', line.like_hash, facts.like_hash],
    ['excluded', line.excluded, facts.excluded],
    ...verdictPairs(line, state),
    ...askerPairs(line, state),
    ['votes', line.votes.map(voteOf), state.votes.map(votedOf)],
    ['comment_count', line.comment_count, state.comments.length],
    ['comments', line.comments.map(remarkOf), state.comments.slice(-KEPT_COMMENTS)],
    ['reminded', line.reminded, state.reminded],
    ['escalated', line.escalated, state.escalated],
    ...grantPairs(line, state),
    ...markPairs(line, events, state),
    ['invited', line.invited, state.invited],
    ['purged', line.purged, state.purged],
  ];
}

/** Shown on no card: what retention removes, and whom else it is told. */
const UNSHOWN: readonly Told['type'][] = ['purged', 'invited'];

/** Each commit that a card shows is one. */
const revisionOf = (events: readonly Told[]): number =>
  new Set(events.filter(({ type }) => !UNSHOWN.includes(type)).map(({ op }) => op)).size;

function verdictPairs({ verdict }: ReadRequest, { first: { facts } }: Replayed): readonly Pair[] {
  const rules = verdict.rules.map(({ description: _words, ...rule }) => rule);
  return [
    ['the policy', verdict.policyVersion, facts.policy_version],
    ['the effect', verdict.effect, facts.effect],
    ['the rules', rules, facts.rules],
    ['the requirements', verdict.requirements, facts.requirements],
    ['the risk', verdict.risk, facts.risk],
    ['what was counted', verdict.counted, 'counted' in facts ? facts.counted : undefined],
  ];
}

/** Who asked, and for whom: a test and a record are told by a person. */
function askerPairs(line: ReadRequest, { first, purged }: Replayed): readonly Pair[] {
  const { actor } = first;
  const none: readonly Pair[] = [
    ['enforcer', line.enforcer, undefined],
    ['denied_before', line.denied_before, undefined],
    ['starter', line.starter, undefined],
    ['justification', line.justification, undefined],
    ['claims', line.claims, undefined],
  ];
  if (first.type === 'recorded') {
    const { done_by } = first.facts;
    const isAgent = 'agent' in done_by;
    const agent: Pair = isAgent
      ? ['agent', line.agent, done_by.agent]
      : ['agent', line.agent.clientId, done_by.person];
    return [agent, ['who recorded it', actor.kind, 'person'], ...none];
  }
  const { facts } = first;
  if (facts.trial === true) {
    const { clientId, registered } = line.agent;
    return [['agent', { clientId, registered }, { clientId: actor.id, registered: false }], ...none];
  }
  const enforcer = actor.kind === 'enforcer' ? { clientId: actor.id, name: actor.name } : undefined;
  return [
    ['agent', line.agent, facts.agent],
    ['enforcer', line.enforcer, enforcer],
    [
      'who asked',
      enforcer === undefined ? { kind: 'agent', id: line.agent.clientId } : 0,
      enforcer === undefined ? { kind: actor.kind, id: actor.id } : 0,
    ],
    ['starter', line.starter, facts.starter],
    ['denied_before', line.denied_before, facts.denied_before],
    ['justification', line.justification, facts.justification],
    ['claims', line.claims === undefined, facts.claims === undefined || purged !== undefined],
  ];
}

const voteOf = ({ person: { oid, tenant }, ...vote }: ReadRequest['votes'][number]) => ({
  ...vote,
  person: { oid, tenant },
});

const votedOf = ({ checked, ...vote }: Replayed['votes'][number]) => ({ ...vote, groups: checked.member_of });

const remarkOf = ({ by: { kind, id }, ...remark }: ReadRequest['comments'][number]) => ({
  ...remark,
  by: { kind, id },
});

function grantPairs(
  { grant, verdict, requested_until: until }: ReadRequest,
  state: Replayed,
): readonly Pair[] {
  const made = state.grant;
  if (grant === undefined || made === undefined) return [['grant', grant?.id, made?.id]];
  const { token: _token, token_left_out: _why, outcomeDueAt, endedBy, ...told } = grant;
  const { endedBy: taker, ...events } = made;
  const due = made.redemption && later(made.redemption.at, verdict.outcomeWithinMs);
  return [
    ['grant', told, events],
    ['grant.expiresAt', grant.expiresAt, earliest([later(made.approvedAt, verdict.grantForMs), until])],
    ['grant.endedBy', endedBy?.oid, taker],
    ['grant.outcomeDueAt', outcomeDueAt, due],
  ];
}

/** What sets it apart: recorded afterwards, a test, the answer to an evaluation. */
function markPairs(line: ReadRequest, events: readonly Told[], { first, look }: Replayed): readonly Pair[] {
  const { actor } = first;
  if (first.type === 'recorded') {
    const { done_by, done_at: doneAt, text, tenant } = first.facts;
    const seen = look && {
      by: look.actor.id,
      at: look.at,
      finding: look.facts.finding,
      text: look.facts.text,
    };
    const made = {
      by: actor.id,
      tenant,
      doneAt,
      text,
      actor: 'agent' in done_by ? 'agent' : 'person',
      look: seen,
    };
    return [
      ['record', line.record && recordOf(line.record), made],
      ['trial', line.trial, undefined],
    ];
  }
  const trial = first.facts.trial === true ? actor.id : undefined;
  const evaluated = first.facts.evaluated === true ? answerOf(events) : undefined;
  return [
    ['record', line.record, undefined],
    ['trial', line.trial?.by.oid, trial],
    ['evaluated', line.evaluated, evaluated],
  ];
}

function recordOf({ by, look, ...record }: NonNullable<ReadRequest['record']>) {
  return { ...record, by: by.oid, tenant: by.tenant, look: look && { ...look, by: look.by.oid } };
}

/** The answer to an evaluation, by the event that closed it. */
function answerOf(events: readonly Told[]): ReadRequest['evaluated'] {
  const end = events[1];
  if (end?.type === 'approved') return { decision: true };
  if (end?.type !== 'denied') return undefined;
  const { facts } = end;
  if (!('because' in facts)) return { decision: false, reason: 'policy_denied' };
  if (facts.because === 'cooling_down') return { decision: false, reason: 'policy_denied' };
  return facts.because === 'approval_required'
    ? { decision: false, reason: 'approval_required' }
    : { decision: false, reason: 'policy_denied', pausedSince: facts.paused_at };
}

const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};
