// What a report of suspicion adds to the denial it comes with, in the same commit; and the same of one that comes after the end. Pure.
import { newInvites } from '../ask/newborn.ts';
import { isReserved } from '../intent/intent-body.ts';
import type { LateReport } from '../mark.ts';
import type { Row } from '../ports.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Ballot } from './ballot.ts';

/** Did an agent ask people, so that it could be paused? What we ask ourselves, and a test, is only denied; an evaluation asked nobody. */
export const isReportable = ({
  action,
  trial,
  record,
  evaluated,
}: Pick<ApprovalRequest, 'action' | 'trial' | 'record' | 'evaluated'>): boolean =>
  !isReserved(action) && trial === undefined && record === undefined && evaluated === undefined;

/** What a report adds to its commit: the mark, by which the pause is found, and the administrators to be looked up. */
export function reported(
  request: ApprovalRequest,
  { person, alerts }: Pick<Ballot, 'person' | 'alerts'>,
  now: Instant,
  late?: LateReport,
): {
  readonly change: Partial<ApprovalRequest>;
  readonly rows: readonly Row[];
  readonly facts: { readonly reported?: true };
} {
  if (alerts === undefined || !isReportable(request)) return { change: {}, rows: [], facts: {} };
  const { change, rows } = newInvites([alerts], request);
  const mark = { by: person.oid, at: now, alert: rows[0]?.key ?? '', ...(late && { late }) };
  return { change: { ...change, reported: mark }, rows, facts: { reported: true } };
}
