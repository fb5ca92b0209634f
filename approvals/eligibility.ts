// Who may decide a request: a person of our tenant, enabled, not a guest, member of a group the rule names, and not
// one of those it excludes (owners, the person acted for). Judged on the directory's word at the moment of the click. Pure.
import type { DirectoryPerson } from './ports.ts';
import { fits } from './quorum.ts';
import type { Refusal } from './refusal.ts';
import type { ApprovalRequest, Person } from './words.ts';

type Judged =
  | { readonly ok: true; readonly groups: readonly string[]; readonly name: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Entra ids of every group that can fill a seat: what the directory is asked about. */
export function groupsAsked(request: ApprovalRequest): readonly string[] {
  return [
    ...new Set(request.verdict.requirements.flatMap((each) => each.groups.map((group) => group.id))),
  ].sort();
}

/** May this person vote? `found` is the directory's answer, `undefined` = not in our tenant. */
export function judge(request: ApprovalRequest, person: Person, found: DirectoryPerson | undefined): Judged {
  const member = judgeMember(request, person, found);
  if (!member.ok) return member;
  // Before any policy is looked at: nobody approves for themselves, administrators included.
  if (request.agent.onBehalfOf === person.oid) return no({ reason: 'own_request', because: 'on_behalf_of' });
  if (request.excluded.includes(person.oid)) return no({ reason: 'own_request', because: 'owner' });
  const vote = { groups: member.groups, person };
  if (!request.verdict.requirements.some((requirement) => fits(requirement, vote))) {
    return no({ reason: 'not_approver', groups: groupNames(request) });
  }
  return member;
}

/** Is this an enabled, ordinary member of our tenant? Asked also of those who comment or take back. */
export function judgeMember(
  request: ApprovalRequest,
  person: Person,
  found: DirectoryPerson | undefined,
): Judged {
  if (person.tenant !== request.tenant) return no({ reason: 'foreign_tenant' });
  if (found === undefined) return no({ reason: 'foreign_tenant' });
  if (!found.enabled) return no({ reason: 'disabled_person' });
  if (found.guest) return no({ reason: 'guest' });
  return { ok: true, groups: found.groups, name: found.name };
}

function groupNames(request: ApprovalRequest): readonly string[] {
  return [...new Set(request.verdict.requirements.flatMap((each) => each.groups.map((group) => group.name)))];
}

const no = (refusal: Refusal): Judged => ({ ok: false, refusal });
