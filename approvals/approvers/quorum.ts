// Seats and votes. A requirement is (set of approvers, count) = that many seats; a vote fills one seat, a person at most one.
// Votes are assigned to seats by maximum matching, so that nobody's vote is wasted on a seat another could not fill. Pure.
import type { Requirement } from '../verdict.ts';
import type { Vote } from '../words.ts';

type Fillable = Pick<Vote, 'groups'> & { readonly person: { readonly oid: string } };

/** May this vote fill a seat of this requirement? */
export function fits(requirement: Requirement, vote: Fillable): boolean {
  return (
    requirement.people.includes(vote.person.oid) ||
    requirement.groups.some((group) => vote.groups.includes(group.id))
  );
}

/** How many seats of each requirement are still empty when the approving, counted votes are seated as well as possible. */
export function openSeats(requirements: readonly Requirement[], votes: readonly Vote[]): readonly number[] {
  const seats = requirements.flatMap((requirement, index) =>
    Array.from({ length: requirement.count }, () => ({ requirement, index })),
  );
  const voters = onePerPerson(votes.filter((vote) => vote.choice === 'approve' && vote.counted));
  const seatOf = new Map<number, number>();
  for (const voter of voters.keys()) seat(voter, new Set());

  /** Augmenting path (Kuhn): takes a free seat, or one whose holder can move to another. */
  function seat(voter: number, tried: Set<number>): boolean {
    const vote = voters[voter];
    if (vote === undefined) return false;
    for (const [index, { requirement }] of seats.entries()) {
      if (tried.has(index) || !fits(requirement, vote)) continue;
      tried.add(index);
      const holder = seatOf.get(index);
      if (holder !== undefined && !seat(holder, tried)) continue;
      seatOf.set(index, voter);
      return true;
    }
    return false;
  }

  const open = requirements.map(() => 0);
  for (const [index, { index: requirement }] of seats.entries()) {
    if (!seatOf.has(index)) open[requirement] = (open[requirement] ?? 0) + 1;
  }
  return open;
}

/** True when every seat is filled. No requirement at all is never a quorum: nothing is approved by nobody. */
export function isQuorum(requirements: readonly Requirement[], votes: readonly Vote[]): boolean {
  const seats = requirements.reduce((sum, requirement) => sum + requirement.count, 0);
  return seats > 0 && openSeats(requirements, votes).every((open) => open === 0);
}

function onePerPerson(votes: readonly Vote[]): readonly Vote[] {
  return [...new Map(votes.map((vote) => [vote.person.oid, vote])).values()];
}
