// What escalations have made of a request, told by the request alone: who may decide it by now, which routes were told, what is still to come.
// An escalation widens the sets that may fill seats; it never takes a seat away, and never lets in who is barred. Pure.
import { later } from '../time.ts';
import type { Escalation, Requirement } from '../verdict.ts';
import type { ApprovalRequest, Instant, Vote } from '../words.ts';

type Escalating = Pick<ApprovalRequest, 'verdict' | 'escalated'>;
type Adding = Pick<Escalation, 'adds'>;

/** The seats as they can be filled now: those of its verdict, widened by every escalation that has come. */
export function seatsNow(request: Escalating): readonly Requirement[] {
  return widened(request.verdict.requirements, comeOf(request));
}

/** Requirements widened by escalations: whoever they add may fill every seat. Counts stay. */
export function widened(
  requirements: readonly Requirement[],
  escalations: readonly Adding[],
): readonly Requirement[] {
  const adds = escalations.map((each) => each.adds).filter((each) => each !== undefined);
  if (adds.length === 0) return requirements;
  return requirements.map(({ groups, people, count }) => {
    const all = [...groups, ...adds.flatMap((each) => each.groups)];
    // The requirement's own name for a group stands before the escalation's.
    const byId = new Map(all.toReversed().map((group) => [group.id, group]));
    return {
      groups: [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      people: [...new Set([...people, ...adds.flatMap((each) => each.people)])].toSorted(),
      count,
    };
  });
}

/** The escalations that have come, in order. */
export const comeOf = ({ verdict, escalated = [] }: Escalating): readonly Escalation[] =>
  (verdict.escalations ?? []).slice(0, escalated.length);

/** Those still to come before it expires, each with its time. */
export function toCome({
  verdict,
  escalated = [],
  createdAt,
  expiresAt,
}: Escalating & Pick<ApprovalRequest, 'createdAt' | 'expiresAt'>): readonly {
  readonly escalation: Escalation;
  readonly at: Instant;
}[] {
  return (verdict.escalations ?? [])
    .slice(escalated.length)
    .map((escalation) => ({ escalation, at: later(createdAt, escalation.afterMs) }))
    .filter(({ at }) => at < expiresAt);
}

/** A vote as it may turn out once its person is looked up again: nobody asked about groups that were added after it. */
export function hopedFor(request: Escalating, vote: Vote): Vote {
  const since = comeOf(request).filter((_, index) => vote.at <= (request.escalated?.[index]?.at ?? ''));
  const groups = since.flatMap(({ adds }) => adds?.groups.map(({ id }) => id) ?? []);
  return groups.length === 0 ? vote : { ...vote, groups: [...vote.groups, ...groups] };
}

/** Routes that the verdict, or an escalation that has come, tells: each has its card. With the time zone of each. */
export const routesTold = (request: Escalating): Escalation['notify'] => [
  ...request.verdict.notify,
  ...comeOf(request).flatMap(({ notify }) => notify),
];

/** The same of groups whose members are told one-to-one. */
export const groupsTold = (request: Escalating): Escalation['groups'] => [
  ...(request.verdict.oneToOne?.groups ?? []),
  ...comeOf(request).flatMap(({ groups }) => groups),
];
