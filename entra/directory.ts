// What the directory says of people, groups and apps, asked of Microsoft Graph.
// Promises: nothing is cached and nothing guessed: a fault is thrown, not turned into a yes or a no.
// A group whose members are hidden from us answers "not a member".
import { z } from 'zod';
import type { DirectoryPerson, LookUpPerson, MembersLeft } from '../approvals/approvers/directory-ports.ts';
import { DirectoryFault } from '../approvals/faults.ts';
import { type Ask, createGraph, type GraphOptions } from './graph.ts';
import { createMembersLeft, createNameOfGroup, type NameOfGroup } from './group.ts';
import { isGuid } from './guid.ts';
import { type AppOwnersOf, createOwnersOf } from './owners.ts';

/** The questions we ask of the directory. */
export interface Directory {
  readonly lookUpPerson: LookUpPerson;
  readonly membersLeft: MembersLeft;
  readonly nameOfGroup: NameOfGroup;
  readonly ownersOf: AppOwnersOf;
}

/** Makes the directory. Needs the application permissions User.Read.All, GroupMember.Read.All and Application.Read.All. */
export function createDirectory(options: GraphOptions): Directory {
  const begin = createGraph(options);
  return {
    lookUpPerson: (oid, groups) => lookUpPerson(begin(), options.graphUrl, oid, groups),
    membersLeft: createMembersLeft(begin),
    nameOfGroup: createNameOfGroup(begin),
    ownersOf: createOwnersOf(begin),
  };
}

// Graph's own limit for one call.
const GROUPS_PER_CALL = 20;

const userSchema = z.object({
  /** Only there when the user is of a special kind: Graph names a type that is not the one asked for. */
  '@odata.type': z.string().optional(),
  id: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
const memberOfSchema = z.object({ value: z.array(z.string()) });

async function lookUpPerson(
  ask: Ask,
  source: string,
  oid: string,
  groups: readonly string[],
): Promise<DirectoryPerson | undefined> {
  // An id of another shape is nobody of ours, and never part of an address.
  if (!isGuid(oid)) return undefined;
  const [user, ...answers] = await Promise.all([
    ask({ path: `/users/${oid}?$select=id,displayName,accountEnabled,userType`, schema: userSchema }),
    ...inBatches([...new Set(groups)]).map((groupIds) =>
      ask({ path: `/users/${oid}/checkMemberGroups`, body: { groupIds }, schema: memberOfSchema }),
    ),
  ]);
  if (user === undefined) return undefined;
  if (user.accountEnabled === undefined || user.accountEnabled === null) {
    throw new DirectoryFault(
      'Microsoft Graph does not tell whether the account is enabled. Grant User.Read.All.',
    );
  }
  const memberOf = new Set<string>();
  for (const answer of answers) {
    // The person is there for one call and not for the other: being created or deleted just now.
    if (answer === undefined)
      throw new DirectoryFault('Microsoft Graph contradicts itself about a person.', 404);
    for (const group of answer.value) memberOf.add(group.toLowerCase());
  }
  return {
    oid: user.id.toLowerCase(),
    name: user.displayName ?? user.id,
    enabled: user.accountEnabled,
    guest: user.userType === 'Guest',
    ...(isOrdinaryUser(user) ? {} : { agentUser: true }),
    groups: groups.filter((group) => memberOf.has(group.toLowerCase())),
    source,
  };
}

// An agent user (Entra Agent ID) is a user in every other respect. A kind we do not know is no person either.
const isOrdinaryUser = ({ '@odata.type': type }: z.infer<typeof userSchema>): boolean =>
  type === undefined || type === '#microsoft.graph.user';

function inBatches(groups: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(groups.length / GROUPS_PER_CALL);
  return Array.from({ length: count }, (_, at) =>
    groups.slice(at * GROUPS_PER_CALL, (at + 1) * GROUPS_PER_CALL),
  );
}
