// What a case expects of times, reminders and escalations, in the words that the policy is written in.
import { DAY, HOUR, MINUTE } from '../../../approvals/policy/member/members.ts';
import { escalationsOf, urgingOf } from '../../../approvals/policy/member/urging.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { Escalation } from '../../../approvals/verdict.ts';
import type { Expected } from './case-file.ts';

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'm'],
] as const;

/** `30m`; `none` for what is not asked for. */
export function durationWords(ms: number | false | undefined): string {
  if (ms === undefined || ms === false) return 'none';
  const [size, unit] = UNITS.find(([each]) => ms > 0 && ms % each === 0) ?? [1000, 's'];
  return `${ms / size}${unit}`;
}

/** What is expected, put together as the policy would: the order in which it is written means nothing. */
export function escalationsWanted(escalate: Expected['escalate'], policy: Policy): string {
  const wanted = escalate === false ? undefined : escalate;
  return escalationWords(urgingOf([{ escalations: escalationsOf(wanted, policy) }]).escalations);
}

/** `after 15m tell sre-leads and add privacy`, one after the other. */
export const escalationWords = (escalations: readonly Escalation[] = []): string =>
  escalations
    .map(({ afterMs, notify, groups, adds }) => {
      const told = [
        ...new Set([...notify.map(({ route }) => route), ...groups.map(({ name }) => name)]),
      ].sort();
      const added = [...(adds?.groups ?? []).map(({ name }) => name), ...(adds?.people ?? [])].sort();
      return [
        `after ${durationWords(afterMs)}`,
        ...(told.length === 0 ? [] : [`tell ${told.join(' and ')}`]),
        ...(added.length === 0 ? [] : [`add ${added.join(' and ')}`]),
      ].join(' ');
    })
    .join('; ') || 'none';
