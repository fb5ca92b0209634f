// Nobody owns a registration: its owner could add a key or hand out its roles. Entra makes whoever registers an app its owner, so the
// person running setup is taken off again; others are named, and left for people to judge.
import { z } from 'zod';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import type { Step, StepState } from '../step.ts';
import type { Graph } from '../tools/graph.ts';
import type { World } from '../world.ts';

const ownerSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});
/** An owner, as Graph tells it. */
export type Owner = z.infer<typeof ownerSchema>;

/** Owners of one object, e.g. `/applications/ID`. */
export async function ownersOf(graph: Graph, object: string): Promise<readonly Owner[]> {
  return await graph.list(`${object}/owners`, ownerSchema, { $select: 'id,displayName,userPrincipalName' });
}

/** The address of an object, once it is there. */
export const at = (
  collection: '/applications' | '/servicePrincipals',
  id: string | undefined,
): string | undefined => (id === undefined ? undefined : `${collection}/${id}`);

/** How an owner is told. */
export const nameOf = ({ id, displayName, userPrincipalName }: Owner): string =>
  userPrincipalName ?? displayName ?? id;

/** Takes the person running setup off these objects; `undefined` stands for one that an earlier step is still to make. */
export function noOwners(world: World, what: string, objectsOf: () => readonly (string | undefined)[]): Step {
  const { graph, me } = world;
  return {
    id: 'owners',
    title: `Nobody owns ${what}`,
    why: 'Who owns a registration can add a key to it or hand out its roles, and an owner of an agent may not approve what it asks. Administrators of applications manage it without owning it.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const expected = objectsOf();
      const objects = expected.flatMap((object) => object ?? []);
      // One after the other: several az at a time get in each other's way at its token cache.
      const owned: { readonly object: string; readonly owners: readonly Owner[] }[] = [];
      for (const object of objects) owned.push({ object, owners: await ownersOf(graph, object) });
      const mine = owned.filter(({ owners }) => owners.some(({ id }) => id === me.id));
      const others = [
        ...new Set(owned.flatMap(({ owners }) => owners.filter(({ id }) => id !== me.id).map(nameOf))),
      ];
      const notes =
        others.length === 0
          ? []
          : [
              `Owned by ${others.join(', ')}. Setup leaves them: take off in Entra who should not be able to act in its name.`,
            ];
      if (mine.length > 0 || objects.length < expected.length) {
        return {
          is: 'todo',
          changes: [`take you (${me.name}) off as owner where Entra has made you one`],
          change: async () => {
            for (const { object } of mine) await graph.remove(`${object}/owners/${me.id}/$ref`);
            return mine.length === 0 ? 'you own none of it' : `${me.name} owns none of it any more`;
          },
          notes,
        };
      }
      return { is: 'there', says: others.length === 0 ? 'no owners' : 'you own none of it', notes };
    },
  };
}
