// Who may see the whole of a request, apart from deciding it. One rule for the review page and for what people ask the bot. Pure.
import type { ApprovalRequest, Person } from '../words.ts';
import type { DirectoryWord } from './directory-ports.ts';
import { barred, judge, judgeMember } from './eligibility.ts';

/**
 * Enabled, ordinary members of our tenant who may decide it, have an interest in it (owners, who started it, whom it acts for, who recorded
 * it), have voted, or administer. `word` was asked about the groups of the request and `adminsGroup`.
 */
export function maySee(
  request: ApprovalRequest,
  person: Person,
  word: DirectoryWord,
  adminsGroup: string,
): boolean {
  const member = judgeMember(request, person, word.person);
  if (!member.ok) return false;
  return (
    judge(request, person, word).ok ||
    barred(request, word.owners).has(person.oid) ||
    member.groups.includes(adminsGroup) ||
    request.votes.some((vote) => vote.person.oid === person.oid)
  );
}
