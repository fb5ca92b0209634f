// Who may decide a request: a person (no agent's account) of our tenant, enabled, not a guest, member of a group the rule names, and not one of those it
// bars: the agent's owners, the person it acts for, who started its run. Judged on the directory's word at the moment of the click. Pure.

import type { Refusal } from '../refusal.ts';
import type { ApprovalRequest, Person } from '../words.ts';
import type { DirectoryPerson, DirectoryWord } from './directory-ports.ts';
import { seatsNow } from './escalation.ts';
import { fits } from './quorum.ts';

type Judged =
  | {
      readonly ok: true;
      readonly groups: readonly string[];
      readonly name: string;
      /** Who said so: the address of the directory. */
      readonly source: string;
    }
  | { readonly ok: false; readonly refusal: Refusal };
type SelfInterest = Extract<Refusal, { reason: 'own_request' }>['because'];

/** Entra ids of every group that can fill a seat: what the directory is asked about. */
export function groupsAsked(request: ApprovalRequest): readonly string[] {
  return [...new Set(seatsNow(request).flatMap((each) => each.groups.map((group) => group.id)))].sort();
}

/** May this person vote? */
export function judge(request: ApprovalRequest, person: Person, word: DirectoryWord): Judged {
  const member = judgeMember(request, person, word.person);
  if (!member.ok) return member;
  // Before any policy is looked at: nobody approves for themselves, administrators included.
  const because = barred(request, word.owners).get(person.oid);
  if (because !== undefined) return no({ reason: 'own_request', because });
  const vote = { groups: member.groups, person };
  if (!seatsNow(request).some((requirement) => fits(requirement, vote))) {
    return no({ reason: 'not_approver', groups: groupNames(request) });
  }
  return member;
}

/**
 * Everybody who may never approve the request, and why. Owners count as they were when it was asked and as they are now: who gave up
 * ownership to approve has not given up the interest.
 */
export function barred(
  request: ApprovalRequest,
  owners: readonly string[],
): ReadonlyMap<string, SelfInterest> {
  const { excluded, starter, agent, record } = request;
  return new Map<string, SelfInterest>([
    ...[...excluded, ...owners].map((oid) => [oid, 'owner'] as const),
    ...(starter === undefined ? [] : [[starter.oid, 'starter'] as const]),
    ...(agent.onBehalfOf === undefined ? [] : [[agent.onBehalfOf, 'on_behalf_of'] as const]),
    ...(record === undefined ? [] : [[record.by.oid, 'recorder'] as const]),
  ]);
}

/** An enabled account of an ordinary person: no guest's, and no agent's. */
export const isOrdinary = (found: DirectoryPerson | undefined): found is DirectoryPerson =>
  found?.enabled === true && !found.guest && !found.agentUser;

/** Is this an enabled, ordinary member of our tenant? Asked also of those who comment or take back. */
export function judgeMember(
  { tenant }: Pick<ApprovalRequest, 'tenant'>,
  person: Person,
  found: DirectoryPerson | undefined,
): Judged {
  if (person.tenant !== tenant) return no({ reason: 'foreign_tenant' });
  if (found === undefined) return no({ reason: 'foreign_tenant' });
  if (found.agentUser) return no({ reason: 'not_a_person' });
  if (!found.enabled) return no({ reason: 'disabled_person' });
  if (found.guest) return no({ reason: 'guest' });
  return { ok: true, groups: found.groups, name: found.name, source: found.source };
}

function groupNames(request: ApprovalRequest): readonly string[] {
  return [...new Set(seatsNow(request).flatMap((each) => each.groups.map((group) => group.name)))];
}

const no = (refusal: Refusal): Judged => ({ ok: false, refusal });
