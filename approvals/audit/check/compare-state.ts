// Is a request, as its line tells it, what its events come to? Field by field. People's names are labels that no chain holds: they are not compared.
import { KEPT_COMMENTS } from '../../text/text.ts';
import { dayOf, earliest, later } from '../../time.ts';
import type { ReadRequest } from './line-schema.ts';
import type { Replayed } from './replay.ts';
import type { ReplayedGrant } from './replay-grant.ts';
import { sameJson } from './same-json.ts';
import type { Told, ToldOf } from './told.ts';

/** The first field that is not what the events say, in words. */
export function compareState(
  line: ReadRequest,
  events: readonly Told[],
  state: Replayed,
): string | undefined {
  const { first } = state;
  const { facts } = first;
  const openUntil = earliest([later(first.at, line.verdict.expiresInMs), line.requested_until]);
  return (
    differs('seq', line.seq, events.length) ??
    differs('head', line.head, events.at(-1)?.hash) ??
    differs('created_at', line.created_at, first.at) ??
    differs('day', line.day, dayOf(first.at)) ??
    differs('expires_at', line.expires_at, openUntil) ??
    differs('status', line.status, state.status) ??
    differs('ended_at', line.ended_at, state.endedAt) ??
    differs('end_reason', line.end_reason, state.endReason) ??
    differs('ended_by', line.ended_by?.oid, state.endedBy) ??
    differs('cool_down', line.cool_down, state.coolDown) ??
    differs('reported', line.reported && reportOf(line.reported), state.reported) ??
    differs(
      'reported.late.person',
      line.reported?.late?.person.oid,
      state.reported?.late && state.reported.by,
    ) ??
    differs('revision', line.revision, revisionOf(events)) ??
    differs('action', line.action, facts.action) ??
    differs('resource', line.resource, facts.resource) ??
    differs('intent_hash', line.intent_hash, facts.intent_hash) ??
    differs('like_hash', line.like_hash, facts.like_hash) ??
    differs('excluded', line.excluded, facts.excluded) ??
    compareVerdict(line, state) ??
    compareAsker(line, state) ??
    differs('votes', line.votes.map(voteOf), state.votes.map(votedOf)) ??
    differs('comment_count', line.comment_count, state.comments.length) ??
    differs('comments', line.comments.map(remarkOf), state.comments.slice(-KEPT_COMMENTS)) ??
    differs('opened', line.opened?.map(openedOf), state.opened?.map(openingOf)) ??
    differs('reminded', line.reminded, state.reminded) ??
    differs('escalated', line.escalated, state.escalated) ??
    compareGrant(line, state) ??
    compareMark(line, events, state) ??
    differs('invited', line.invited, state.invited) ??
    differs('purged', line.purged, state.purged)
  );
}

/** In words, that the line tells one thing and the events another. */
const differs = (what: string, told: unknown, made: unknown): string | undefined =>
  sameJson(told, made) ? undefined : `says ${what} ${show(told)}, and its events say ${show(made)}`;

/** Shown on no card: what retention removes, and whom else it is told. */
const UNSHOWN: readonly Told['type'][] = ['purged', 'invited'];

/** Each commit that a card shows is one. */
const revisionOf = (events: readonly Told[]): number =>
  new Set(events.filter(({ type }) => !UNSHOWN.includes(type)).map(({ op }) => op)).size;

function compareVerdict({ verdict }: ReadRequest, { first: { facts } }: Replayed): string | undefined {
  const rules = verdict.rules.map(({ description: _words, ...rule }) => rule);
  return (
    differs('the policy', verdict.policyVersion, facts.policy_version) ??
    differs('the effect', verdict.effect, facts.effect) ??
    differs('the rules', rules, facts.rules) ??
    differs('the requirements', verdict.requirements, facts.requirements) ??
    differs('the risk', verdict.risk, facts.risk) ??
    differs('what was counted', verdict.counted, 'counted' in facts ? facts.counted : undefined)
  );
}

/** Who asked, and for whom: a test and a record are told by a person. */
function compareAsker(line: ReadRequest, { first, purged, deniedBefore }: Replayed): string | undefined {
  const { actor } = first;
  if (first.type === 'recorded') {
    const { done_by } = first.facts;
    return (
      ('agent' in done_by
        ? differs('agent', line.agent, done_by.agent)
        : differs('agent', line.agent.clientId, done_by.person)) ??
      differs('who recorded it', actor.kind, 'person') ??
      hasNoAsker(line)
    );
  }
  const { facts } = first;
  if (facts.trial === true) {
    const { clientId, registered } = line.agent;
    const tester = { clientId: actor.id, registered: false };
    return differs('agent', { clientId, registered }, tester) ?? hasNoAsker(line);
  }
  const enforcer = actor.kind === 'enforcer' ? { clientId: actor.id, name: actor.name } : undefined;
  const { kind, id } = actor;
  return (
    differs('agent', line.agent, facts.agent) ??
    differs('enforcer', line.enforcer, enforcer) ??
    (enforcer === undefined
      ? differs('who asked', { kind: 'agent', id: line.agent.clientId }, { kind, id })
      : undefined) ??
    differs('starter', line.starter, facts.starter) ??
    differs('denied_before', line.denied_before, deniedBefore) ??
    differs('history', line.history, facts.history) ??
    differs('justification', line.justification, facts.justification) ??
    differs('claims', line.claims === undefined, facts.claims === undefined || purged !== undefined)
  );
}

/** No agent asked, so nothing is told that only one who asks can say. */
const hasNoAsker = (line: ReadRequest): string | undefined =>
  differs('enforcer', line.enforcer, undefined) ??
  differs('denied_before', line.denied_before, undefined) ??
  differs('history', line.history, undefined) ??
  differs('starter', line.starter, undefined) ??
  differs('justification', line.justification, undefined) ??
  differs('claims', line.claims, undefined);

const voteOf = ({ person: { oid, tenant }, ...vote }: ReadRequest['votes'][number]) => ({
  ...vote,
  person: { oid, tenant },
});

const votedOf = ({ checked, ...vote }: Replayed['votes'][number]) => ({ ...vote, groups: checked.member_of });

const openedOf = ({ by: { oid, tenant }, ...opened }: NonNullable<ReadRequest['opened']>[number]) => ({
  ...opened,
  by: { oid, tenant },
});

const openingOf = ({ actor, facts, at, seq }: ToldOf<'opened'>) => ({
  by: { oid: actor.id, tenant: facts.tenant },
  at,
  seq,
});

const reportOf = ({ by, at, late }: NonNullable<ReadRequest['reported']>) => {
  if (late === undefined) return { by, at };
  const { person, ...told } = late;
  return { by, at, late: { tenant: person.tenant, ...told } };
};

const remarkOf = ({ by: { kind, id }, ...remark }: ReadRequest['comments'][number]) => ({
  ...remark,
  by: { kind, id },
});

function compareGrant(
  { grant, verdict, requested_until: until }: ReadRequest,
  state: Replayed,
): string | undefined {
  const made = state.grant;
  if (grant === undefined || made === undefined) return differs('grant', grant?.id, made?.id);
  const { token: _token, token_left_out: _why, outcomeDueAt, endedBy, ...told } = grant;
  const { endedBy: taker, ...events } = made;
  const usableUntil = earliest([later(made.approvedAt, verdict.grantForMs), until]);
  const due = made.redemption && later(made.redemption.at, verdict.outcomeWithinMs);
  return (
    differs('grant', told, asTold(told, events)) ??
    differs('grant.expiresAt', grant.expiresAt, usableUntil) ??
    differs('grant.endedBy', endedBy?.oid, taker) ??
    differs('grant.outcomeDueAt', outcomeDueAt, due)
  );
}

/** Rows of before it was kept beside the use do not tell where the gateway sent it; the event does. */
function asTold(
  told: Pick<NonNullable<ReadRequest['grant']>, 'redemption'>,
  made: Omit<ReplayedGrant, 'endedBy'>,
): Omit<ReplayedGrant, 'endedBy'> {
  if (made.redemption === undefined || told.redemption === undefined || told.redemption.starts !== undefined)
    return made;
  const { starts: _started, ...redemption } = made.redemption;
  return { ...made, redemption };
}

/** What sets it apart: recorded afterwards, a test, the answer to an evaluation. */
function compareMark(
  line: ReadRequest,
  events: readonly Told[],
  { first, look }: Replayed,
): string | undefined {
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
    return (
      differs('record', line.record && recordOf(line.record), made) ?? differs('trial', line.trial, undefined)
    );
  }
  const trial = first.facts.trial === true ? actor.id : undefined;
  const evaluated = first.facts.evaluated === true ? answerOf(events) : undefined;
  return (
    differs('record', line.record, undefined) ??
    differs('trial', line.trial?.by.oid, trial) ??
    differs('evaluated', line.evaluated, evaluated)
  );
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
