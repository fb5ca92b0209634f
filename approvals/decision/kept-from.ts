// Whoever clicks too late gets the card as it is now. It names who decided, who said what, and who can still stop it: for members of the tenant.
import { askPerson, type PersonDesk } from '../approvers/ask-directory.ts';
import { judgeMember } from '../approvers/eligibility.ts';
import type { Refusal } from '../refusal.ts';
import type { ApprovalRequest, Person } from '../words.ts';

/**
 * Why that card is kept from them; nothing for a member. Anybody else gets the refusal of any click of theirs; while the directory is silent everybody is told that it came too
 * late (`late`), and by nobody's name.
 */
export async function keptFrom(
  desk: PersonDesk,
  request: ApprovalRequest,
  person: Person,
  late: Refusal,
): Promise<Refusal | undefined> {
  const word = await askPerson(desk, person.oid, []);
  if (word === 'silent') return late;
  const member = judgeMember(request, person, word.person);
  return member.ok ? undefined : member.refusal;
}
