// The one decision function. Teams, the review page, the API and whatever comes later bring a verified person and a choice here.
// Reads the directory at the moment of the click, uncached; every failure leaves the request pending.

import { overtakenBy, type Pause, pausedRefusal, standingId } from '../agent/standing.ts';
import { askDirectory, askPerson } from '../approvers/ask-directory.ts';
import { groupsAsked, judge } from '../approvers/eligibility.ts';
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
import { makeGrant } from '../grant/grant.ts';
import type { Row, SignGrant, Stored } from '../ports.ts';
import { type Answer, type Refusal, refuse } from '../refusal.ts';
import { COMMENT_LIMIT } from '../text/text.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, EventDraft, Instant, RequestId, Vote } from '../words.ts';
import { actorOf, type Ballot, castVote, evidence, stands } from './ballot.ts';
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
 * Records one vote, and the decision when it completes one. An equal vote again writes nothing and gets the same answer.
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
  if (stands(request, ballot)) return { do: 'keep' };
  const { stepUp } = request.verdict;
  // A deny needs no proof beyond the click: it can only make less happen.
  if (ballot.choice === 'approve' && stepUp && !provesStepUp(stepUp, ballot.signIn, desk.reviewApp, now)) {
    return no({ reason: 'step_up_required', ...stepUp });
  }
  if (!opening.ok) return no(opening.refusal);
  if (lacksReason(request.verdict, ballot)) return no({ reason: 'reason_missing', choice: ballot.choice });

  const person = { ...ballot.person, name: judged.name };
  const taken = castVote(request, { ...ballot, ...opening.value, person }, judged.groups, word, now);
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
  return complete(desk, request, { votes, events: [event], rows, cast, owners: word.owners }, now);
}

/** The pause that overtook the request. Throws `StoreFault` when it cannot be read: never a yes. */
async function pauseAfter(desk: DecideDesk, request: ApprovalRequest): Promise<Pause | undefined> {
  const standing = await desk.standings.load(standingId(request.agent.clientId));
  return overtakenBy(request, standing?.data);
}

interface Draft {
  readonly votes: readonly Vote[];
  readonly events: readonly EventDraft[];
  readonly rows: readonly Row[];
  /** The vote that seems to complete the quorum: its person was judged just now. */
  readonly cast: Vote;
  readonly owners: readonly string[];
}

/** The quorum seems complete: all other voters are checked again, now. Who fails is recorded as not counted. */
async function complete(
  desk: DecideDesk,
  request: ApprovalRequest,
  { cast, owners, ...draft }: Draft,
  now: Instant,
): Promise<Step> {
  const checked = await Promise.all(
    draft.votes.map((each) => recheck(desk, request, each, { cast, owners }, now)),
  );
  const votes: Vote[] = [];
  const events = [...draft.events];
  const write = { do: 'write', rows: draft.rows, before: request.expiresAt } as const;
  for (const each of checked) {
    if (each === 'silent') return no({ reason: 'could_not_verify' });
    votes.push(each.vote);
    if (each.because === undefined) continue;
    const actor = { kind: 'policy', id: request.verdict.policyVersion } as const;
    events.push({
      type: 'vote_not_counted',
      actor,
      facts: { person: each.vote.person.oid, because: each.because, checked: each.checked },
    });
  }
  const counted = checked.flatMap((each) =>
    each !== 'silent' && each.vote.choice === 'approve' && each.vote.counted ? [each] : [],
  );
  const rechecked = Object.fromEntries(
    counted.flatMap(({ vote: { person }, checked: how }) => (how === undefined ? [] : [[person.oid, how]])),
  );
  if (!isQuorum(seatsNow(request), votes)) {
    return { ...write, change: { votes }, events: events.map((each) => withRechecked(each, rechecked)) };
  }

  const grant = await makeGrant(request, now, desk.sign);
  const ending = end(request, 'approved', now, desk.baseUrl, { votes, grant });
  const by = counted.map((each) => each.vote.person.oid);
  events.push({
    type: 'approved',
    actor: actorOf(cast.person),
    facts: {
      by,
      rechecked,
      grant: grant.id,
      grant_expires_at: grant.expiresAt,
      intent_hash: request.intentHash,
    },
  });
  return { ...write, change: ending.change, rows: [...draft.rows, ...ending.rows], events };
}

/** The vote that seemed to complete it tells whom that made us look up again: what the others' votes count for now stands in the chain. */
function withRechecked(event: EventDraft, rechecked: Readonly<Record<string, unknown>>): EventDraft {
  if (event.type !== 'voted' || Object.keys(rechecked).length === 0) return event;
  return { ...event, facts: { ...event.facts, rechecked } };
}

interface Rechecked {
  readonly vote: Vote;
  /** Why the vote no longer counts; told once, when it stops counting. */
  readonly because?: Refusal['reason'];
  /** The evidence; absent where nobody was asked. */
  readonly checked?: Readonly<Record<string, unknown>>;
}

async function recheck(
  desk: DecideDesk,
  request: ApprovalRequest,
  vote: Vote,
  { cast, owners }: Pick<Draft, 'cast' | 'owners'>,
  now: Instant,
): Promise<Rechecked | 'silent'> {
  if (vote === cast || vote.choice !== 'approve') return { vote };
  const found = await askPerson(desk, vote.person.oid, groupsAsked(request));
  if (found === 'silent') return 'silent';
  const word = { ...found, owners };
  const judged = judge(request, vote.person, word);
  const checked = evidence(request, judged.ok ? judged.groups : (found.person?.groups ?? []), word, now);
  if (judged.ok) return { vote: { ...vote, groups: judged.groups, counted: true }, checked };
  const stopped = { vote: { ...vote, counted: false }, checked };
  return vote.counted ? { ...stopped, because: judged.refusal.reason } : stopped;
}

const no = (refusal: Refusal): Step => ({ do: 'refuse', refusal });
