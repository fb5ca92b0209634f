// People named on the command line, by sign-in name or object id, as the directory knows them.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import type { Graph } from '../tools/graph.ts';

/** A person of the tenant. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

const userSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
const SELECT = { $select: 'id,displayName,userPrincipalName,accountEnabled,userType' };
// What may stand in an address of Graph without changing it. Sign-in names of guests hold a '#', and guests decide nothing anyway.
const NAME = /^[\w.+@-]{1,256}$/;

/** Everybody named, in order. Throws `SetupFault` for who is not there, is a guest or is disabled: such a person could not act. */
export async function findPeople(graph: Graph, names: readonly string[]): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (const name of names) {
    const user = NAME.test(name) ? await graph.get(`/users/${name}`, userSchema, SELECT) : undefined;
    if (user === undefined) {
      throw new SetupFault(
        `There is nobody called "${name}" in this tenant.`,
        'Write the sign-in name (ada@contoso.com) or the object id, separated by commas.',
      );
    }
    if (user.userType === 'Guest' || user.accountEnabled === false) {
      throw new SetupFault(
        `${name} is ${user.userType === 'Guest' ? 'a guest' : 'disabled'}, so Countersign would not let them act.`,
        'Name a member of this tenant with an enabled account.',
      );
    }
    people.push({ id: user.id, name: user.displayName ?? user.userPrincipalName ?? user.id });
  }
  return people;
}
