// What a rule adds, and what it all comes to, for a terminal.
import type { Terms, ToldEscalation, ToldSeats } from './terms.ts';
import { wrapped } from './wrapped.ts';

const REASONS = { approve: 'approvals', deny: 'denials', both: 'approvals and denials' } as const;

/** A line or more for each member; `defaults` are those that stand in. */
export function termsLines(terms: Terms, defaults: readonly string[], indent: string): readonly string[] {
  const { approvers, risk, risk_reasons = [], notify, one_to_one, step_up, require_reason, limit } = terms;
  const because = risk_reasons.length === 0 ? '' : `: ${risk_reasons.join('; ')}`;
  const stands = (member: string): string => (defaults.includes(member) ? ' (default)' : '');
  const times = [
    { what: 'open for', seconds: terms.expires_in_seconds, member: 'expires' },
    { what: 'an approval is good for', seconds: terms.grant_for_seconds, member: 'grant' },
    { what: 'the outcome is told within', seconds: terms.outcome_within_seconds, member: 'outcomeWithin' },
    {
      what: 'what a person denies is not asked again the same for',
      seconds: terms.cool_down_seconds,
      member: 'coolDown',
    },
  ].flatMap(({ what, seconds, member }) =>
    seconds === undefined ? [] : [`${what} ${durationWords(seconds)}${stands(member)}`],
  );
  return [
    ...(approvers ?? []).map((each) => `approved by ${seatsWords(each)}${stands('approvers')}`),
    ...(step_up === undefined ? [] : [stepUpWords(step_up)]),
    ...(require_reason === undefined
      ? []
      : [`${REASONS[require_reason]} need a reason in words${stands('requireReason')}`]),
    ...(limit === undefined
      ? []
      : [
          `${limit.count} in ${durationWords(limit.window_seconds)} for each ${limit.per}, then people are asked`,
        ]),
    ...(risk === undefined && because === ''
      ? []
      : [`risk${risk === undefined ? '' : ` ${risk}`}${because}`]),
    ...(notify === undefined && one_to_one === undefined
      ? []
      : [`cards to ${[...(notify ?? []), ...ownCards(one_to_one)].join(', ') || 'nobody'}`]),
    ...times,
    ...(terms.remind_every_seconds === undefined
      ? []
      : [`people are reminded every ${durationWords(terms.remind_every_seconds)}${stands('remind')}`]),
    ...(terms.escalate ?? []).map(escalationWords),
  ].flatMap((line) => wrapped(line, indent, 2));
}

/** "each of data-owners": they get a card in their own chat. */
const ownCards = (
  { groups, people }: Terms['one_to_one'] = { groups: [], people: [] },
): readonly string[] => [
  ...groups.map(({ name }) => `each of ${name}`),
  ...people.map((oid) => `person ${oid}`),
];

/** "2 of data-owners or 1 named person". */
function seatsWords({ count, groups, people }: ToldSeats): string {
  const named = people.length === 0 ? [] : [`person ${people.join(' or ')}`];
  return `${count} of ${[...groups.map(({ name }) => name), ...named].join(' or ')}`;
}

/** "after 15m on-call is told, and sre-leads may decide too". */
function escalationWords({ after_seconds, tell, add_approvers: added }: ToldEscalation): string {
  const told = tell.length === 0 ? [] : [`${tell.join(', ')} ${tell.length === 1 ? 'is' : 'are'} told`];
  const named = added && [
    ...added.groups.map(({ name }) => name),
    ...added.people.map((oid) => `person ${oid}`),
  ];
  const may = named === undefined ? [] : [`${named.join(' or ')} may decide too`];
  return `after ${durationWords(after_seconds)} ${[...told, ...may].join(', and ')}`;
}

/** `30m`, `72h`, `90s`: as the policy would say it. */
function durationWords(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}

function stepUpWords({ acrs, within_seconds }: NonNullable<Terms['step_up']>): string {
  const context = acrs.length === 0 ? '' : ` with ${acrs.join(' and ')}`;
  return `approved on the review page, after a sign-in${context} of the last ${durationWords(within_seconds)}`;
}
