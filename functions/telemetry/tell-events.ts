// Lines out of what was stored: each event of a chain becomes at most one. No verb of the rules speaks to telemetry; what reached the
// record is seen at the one write verb, so that a line never tells what was not stored.

import type { Standing } from '../../approvals/agent/standing.ts';
import type { Commit, RecordStore } from '../../approvals/ports.ts';
import type { ApprovalRequest, ChainEvent, Instant } from '../../approvals/words.ts';
import type { Line } from './line.ts';

/** Commits whose end is still open, kept until it is known; the oldest are forgotten, and with them their lines. */
const OPEN_AT_MOST = 100;

/** The same store, and each event that it took is told once, as far as this process learns of it. `tell` must not throw. */
export function watchCommits<Head extends object, Store extends RecordStore<Head>>(
  store: Store,
  tell: (after: Head, event: ChainEvent) => void,
): Store {
  const open = new Map<string, Commit<Head>>();
  const won = (commit: Commit<Head>) => {
    for (const event of commit.events) tell(commit.after, event);
  };
  const learned = <Row extends { readonly data: object } | undefined>(row: Row): Row => {
    const { op } = (row?.data ?? {}) as { readonly op?: unknown };
    const commit = typeof op === 'string' ? open.get(op) : undefined;
    if (commit !== undefined && open.delete(String(op))) won(commit);
    return row;
  };

  return {
    ...store,
    commit: async (commit: Commit<Head>) => {
      const op = commit.events[0]?.op ?? '';
      const result = await store.commit(commit);
      open.delete(op);
      if (result === 'won') won(commit);
      if (result === 'unresolved') {
        if (open.size >= OPEN_AT_MOST) open.delete(open.keys().next().value ?? '');
        open.set(op, commit);
      }
      return result;
    },
    // Whether an unresolved commit landed is learned by reading its event.
    read: (id, key) => store.read(id, key).then(learned),
    peek: (id, key) => store.peek(id, key).then(learned),
  };
}

/** The line of one event of a request; `undefined` for what another line has told. */
export function lineOfRequest(after: ApprovalRequest, event: ChainEvent): Line | undefined {
  const common = {
    request: after.id,
    agent: agentOf(after),
    traceparent: after.trace,
    ...(after.trial === undefined ? {} : { trial: true }),
  };
  const by = event.actor.kind;
  switch (event.type) {
    case 'requested':
      return after.evaluated === undefined
        ? { event: 'requested', ...common, by, effect: after.verdict.effect }
        : { event: 'evaluated', ...common, by, effect: after.verdict.effect, status: after.status };
    case 'approved':
    case 'denied':
    case 'expired':
    case 'cancelled':
    case 'failed':
      return lineOfEnd(after, event, common);
    case 'voted':
      return { event: 'voted', ...common, choice: event.facts.choice, via: event.facts.via };
    case 'opened':
    case 'reported':
      return { event: event.type, ...common, by, via: event.facts.via };
    case 'redeemed':
      return { event: 'redeemed', ...common, by, seconds: between(after.grant?.approvedAt, event.at) };
    case 'outcome':
    case 'outcome_corrected':
      return { event: event.type, ...common, by, result: after.grant?.outcome?.result };
    case 'reminded':
    case 'escalated':
      return { event: event.type, ...common, by, count: event.facts.n, reason: event.facts.because };
    case 'reviewed':
      return { event: 'reviewed', ...common, result: after.record?.look?.finding };
    default:
      return { event: event.type, ...common, by };
  }
}

/** The line of one event of an agent's standing. */
export const lineOfStanding = (after: Standing, event: ChainEvent): Line | undefined =>
  event.type === 'paused' || event.type === 'pending_denied' || event.type === 'resumed'
    ? { event: event.type, agent: after.clientId, by: event.actor.kind }
    : undefined;

/** The line of one event of the log of the deployment itself. */
export const lineOfLog = ({ type, actor, facts }: ChainEvent): Line | undefined => {
  switch (type) {
    case 'policy_loaded':
    case 'policy_proposed':
    case 'policy_kept':
      return { event: type, by: actor.kind, request: facts.request, reason: facts.because };
    case 'export_started':
    case 'exported':
    case 'request_read':
    case 'heads_sealed':
    case 'route_linked':
    case 'route_unlinked':
      return { event: type, by: actor.kind };
    default:
      return undefined;
  }
};

function lineOfEnd(after: ApprovalRequest, event: ChainEvent, common: object): Line | undefined {
  // Born closed: `recorded` or `evaluated` has told it, and nobody decided anything.
  if (after.record !== undefined || after.evaluated !== undefined) return undefined;
  const end = {
    ...common,
    status: event.type,
    by: event.actor.kind,
    seconds: between(after.createdAt, event.at),
    ...(event.facts.reported === true ? { reason: 'reported_suspicious' } : {}),
  };
  return { event: after.trial === undefined ? 'decided' : 'trial_ended', ...end };
}

/** What a person did, or tests, has no agent: that member holds the person then, who is nobody's business here. */
const agentOf = ({ agent, record, trial }: ApprovalRequest): string | undefined =>
  trial !== undefined || record?.actor === 'person' ? undefined : agent.clientId;

const between = (from: Instant | undefined, to: Instant): number | undefined =>
  from === undefined ? undefined : Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
