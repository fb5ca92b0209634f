// The votes of a request as its events make them: the newest of each person, what the directory said of them last, and whether it counts.
import type { Choice, Instant } from '../../words.ts';
import type { PersonChecked, SignedIn } from './event-facts.ts';
import type { ToldOf } from './told.ts';

/** One person's standing choice, with the evidence for it. */
export interface ReplayedVote {
  readonly person: { readonly oid: string; readonly tenant: string };
  readonly choice: Choice;
  readonly at: Instant;
  readonly seq: number;
  readonly text?: string;
  readonly reason?: string;
  readonly signIn?: SignedIn;
  readonly counted: boolean;
  /** The last check of the person: what the vote counts by. */
  readonly checked: PersonChecked;
}

/** The votes after the event; in words, why it cannot follow. */
export function replayVote(
  votes: readonly ReplayedVote[],
  event: ToldOf<'voted' | 'vote_not_counted'>,
): readonly ReplayedVote[] | string {
  if (event.type === 'vote_not_counted') {
    const { person } = event.facts;
    const found = votes.find((each) => each.person.oid === person);
    if (found?.choice !== 'approve' || !found.counted)
      return `takes back a vote of ${person} that did not count`;
    return votes.map((each) => (each === found ? { ...each, counted: false } : each));
  }
  const { actor, at, seq, facts } = event;
  if (actor.kind !== 'person') return `is a vote of ${actor.kind} ${actor.id}, and only people vote`;
  const { choice, tenant, text, reason, sign_in: signIn, checked, rechecked = {} } = facts;
  const vote: ReplayedVote = {
    person: { oid: actor.id, tenant },
    choice,
    at,
    seq,
    ...(text === undefined ? {} : { text }),
    ...(reason === undefined ? {} : { reason }),
    ...(signIn === undefined ? {} : { signIn }),
    counted: true,
    checked,
  };
  const others = withEvidence(
    votes.filter((each) => each.person.oid !== actor.id),
    rechecked,
  );
  return typeof others === 'string' ? others : [...others, vote];
}

/** The votes of those who were looked up again: they count, by what was found then. */
export function withEvidence(
  votes: readonly ReplayedVote[],
  rechecked: Readonly<Record<string, PersonChecked>>,
): readonly ReplayedVote[] | string {
  const approving = votes.filter(({ choice }) => choice === 'approve').map(({ person }) => person.oid);
  const stranger = Object.keys(rechecked).find((oid) => !approving.includes(oid));
  if (stranger !== undefined) return `tells of a second look at ${stranger}, who had not approved`;
  return votes.map((vote) => {
    const checked = Object.hasOwn(rechecked, vote.person.oid) ? rechecked[vote.person.oid] : undefined;
    return checked === undefined ? vote : { ...vote, counted: true, checked };
  });
}

/** As the quorum counts it: by what was found of its person last. */
export const seated = ({ person, choice, at, seq, counted, checked }: ReplayedVote) => ({
  person: { ...person, name: '' },
  choice,
  at,
  seq,
  counted,
  groups: checked.member_of,
});
