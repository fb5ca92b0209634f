// People named on the command line, by sign-in name or object id, as the directory knows them.
import { z } from 'zod';
import type { StepState } from '../step.ts';
import type { Graph } from '../tools/graph.ts';

/** A person of the tenant. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** All of them. */
interface People {
  readonly people: readonly Person[];
}
type Refused = Extract<StepState, { is: 'refused' }>;

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

/** Everybody named, in order. Refused for who is not there, is a guest or is disabled: such a person could not act. */
export async function findPeople(graph: Graph, names: readonly string[]): Promise<People | Refused> {
  const people: Person[] = [];
  for (const name of names) {
    const user = NAME.test(name) ? await graph.get(`/users/${name}`, userSchema, SELECT) : undefined;
    if (user === undefined) {
      return {
        is: 'refused',
        says: `There is nobody called "${name}" in this tenant.`,
        cure: 'Write sign-in names in full (like ada@contoso.example) or object ids, separated by commas.',
      };
    }
    if (user.userType === 'Guest' || user.accountEnabled === false) {
      return {
        is: 'refused',
        says: `${name} is ${user.userType === 'Guest' ? 'a guest' : 'disabled'}, so Countersign would not let them act.`,
        cure: 'Name a member of this tenant with an enabled account.',
      };
    }
    people.push({ id: user.id, name: user.displayName ?? user.userPrincipalName ?? user.id });
  }
  return { people };
}
