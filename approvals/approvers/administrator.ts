// Who may operate agents: a member of the policy's administrators, looked up at that moment. The same check for Teams and API.

import { type Answer, accept, refuse } from '../refusal.ts';
import type { Person } from '../words.ts';
import { askPerson, type PersonDesk } from './ask-directory.ts';
import { judgeMember } from './eligibility.ts';

/** What the check needs. */
export interface AdminDesk extends PersonDesk {
  /** Entra id of the administrators' group. */
  readonly adminsGroup: string;
  readonly tenant: string;
}

/**
 * The person as the directory names them now. Refusals: `not_permitted` to whoever is no administrator, those of `judgeMember`,
 * `could_not_verify` when the directory is silent.
 */
export async function askAdministrator(desk: AdminDesk, person: Person): Promise<Answer<Person>> {
  const found = await askPerson(desk, person.oid, [desk.adminsGroup]);
  if (found === 'silent') return refuse({ reason: 'could_not_verify' });
  const member = judgeMember(desk, person, found.person);
  if (!member.ok) return refuse(member.refusal);
  if (!member.groups.includes(desk.adminsGroup)) {
    const needs = 'an administrator of Countersign: a member of the group under admins in countersign.yaml';
    return refuse({ reason: 'not_permitted', needs });
  }
  return accept({ ...person, name: member.name });
}
