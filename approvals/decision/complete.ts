// The votes seem to be enough: everybody else who approved is looked up once more, now; and what comes of it is the decision, or a vote that
// counts no longer.
import { askPerson } from '../approvers/ask-directory.ts';
import { groupsAsked, judge } from '../approvers/eligibility.ts';
import { seatsNow } from '../approvers/escalation.ts';
import { isQuorum } from '../approvers/quorum.ts';
import { end } from '../change/end.ts';
import type { Step } from '../change/transition.ts';
import { makeGrant } from '../grant/grant.ts';
import type { Row, SignGrant } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import type { ApprovalRequest, EventDraft, Instant, Vote } from '../words.ts';
import { actorOf, evidence } from './ballot.ts';
import type { VoterDesk } from './opening.ts';

type CompleteDesk = VoterDesk & { readonly sign: SignGrant; readonly baseUrl: string };

/** What the vote that seems to complete it brings. */
export interface Draft {
  readonly votes: readonly Vote[];
  readonly events: readonly EventDraft[];
  readonly rows: readonly Row[];
  /** The vote that seems to complete the quorum: its person was judged just now. */
  readonly cast: Vote;
  readonly owners: readonly string[];
}

/**
 * All other voters are checked again, now; who fails is recorded as not counted. Still enough: it is approved, with its grant.
 * Refusals: `could_not_verify`. Throws `StoreFault`.
 */
export async function complete(
  desk: CompleteDesk,
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
    if (each === 'silent') return { do: 'refuse', refusal: { reason: 'could_not_verify' } };
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
  desk: CompleteDesk,
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
