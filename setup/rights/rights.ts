// The rights that setting up takes, each with who may do without it, and which of them the signed-in person holds as far as it can be seen.
// A role that must first be activated (Privileged Identity Management) counts once it is active.
import { z } from 'zod';
import { GraphError } from '../tools/graph-error.ts';
import type { World } from '../world.ts';

/** One right. */
export interface Right {
  readonly id: 'owner' | 'applications' | 'permissions' | 'groups' | 'teams';
  readonly role: string;
  readonly takes: string;
  /** Template ids of directory roles, any of which will do; none for the subscription. */
  readonly templates: readonly string[];
}

/** What steps that write registrations need, in words. */
export const APPLICATION_ADMINISTRATOR = 'Application Administrator (or Cloud Application Administrator)';

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/** All of them, in the order they are needed. */
export const RIGHTS: readonly Right[] = [
  {
    id: 'applications',
    role: 'Application Administrator (Entra)',
    takes: 'registers the API, the review page and agents',
    templates: ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', '158c047a-c907-4556-b7ef-446551a6b5f7'],
  },
  {
    id: 'groups',
    role: 'Groups Administrator or User Administrator (Entra)',
    takes: 'makes the two groups; not needed when they are taken by id',
    templates: ['fdd7a751-b60b-444a-984c-02652fe8fa1c', 'fe930be7-5e62-47db-91af-98c3a49a38b1'],
  },
  {
    id: 'owner',
    role: 'Owner of the subscription (Azure)',
    takes: 'azd up: the resources, and the roles of the app on them',
    templates: [],
  },
  {
    id: 'permissions',
    role: 'Privileged Role Administrator (Entra)',
    takes: 'lets the app read groups, people and owners',
    templates: ['e8611ab8-c189-46e8-94e1-60213ab1f814'],
  },
  {
    id: 'teams',
    role: 'Teams Administrator (Microsoft 365)',
    takes: 'puts the app into the catalogue of Teams',
    templates: ['69091246-20e8-4a56-aa4d-066075b2a7a8'],
  },
];

/** `unknown`: it could not be seen. */
export type Held = 'yes' | 'no' | 'unknown';

const roleSchema = z.object({
  '@odata.type': z.string().nullish(),
  displayName: z.string().nullish(),
  roleTemplateId: z.string().nullish(),
});

/** Which rights the signed-in person or app holds. */
export async function rightsHeld(world: World): Promise<Readonly<Record<Right['id'], Held>>> {
  const templates = await rolesInDirectory(world);
  const subscription = await rolesOnSubscription(world);
  const held = (right: Right): Held => {
    if (right.templates.length === 0) return subscription;
    if (templates === undefined) return 'unknown';
    return [...right.templates, GLOBAL_ADMINISTRATOR].some((id) => templates.includes(id)) ? 'yes' : 'no';
  };
  return Object.fromEntries(RIGHTS.map((right) => [right.id, held(right)])) as Record<Right['id'], Held>;
}

async function rolesInDirectory({ graph, me }: World): Promise<readonly string[] | undefined> {
  const who = me.kind === 'person' ? '/me' : `/servicePrincipals/${me.id}`;
  try {
    const groups = await graph.list(`${who}/transitiveMemberOf`, roleSchema);
    return groups.flatMap(({ roleTemplateId }) => roleTemplateId ?? []);
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}

async function rolesOnSubscription({ az, me, account, values }: World): Promise<Held> {
  const roles = await az.rolesOn(values.AZURE_SUBSCRIPTION_ID ?? account.id, me.id);
  if (roles === undefined) return 'unknown';
  const makesResources = roles.includes('Contributor');
  const givesRoles = ['User Access Administrator', 'Role Based Access Control Administrator'].some((role) =>
    roles.includes(role),
  );
  return roles.includes('Owner') || (makesResources && givesRoles) ? 'yes' : 'no';
}
