// Was each event brought about by one who may: the agent that asked, the enforcer that asked for it, a person, the policy, the clock? Who may vote
// and decide stands in check-decision, who may remove in check-removals.
import type { ReadRequest } from './line-schema.ts';
import type { Flawed, Told, ToldOf } from './told.ts';

/** The first event in the name of one who may not; nothing when all are as they must be. */
export function checkActors(events: readonly Told[], line: ReadRequest): Flawed | undefined {
  for (const [index, event] of events.entries()) {
    const why = whyNot(event, events.slice(0, index), line);
    if (why !== undefined) return { seq: event.seq, why };
  }
  return undefined;
}

function whyNot(event: Told, before: readonly Told[], line: ReadRequest): string | undefined {
  switch (event.type) {
    case 'redeemed':
      return ofUser(event, line);
    // What answers a test withdraws it: that is a vote, which is looked at as one.
    case 'cancelled':
      return 'because' in event.facts ? inNameOf(event, 'person') : ofOwn(event, line);
    case 'commented':
      return event.actor.kind === 'person' ? undefined : ofOwn(event, line);
    case 'expired':
    case 'lapsed':
      return inNameOf(event, 'clock');
    case 'vote_not_counted':
      return inNameOf(event, 'policy') ?? ofPolicy(event, line);
    case 'failed':
      return ofFailure(event, line);
    case 'denied':
      return ofPause(event, line);
    case 'revoked':
      return ofRevocation(event, before);
    case 'redriven':
    case 'reviewed':
    case 'reported':
      return inNameOf(event, 'person');
    default:
      return undefined;
  }
}

const inNameOf = ({ type, actor }: Told, kind: Told['actor']['kind']): string | undefined =>
  actor.kind === kind ? undefined : `is ${type} in the name of ${actor.kind} ${actor.id}`;

/** As `redeem` lets it: the agent where it asked itself; an enforcer, and only the one that asked where one did. */
function ofUser({ actor, facts }: ToldOf<'redeemed'>, line: ReadRequest): string | undefined {
  const { agent, enforcer } = line;
  if (facts.intent_hash !== line.intent_hash) return 'uses the approval for another intent';
  const mayUse =
    actor.kind === 'agent'
      ? actor.id === agent.clientId && enforcer === undefined
      : actor.kind === 'enforcer' && (enforcer === undefined || enforcer.clientId === actor.id);
  return mayUse ? undefined : `uses the approval in the name of ${actor.kind} ${actor.id}, whose it is not`;
}

/** Only its own agent, or the enforcer that asked for it. */
function ofOwn({ type, actor }: Told, { agent, enforcer }: ReadRequest): string | undefined {
  const own = actor.kind === 'agent' ? agent.clientId : enforcer?.clientId;
  const isOwn = (actor.kind === 'agent' || actor.kind === 'enforcer') && actor.id === own;
  return isOwn ? undefined : `is ${type} in the name of ${actor.kind} ${actor.id}, whose request it is not`;
}

const ofPolicy = ({ type, actor }: Told, { verdict }: ReadRequest): string | undefined =>
  actor.id === verdict.policyVersion
    ? undefined
    : `is ${type} in the name of policy ${actor.id}, and not of its pinned one`;

/** It failed because seats were empty that nobody could fill: there are such seats. */
function ofFailure(event: ToldOf<'failed'>, line: ReadRequest): string | undefined {
  const { facts } = event;
  if (facts.because === 'recorded_after_the_fact') return undefined;
  if (facts.requirements.length === 0) return 'is failed, and every seat could be filled';
  return inNameOf(event, 'policy') ?? ofPolicy(event, line);
}

/** A pause denies what was asked before it, of its own agent; an evaluation is answered by the pause in force. */
function ofPause(
  event: ToldOf<'denied'>,
  { agent, evaluated, standing = 0 }: ReadRequest,
): string | undefined {
  const { facts } = event;
  if (!('because' in facts) || facts.because !== 'agent_paused') return undefined;
  if (facts.agent !== agent.clientId) return `is denied by the pause of ${facts.agent}, another agent`;
  if (evaluated === undefined && facts.paused <= standing)
    return 'is denied by a pause that had ended before it was asked';
  return inNameOf(event, 'person');
}

/** An administrator may, and who approved it. */
function ofRevocation(event: ToldOf<'revoked'>, before: readonly Told[]): string | undefined {
  const { actor, facts } = event;
  const approved = before.find((each) => each.type === 'approved');
  const isApprover =
    approved?.type === 'approved' && 'by' in approved.facts && approved.facts.by.includes(actor.id);
  if (facts.as === 'approver' && !isApprover) return `is by ${actor.id} as an approver, who did not approve`;
  return inNameOf(event, 'person');
}
