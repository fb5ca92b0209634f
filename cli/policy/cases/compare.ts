// What a case expects against what the policy says. Both are put in the same words, so that what differs is what is read.
import { notified } from '../../../approvals/policy/member/notify.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { OneToOne, Verdict } from '../../../approvals/verdict.ts';
import type { Expected } from './case-file.ts';
import { durationWords, escalationsWanted, escalationWords } from './compare-times.ts';
import type { Judged } from './judge-case.ts';

/** A member that is not as expected, both in words. */
export interface Difference {
  readonly member: string;
  readonly expected: string;
  readonly found: string;
}

/** Every member that is named and differs. */
export function differencesOf(expect: Expected, judged: Judged, policy: Policy): readonly Difference[] {
  if (judged.refused !== undefined) {
    const found = listed([...new Set(judged.refused.map(({ at }) => at))]);
    if (expect.refused !== undefined) return differ('refused', listed([...new Set(expect.refused)]), found);
    const why = judged.refused.map(({ at, message }) => `${at}: ${message}`).join(' ');
    return [
      { member: 'effect', expected: expect.effect ?? 'a verdict', found: `refused before any rule: ${why}` },
    ];
  }
  const { verdict } = judged;
  if (expect.refused !== undefined) return differ('refused', listed(expect.refused), 'nothing: it is judged');
  const members: Members = { ...expect };
  return Object.entries(members).flatMap(([member, wanted]) =>
    wanted === undefined ? [] : compare(member as keyof Members, members, verdict, policy),
  );
}

type Members = Omit<Expected, 'refused'>;

function compare(
  member: keyof Members,
  expect: Members,
  verdict: Verdict,
  policy: Policy,
): readonly Difference[] {
  switch (member) {
    case 'effect':
      return differ(member, String(expect.effect), verdict.effect);
    case 'rules':
      return differ(member, listed(expect.rules ?? []), listed(verdict.rules.map(({ id }) => id)));
    case 'risk':
      return differ(member, String(expect.risk), verdict.risk.level);
    case 'reversible':
      return differ(member, String(expect.reversible), String(verdict.display.reversible));
    case 'approvers':
      return differ(member, seatsWanted(expect.approvers, policy), seatsFound(verdict, policy));
    case 'notify':
      return differ(member, toldWanted(expect.notify, policy), toldFound(verdict, policy));
    case 'expires':
      return differ(member, durationWords(expect.expires), durationWords(verdict.expiresInMs));
    case 'grant':
      return differ(member, durationWords(expect.grant), durationWords(verdict.grantForMs));
    case 'outcomeWithin':
      return differ(member, durationWords(expect.outcomeWithin), durationWords(verdict.outcomeWithinMs));
    case 'requireReason':
      return differ(member, String(expect.requireReason), String(verdict.requireReason ?? false));
    case 'coolDown':
      return differ(member, durationWords(expect.coolDown), durationWords(verdict.coolDownMs));
    case 'remind':
      return differ(member, durationWords(expect.remind), durationWords(verdict.remindEveryMs));
    case 'escalate':
      return differ(member, escalationsWanted(expect.escalate, policy), escalationWords(verdict.escalations));
    case 'stepUp':
      return stepUps(expect.stepUp, verdict);
  }
}

function toldWanted(wanted: Members['notify'], policy: Policy): string {
  const { notify, oneToOne } = notified(wanted ?? [], policy.groups);
  return listed([...notify, ...ownCards(oneToOne, policy)]);
}

const toldFound = ({ notify, oneToOne }: Verdict, policy: Policy): string =>
  listed([
    ...notify.map(({ route }) => route),
    ...(oneToOne === undefined ? [] : ownCards(oneToOne, policy)),
  ]);

const ownCards = ({ groups, people }: OneToOne, policy: Policy): readonly string[] => [
  ...groups.map(({ id }) => `group ${groupName(id, policy)}`),
  ...people.map((oid) => `person ${oid}`),
];

function stepUps(wanted: Members['stepUp'], { stepUp }: Verdict): readonly Difference[] {
  if (typeof wanted !== 'object' || stepUp === undefined)
    return differ('stepUp', String(wanted !== false), String(stepUp !== undefined));
  const { acrs, within } = wanted;
  return [
    ...(acrs === undefined ? [] : differ('stepUp.acrs', listed([acrs].flat()), listed(stepUp.acrs))),
    ...(within === undefined
      ? []
      : differ('stepUp.within', durationWords(within), durationWords(stepUp.withinMs))),
  ];
}

function seatsWanted(approvers: Members['approvers'], policy: Policy): string {
  const seats = [approvers ?? []].flat();
  return (
    seats
      .map(({ group, groups = [], people = [], count }) => {
        const ids = [...(group === undefined ? [] : [group]), ...groups].map(
          (name) => policy.groups.get(name) ?? name,
        );
        return seatWords(ids, people, count, policy);
      })
      .sort()
      .join('; ') || 'nobody'
  );
}

const seatsFound = ({ requirements }: Verdict, policy: Policy): string =>
  requirements
    .map(({ groups, people, count }) =>
      seatWords(
        groups.map(({ id }) => id),
        people,
        count,
        policy,
      ),
    )
    .sort()
    .join('; ') || 'nobody';

/** Of the names for one Entra group the first: so that two of them are one here too. */
const groupName = (id: string, { groups }: Policy): string =>
  [...groups].flatMap(([name, each]) => (each === id ? [name] : [])).sort()[0] ?? id;

/** `2 of data-owners or sre-leads`. */
function seatWords(ids: readonly string[], people: readonly string[], count: number, policy: Policy): string {
  const names = [...new Set(ids)].map((id) => groupName(id, policy));
  return `${count} of ${[...names.sort(), ...[...new Set(people)].sort()].join(' or ')}`;
}

const differ = (member: string, expected: string, found: string): readonly Difference[] =>
  expected === found ? [] : [{ member, expected, found }];

const listed = (names: readonly string[]): string => [...new Set(names)].sort().join(', ') || 'none';
