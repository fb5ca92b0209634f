// What an evaluation without an approval was answered, as a request born closed: so the record holds every answer, the yes and the no of
// a rule too. Nothing waits, nobody is told, and no grant comes of it, now or later.

import { type Pause, pausedRefusal, pauseOf, type Standing, standingId } from '../agent/standing.ts';
import { end } from '../change/end.ts';
import { admit } from '../counting/admit.ts';
import type { QuotaDesk } from '../counting/places.ts';
import { closedByCoolDown } from '../denial/cool-down.ts';
import { coolDownFor, type LookBackDesk } from '../denial/earlier-denial.ts';
import { AGENT_PAUSED, APPROVAL_REQUIRED, allowedBy, deniedBy } from '../end-reason.ts';
import type { CoolDown, Evaluated } from '../mark.ts';
import type { Commit } from '../ports.ts';
import { type Answer, accept, refuse } from '../refusal.ts';
import { textRow } from '../text/text.ts';
import type { Limits, Ruling } from '../verdict.ts';
import type { ApprovalRequest, EventDraft } from '../words.ts';
import { type CreateDesk, create, type Stamp } from './create.ts';
import { askedBy, blankRequest, firstCommit, type JudgedIntent, judgementFacts } from './newborn.ts';

/** A question that the policy has judged. */
export interface Evaluation extends JudgedIntent {
  readonly enforcer?: { readonly clientId: string; readonly name: string };
  /** How much this agent may ask, whoever asks for it. */
  readonly limits: Limits;
  /** The agent's own words. */
  readonly justification?: string;
  /** Only a question: its yes is not counted where a rule has a limit, and nobody acts on it. */
  readonly dry?: boolean;
}

type EvaluationDesk = CreateDesk & QuotaDesk & LookBackDesk;

/** How it ends, and the event that says so. */
interface Closing {
  readonly evaluated: Evaluated;
  readonly status: 'approved' | 'denied';
  readonly change: Partial<ApprovalRequest>;
  readonly event: EventDraft;
}

/**
 * Records the answer and gives it as stored: only what is durable is told. Refusals: `limit_reached` (nothing was recorded),
 * `agent_paused` when a pause came while a yes was being recorded, `not_known_yet`. Throws `StoreFault` when storage is out of reach and
 * nothing was written.
 */
export async function recordEvaluation(
  desk: EvaluationDesk,
  evaluation: Evaluation & Ruling,
): Promise<Answer<ApprovalRequest>> {
  const { agent } = evaluation;
  const op = desk.mint('op');
  const admitted = await admit(desk, { ...evaluation, op, as: evaluation.dry ? 'question' : 'evaluation' });
  if (!admitted.ok) return admitted;
  const { verdict, giveBack } = admitted.value;

  let seen: Pause | undefined;
  const readStanding = async (): Promise<Standing | undefined> =>
    (await desk.standings.load(standingId(agent.clientId)))?.data;
  // For the first try beside the catalog row, for each further one anew: a pause that was recorded before the try is in its answer.
  let first: Promise<Standing | undefined> | undefined = readStanding();
  first.catch(() => undefined);
  const what = { ...evaluation, op, owesNothing: true, whenNothing: giveBack };
  const recorded = await create(desk, what, async (stamp) => {
    const [standing, coolDown] = await Promise.all([
      first ?? readStanding(),
      coolDownFor(desk, { ...evaluation, verdict }, stamp.now),
    ]);
    first = undefined;
    seen = pauseOf(standing);
    return bornClosed(desk.baseUrl, { ...evaluation, verdict }, { standing, coolDown }, stamp);
  });
  if (recorded.ok && recorded.value.status !== 'approved') await giveBack();
  // An earlier try may have landed as a yes before the pause was read: what begins now begins after it.
  if (recorded.ok && recorded.value.status === 'approved' && seen !== undefined)
    return refuse(pausedRefusal(seen));
  return recorded.ok ? accept(recorded.value) : recorded;
}

function bornClosed(
  baseUrl: string,
  evaluation: Evaluation,
  {
    standing,
    coolDown,
  }: { readonly standing: Standing | undefined; readonly coolDown: CoolDown | undefined },
  { op, salt, now }: Stamp,
): Commit {
  const { justification, enforcer } = evaluation;
  const text = justification?.trim() ? textRow({ salt }, 1, justification) : undefined;
  const { evaluated, status, change, event } = closingOf(evaluation, pauseOf(standing), coolDown);
  const asked: ApprovalRequest = {
    ...blankRequest(evaluation, { salt, now }),
    ...(enforcer === undefined ? {} : { enforcer }),
    ...(standing === undefined || standing.seq === 0 ? {} : { standing: standing.seq }),
    ...(text === undefined ? {} : { justification: text.digest }),
    evaluated,
  };
  // The event that ends it follows `requested`, which is number 1.
  const ending = end({ ...asked, seq: 1 }, status, now, baseUrl, change);
  const requested: EventDraft = {
    type: 'requested',
    actor: askedBy(evaluation),
    facts: {
      evaluated: true,
      agent: evaluation.agent,
      ...judgementFacts(evaluation),
      ...(text === undefined ? {} : { justification: text.digest }),
    },
  };
  const born = {
    change: ending.change,
    events: [requested, event],
    rows: [...(text === undefined ? [] : [text.row]), ...ending.rows],
  };
  return firstCommit(asked, evaluation.intent, born, op);
}

/** The strictest first: a pause stands above every rule, what a person denied shortly before is not answered with yes, and what a person would have to approve was not let through. */
function closingOf(
  { verdict, agent }: Evaluation,
  pause: Pause | undefined,
  coolDown: CoolDown | undefined,
): Closing {
  if (pause !== undefined) return closedByPause(pause, agent.clientId);
  if (coolDown !== undefined) {
    const evaluated: Evaluated = { decision: false, reason: 'policy_denied' };
    return { evaluated, status: 'denied', ...closedByCoolDown(verdict, coolDown) };
  }
  const rules = verdict.rules.filter((rule) => rule.effect === verdict.effect).map(({ id }) => id);
  const actor = { kind: 'policy', id: verdict.policyVersion, name: rules.join(', ') } as const;
  if (verdict.effect === 'allow') {
    return {
      evaluated: { decision: true },
      status: 'approved',
      change: { endReason: allowedBy(rules) },
      event: { type: 'approved', actor, facts: { because: 'evaluated', rules } },
    };
  }
  if (verdict.effect === 'deny') {
    return {
      evaluated: { decision: false, reason: 'policy_denied' },
      status: 'denied',
      change: { endReason: deniedBy(rules) },
      event: { type: 'denied', actor, facts: { rules } },
    };
  }
  return {
    evaluated: { decision: false, reason: 'approval_required' },
    status: 'denied',
    change: { endReason: APPROVAL_REQUIRED },
    event: { type: 'denied', actor, facts: { because: 'approval_required', rules } },
  };
}

/** In the name of who paused, like what a pause denies while it waits. */
function closedByPause({ by, at, seq }: Pause, agent: string): Closing {
  return {
    evaluated: { decision: false, reason: 'policy_denied', pausedSince: at },
    status: 'denied',
    change: { endReason: AGENT_PAUSED, endedBy: by },
    event: {
      type: 'denied',
      actor: { kind: 'person', id: by.oid },
      facts: { because: 'agent_paused', agent, paused: seq, paused_at: at },
    },
  };
}
