// Who is left in a group that could approve, so that a request nobody can decide is told as such.
// Promises: somebody is missing only when Graph said so of every member; in doubt (hidden properties) a member counts, and a group too
// large to read whole is a fault unless enough were found.
import { z } from 'zod';
import type { MembersLeft } from '../approvals/approvers/directory-ports.ts';
import { DirectoryFault } from '../approvals/faults.ts';
import type { Ask } from './graph.ts';
import { readPages } from './pages.ts';

const memberSchema = z.object({
  '@odata.type': z.string().optional(),
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

/** What Entra calls a group; `undefined`: there is none of this id. Throws `DirectoryFault`. */
export type NameOfGroup = (group: string) => Promise<string | undefined>;

const groupSchema = z.object({ displayName: z.string().nullish() });

/** Makes the question (Graph: get group). A group may be hidden from us by name and still be there. */
export function createNameOfGroup(begin: () => Ask): NameOfGroup {
  return async (group) => {
    const path = `/groups/${encodeURIComponent(group)}?$select=id,displayName`;
    const found = await begin()({ path, schema: groupSchema });
    return found === undefined ? undefined : (found.displayName ?? group);
  };
}

/** Makes the question (Graph: list transitiveMembers). A group that no longer exists has nobody. */
export function createMembersLeft(begin: () => Ask): MembersLeft {
  return async (group, barred, most) => {
    const out = new Set(barred.map((oid) => oid.toLowerCase()));
    const path = `/groups/${encodeURIComponent(group)}/transitiveMembers?$select=id,accountEnabled,userType&$top=100`;
    const left: string[] = [];
    for await (const members of readPages(begin(), path, memberSchema)) {
      if (members === 'more') throw new DirectoryFault('A group has too many members to read.', 200);
      left.push(...members.filter((member) => couldApprove(member, out)).map(({ id }) => id.toLowerCase()));
      if (left.length >= most) break;
    }
    return left.slice(0, most);
  };
}

function couldApprove(member: Member, out: ReadonlySet<string>): boolean {
  const type = member['@odata.type'];
  if (type !== undefined && type !== '#microsoft.graph.user') return false;
  return member.accountEnabled !== false && member.userType !== 'Guest' && !out.has(member.id.toLowerCase());
}
