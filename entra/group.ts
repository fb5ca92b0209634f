// Whether a group has anybody left who could approve, so that a request nobody can decide is told as such.
// Promises: "empty" only when Graph said so of every member; in doubt (hidden properties, very large groups) it is not empty.
import { z } from 'zod';
import type { Ask } from './graph.ts';
import { readPages } from './pages.ts';

const memberSchema = z.object({
  '@odata.type': z.string().optional(),
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
type Member = z.infer<typeof memberSchema>;

/** Makes the question. A group that no longer exists is empty. */
export function createIsGroupEmpty(
  begin: () => Ask,
): (group: string, excluded: readonly string[]) => Promise<boolean> {
  return async (group, excluded) => {
    const barred = new Set(excluded.map((oid) => oid.toLowerCase()));
    const path = `/groups/${encodeURIComponent(group)}/transitiveMembers?$select=id,accountEnabled,userType&$top=100`;
    for await (const members of readPages(begin(), path, memberSchema)) {
      if (members === 'more' || members.some((member) => couldApprove(member, barred))) return false;
    }
    return true;
  };
}

function couldApprove(member: Member, barred: ReadonlySet<string>): boolean {
  const type = member['@odata.type'];
  if (type !== undefined && type !== '#microsoft.graph.user') return false;
  return (
    member.accountEnabled !== false && member.userType !== 'Guest' && !barred.has(member.id.toLowerCase())
  );
}
