// The one decision function. Teams, the review page, the API and whatever comes later bring a verified person and a choice here.
// Reads the directory at the moment of the click, uncached; every failure leaves the request pending.

import { overtakenBy, type Pause, pausedRefusal, standingId } from '../agent/standing.ts';
import { askDirectory } from '../approvers/ask-directory.ts';
import { judge } from '../approvers/eligibility.ts';
import { hopedFor, seatsNow } from '../approvers/escalation.ts';
import { isQuorum } from '../approvers/quorum.ts';
import { end } from '../change/end.ts';
import { lapsed } from '../change/time-out.ts';
import { type Settled, type Step, transition } from '../change/transition.ts';
import {
  type DeniedSibling,
  deniedSibling,
  denyAlike,
  fenceSiblings,
  isBehindDenial,
  type SiblingDesk,
  tellOthers,
} from '../denial/siblings.ts';
import { StoreFault } from '../faults.ts';
import type { SignGrant, Stored } from '../ports.ts';
import { type Answer, type Refusal, refuse } from '../refusal.ts';
import { COMMENT_LIMIT } from '../text/text.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, EventDraft, Instant, RequestId } from '../words.ts';
import { asSaid, isNoNews, mayBeEnough } from './again.ts';
import { actorOf, type Ballot, castVote, stands } from './ballot.ts';
import { complete } from './complete.ts';
import { openingOf, type VoterDesk } from './opening.ts';
import { provesStepUp } from './step-up.ts';
import { reported } from './suspicion.ts';
import { answerTrial } from './trial.ts';
import { lacksReason } from './vote-reason.ts';

/** What deciding needs. `reviewApp` is the client id of the review page, where a step-up has to be made. */
export type DecideDesk = SiblingDesk & VoterDesk & { readonly sign: SignGrant; readonly reviewApp: string };

/** Denying siblings takes this long of the answer to a click, at most. */
const SIBLINGS_FOR_MS = 1500;
/** What the tries of one vote have in common. */
export interface Turn {
  denied?: DeniedSibling;
  /** When a denial was noted first: each try puts down the same row. */
  notedAt?: Instant;
}

/**
 * Records one vote, and the decision when it completes one. An equal vote again writes nothing and gets the same answer,
 * but for an approval that may be enough by now (`mayBeEnough`).
 * Refusals: whoever may not decide (`judge`), for an approval `agent_paused`, `same_denied` (recorded as its end), and `step_up_required` where it needs a fresh sign-in,
 * `not_opened`, `reason_missing` where a rule wants words with this choice, `already_ended`, `could_not_verify` when the directory is silent, and those of `transition`;
 * `busy` also where a sibling is being denied just now (decide-in-turn.ts waits for it).
 */
export async function decide(
  desk: DecideDesk,
  id: RequestId,
  ballot: Ballot,
  seen?: Stored<ApprovalRequest>,
  turn: Turn = {},
): Promise<Answer<Settled>> {
  if ((ballot.comment?.length ?? 0) > COMMENT_LIMIT) {
    return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  }
  const settled = await transition(desk, id, (request, now) => vote(desk, request, ballot, now, turn), seen);
  // The click came too late and recorded only that: say so, do not pretend that it counted.
  if (settled.ok && settled.value.request.status === 'expired' && !stands(settled.value.request, ballot)) {
    return refuse({ reason: 'already_ended', status: 'expired' });
  }
  if (settled.ok && turn.denied !== undefined && settled.value.request.coolDown !== undefined) {
    const { coolDown, by } = turn.denied;
    return refuse({ reason: 'same_denied', by, at: coolDown.deniedAt });
  }
  if (settled.ok && settled.value.wrote) await denyAtOnce(desk, settled.value.request);
  return settled;
}

/** The siblings hear of the denial at once, where that is quick: else the next look at the denied request finds them. */
async function denyAtOnce(desk: DecideDesk, request: ApprovalRequest): Promise<void> {
  try {
    await tellOthers(desk, request, later(desk.clock(), SIBLINGS_FOR_MS));
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}

async function vote(
  desk: DecideDesk,
  request: ApprovalRequest,
  ballot: Ballot,
  now: Instant,
  turn: Turn,
): Promise<Step> {
  if (request.status !== 'pending') {
    return stands(request, ballot) ? { do: 'keep' } : no({ reason: 'already_ended', status: request.status });
  }
  if (now >= request.expiresAt) return lapsed(request, now, desk.baseUrl);

  const [word, pause, opening] = await Promise.all([
    askDirectory(desk, request, ballot.person.oid),
    // A deny needs nobody's leave: it can only make less happen.
    ballot.choice === 'approve' ? pauseAfter(desk, request) : undefined,
    openingOf(desk, request, ballot),
  ]);
  if (word === 'silent') return no({ reason: 'could_not_verify' });
  const judged = judge(request, ballot.person, word);
  if (!judged.ok) return no(judged.refusal);
  if (pause !== undefined) return no(pausedRefusal(pause));
  const isAgain = stands(request, ballot);
  if (isAgain && !mayBeEnough(request, ballot.person, judged.groups, now)) return { do: 'keep' };
  const { stepUp } = request.verdict;
  // A deny needs no proof beyond the click: it can only make less happen.
  if (ballot.choice === 'approve' && stepUp && !provesStepUp(stepUp, ballot.signIn, desk.reviewApp, now)) {
    return no({ reason: 'step_up_required', ...stepUp });
  }
  if (!opening.ok) return no(opening.refusal);
  const said = isAgain ? await asSaid(desk, request, ballot) : ballot;
  if (lacksReason(request.verdict, said)) return no({ reason: 'reason_missing', choice: ballot.choice });

  const person = { ...ballot.person, name: judged.name };
  const taken = castVote(request, { ...said, ...opening.value, person }, judged.groups, word, now);
  if (request.trial !== undefined) return answerTrial(request, taken, now, desk.baseUrl);
  if (ballot.choice === 'approve') {
    // Before any yes counts, also one of several: what a person denied on a sibling is not approved here.
    const denied = await deniedSibling(desk, request, now);
    if (denied === 'busy') return no({ reason: 'busy' });
    if (denied !== undefined) {
      turn.denied = denied;
      return denyAlike(request, denied.coolDown, now, desk.baseUrl);
    }
  }
  const { vote: cast, rows, event } = taken;
  const votes = [...request.votes.filter((each) => each.person.oid !== person.oid), cast];
  if (ballot.choice === 'deny') {
    const { id, agent, intentHash, likeHash, action, resource } = request;
    // Before the commit: a row without a denial leads to nothing, a denial without its row would be forgotten.
    turn.notedAt ??= now;
    const noted = { request: id, agent: agent.clientId, at: turn.notedAt };
    await desk.denials.note({ ...noted, intentHash, likeHash, action, resource });
    if (await isBehindDenial(desk, request, now)) return no({ reason: 'busy' });
    if (!(await fenceSiblings(desk, request))) return no({ reason: 'busy' });
    const alarm = reported(request, ballot, now);
    const ending = end(request, 'denied', now, desk.baseUrl, { votes, ...alarm.change });
    const facts = { by: [person.oid], ...alarm.facts };
    const denied: EventDraft = { type: 'denied', actor: actorOf(person), facts };
    const all = { rows: [...rows, ...ending.rows, ...alarm.rows], events: [event, denied] };
    return { do: 'write', change: ending.change, ...all, before: request.expiresAt };
  }
  const hoped = votes.map((each) => hopedFor(request, each));
  if (!isQuorum(seatsNow(request), hoped)) {
    return { do: 'write', change: { votes }, rows, events: [event], before: request.expiresAt };
  }
  const step = await complete(
    desk,
    request,
    { votes, events: [event], rows, cast, owners: word.owners },
    now,
  );
  return isAgain && isNoNews(step) ? { do: 'keep' } : step;
}

/** The pause that overtook the request. Throws `StoreFault` when it cannot be read: never a yes. */
async function pauseAfter(desk: DecideDesk, request: ApprovalRequest): Promise<Pause | undefined> {
  const standing = await desk.standings.load(standingId(request.agent.clientId));
  return overtakenBy(request, standing?.data);
}

const no = (refusal: Refusal): Step => ({ do: 'refuse', refusal });
