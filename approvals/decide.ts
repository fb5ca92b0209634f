// The one decision function. Teams, the API and whatever comes later bring a verified person and a choice here.
// Reads the directory at the moment of the click, uncached; every failure leaves the request pending.
import { groupsAsked, judge } from './eligibility.ts';
import { end } from './end.ts';
import { makeGrant } from './grant.ts';
import { lapsed } from './lapse.ts';
import type { Desk, DirectoryPerson, LookUpPerson, Row, SignGrant, Stored } from './ports.ts';
import { isQuorum } from './quorum.ts';
import type { Answer } from './refusal.ts';
import { refuse } from './refusal.ts';
import { COMMENT_LIMIT, digestText, textRow } from './text.ts';
import type { Settled, Step } from './transition.ts';
import { transition } from './transition.ts';
import type { ApprovalRequest, Choice, EventDraft, Instant, Person, RequestId, Vote } from './words.ts';

export interface Ballot {
  readonly person: Person;
  readonly choice: Choice;
  readonly comment?: string;
  readonly reason?: string;
  /** Through which door the person came, for the record. */
  readonly via: 'teams' | 'api';
}

export type DecideDesk = Desk & { readonly lookUp: LookUpPerson; readonly sign: SignGrant };

/**
 * Records one vote, and the decision when it completes one. An equal vote again writes nothing and gets the same answer.
 * Refusals: whoever may not decide (`judge`), `already_ended`, `could_not_verify` when the directory is silent, and those of `transition`.
 */
export async function decide(
  desk: DecideDesk,
  id: RequestId,
  ballot: Ballot,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  if ((ballot.comment?.length ?? 0) > COMMENT_LIMIT) {
    return refuse({ reason: 'comment_too_long', limit: COMMENT_LIMIT });
  }
  const settled = await transition(desk, id, (request, now) => vote(desk, request, ballot, now), seen);
  // The click came too late and recorded only that: say so, do not pretend that it counted.
  if (settled.ok && settled.value.request.status === 'expired' && !stands(settled.value.request, ballot)) {
    return refuse({ reason: 'already_ended', status: 'expired' });
  }
  return settled;
}

async function vote(desk: DecideDesk, request: ApprovalRequest, ballot: Ballot, now: Instant): Promise<Step> {
  if (request.status !== 'pending') {
    if (stands(request, ballot)) return { do: 'keep' };
    return { do: 'refuse', refusal: { reason: 'already_ended', status: request.status } };
  }
  if (now >= request.expiresAt) return lapsed(request, now, desk.baseUrl);

  const found = await ask(desk, request, ballot.person.oid);
  if (found === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
  const judged = judge(request, ballot.person, found);
  if (!judged.ok) return { do: 'refuse', refusal: judged.refusal };
  if (stands(request, ballot)) return { do: 'keep' };

  const person = { ...ballot.person, name: judged.name };
  const { vote: cast, rows } = castVote(request, { ...ballot, person }, judged.groups, now);
  const votes = [...request.votes.filter((each) => each.person.oid !== person.oid), cast];
  const events: EventDraft[] = [votedEvent(ballot, cast)];
  const before = request.expiresAt;

  if (ballot.choice === 'deny') {
    const ending = end(request, 'denied', now, desk.baseUrl, { votes });
    events.push({ type: 'denied', actor: actorOf(person), facts: { by: [person.oid] } });
    return { do: 'write', change: ending.change, rows: [...rows, ...ending.rows], events, before };
  }
  if (!isQuorum(request.verdict.requirements, votes)) {
    return { do: 'write', change: { votes }, rows, events, before };
  }
  return complete(desk, request, { votes, events, rows }, person, now);
}

/** The quorum seems complete: all other voters are checked again, now. Who fails is recorded as not counted. */
async function complete(
  desk: DecideDesk,
  request: ApprovalRequest,
  draft: { votes: readonly Vote[]; events: readonly EventDraft[]; rows: readonly Row[] },
  person: Person,
  now: Instant,
): Promise<Step> {
  const checked = await Promise.all(
    draft.votes.map(async (each) => {
      if (each.person.oid === person.oid || each.choice !== 'approve') return { vote: each };
      const found = await ask(desk, request, each.person.oid);
      if (found === 'silent') return 'silent' as const;
      const judged = judge(request, each.person, found);
      if (judged.ok) return { vote: { ...each, groups: judged.groups, counted: true } };
      // Recorded once: a vote not counted before stays so in silence.
      const because = each.counted ? judged.refusal.reason : undefined;
      return { vote: { ...each, counted: false }, because };
    }),
  );
  const votes: Vote[] = [];
  const events = [...draft.events];
  const before = request.expiresAt;
  for (const each of checked) {
    if (each === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
    votes.push(each.vote);
    if (each.because === undefined) continue;
    events.push({
      type: 'vote_not_counted',
      actor: { kind: 'policy', id: request.verdict.policyVersion },
      facts: { person: each.vote.person.oid, because: each.because },
    });
  }
  if (!isQuorum(request.verdict.requirements, votes)) {
    return { do: 'write', change: { votes }, rows: draft.rows, events, before };
  }
  const grant = await makeGrant(request, now, desk.sign);
  const ending = end(request, 'approved', now, desk.baseUrl, { votes, grant });
  const by = votes.filter((each) => each.choice === 'approve' && each.counted).map((each) => each.person.oid);
  events.push({
    type: 'approved',
    actor: actorOf(person),
    facts: { by, grant: grant.id, grant_expires_at: grant.expiresAt, intent_hash: request.intentHash },
  });
  return { do: 'write', change: ending.change, rows: [...draft.rows, ...ending.rows], events, before };
}

async function ask(
  desk: DecideDesk,
  request: ApprovalRequest,
  oid: string,
): Promise<DirectoryPerson | undefined | 'silent'> {
  try {
    return await desk.lookUp(oid, groupsAsked(request));
  } catch {
    // Whatever is wrong with the directory, it is never a yes: the person is asked to try again.
    return 'silent';
  }
}

function castVote(
  request: ApprovalRequest,
  ballot: Ballot,
  groups: readonly string[],
  now: Instant,
): { vote: Vote; rows: readonly Row[] } {
  const seq = request.seq + 1;
  const text = ballot.comment?.trim() ? textRow(request, seq, ballot.comment) : undefined;
  return {
    vote: {
      person: ballot.person,
      choice: ballot.choice,
      at: now,
      seq,
      ...(text === undefined ? {} : { text: text.digest }),
      ...(ballot.reason === undefined ? {} : { reason: ballot.reason }),
      groups,
      counted: true,
    },
    rows: text === undefined ? [] : [text.row],
  };
}

function votedEvent(ballot: Ballot, cast: Vote): EventDraft {
  return {
    type: 'voted',
    actor: actorOf(cast.person),
    facts: {
      choice: cast.choice,
      via: ballot.via,
      tenant: cast.person.tenant,
      member_of: cast.groups,
      checked_at: cast.at,
      ...(cast.text === undefined ? {} : { text: cast.text }),
      ...(cast.reason === undefined ? {} : { reason: cast.reason }),
    },
  };
}

/** The same person's same choice stands already (a click sent again by Teams, a double click). */
function stands(request: ApprovalRequest, ballot: Ballot): boolean {
  const mine = request.votes.find((each) => each.person.oid === ballot.person.oid);
  if (mine === undefined || mine.choice !== ballot.choice || !mine.counted) return false;
  if (request.status !== 'pending') return true;
  const words = ballot.comment?.trim() ? ballot.comment : undefined;
  // A second click finds the input empty: it must not take back what was said with the first.
  if (words === undefined && ballot.reason === undefined) return true;
  const text = words === undefined ? undefined : digestText(request, mine.seq, words);
  return mine.text === text && mine.reason === ballot.reason;
}

const actorOf = (person: Person) => ({ kind: 'person', id: person.oid }) as const;
