// Who may decide a life's request, and whether all its seats are filled, in plain code: every seating is tried.
import type { Requirement } from '../../approvals/verdict.ts';
import { GROUPS, PEOPLE } from '../../local/directory.ts';
import type { Who } from './deeds.ts';
import type { Plain, StandingVote } from './plain-state.ts';

/** Owns the agent. */
export const BARRED: Who = 'dana';

/** Why this person may not decide it now; nothing when they may. */
export function barredFrom(life: Plain, who: Who): string | undefined {
  const trouble = notMember(life, who);
  if (trouble !== undefined) return trouble;
  if (who === BARRED) return 'own_request';
  return seats(life).some((each) => mayFill(each, who, groupsOf(life, who))) ? undefined : 'not_approver';
}

export function notMember(life: Plain, who: Who): string | undefined {
  const account = life.directory.get(who);
  if (account?.enabled !== true) return 'disabled_person';
  return account.guest ? 'guest' : undefined;
}

export const isAdmin = (life: Plain, who: Who): boolean =>
  life.directory.get(who)?.groups.has('admins') === true;

export const isFull = (
  life: Plain,
  groupsFor = (_life: Plain, { groups }: StandingVote): readonly string[] => groups,
): boolean =>
  canSeat(
    seats(life),
    [...life.votes].flatMap(([who, each]) =>
      each.choice === 'approve' && each.counted ? [{ who, groups: groupsFor(life, each) }] : [],
    ),
  );

/** Nobody asked about a group that came in after the vote: its person may be in it, which is found out once that would be enough. */
export const hoped = ({ terms, escalated }: Plain, each: StandingVote): readonly string[] => [
  ...each.groups,
  ...escalated.flatMap((at, n) =>
    at < each.at ? [] : (terms.escalations?.[n]?.adds?.groups.map(({ id }) => id) ?? []),
  ),
];

/** Is there any way to give each seat somebody of its own? All are tried. */
export function canSeat(
  requirements: readonly Requirement[],
  people: readonly { readonly who: Who; readonly groups: readonly string[] }[],
): boolean {
  const [seat, ...rest] = requirements.flatMap((each) =>
    Array.from({ length: each.count }, () => ({ ...each, count: 1 })),
  );
  if (seat === undefined) return true;
  return people.some(
    (each, at) => mayFill(seat, each.who, each.groups) && canSeat(rest, people.toSpliced(at, 1)),
  );
}

/** The seats, each open to all whom escalations have let in. */
export function seats({ terms, escalated }: Plain): readonly Requirement[] {
  const adds = (terms.escalations ?? []).slice(0, escalated.length).flatMap((each) => each.adds ?? []);
  return terms.requirements.map(({ groups, people, count }) => ({
    groups: [...groups, ...adds.flatMap((each) => each.groups)],
    people: [...people, ...adds.flatMap((each) => each.people)],
    count,
  }));
}

/** What a vote is known by: the groups that can fill a seat now, of those the person is in. */
export function seatingGroups(life: Plain, who: Who): readonly string[] {
  const asked = seats(life).flatMap(({ groups }) => groups.map(({ id }) => id));
  return groupsOf(life, who).filter((id) => asked.includes(id));
}

export const groupsOf = (life: Plain, who: Who): readonly string[] =>
  [...(life.directory.get(who)?.groups ?? [])].map((name) => GROUPS[name]);

const mayFill = ({ groups, people }: Requirement, who: Who, found: readonly string[]): boolean =>
  people.includes(PEOPLE[who]) || groups.some(({ id }) => found.includes(id));
