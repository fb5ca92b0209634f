// `setup --remove`: takes away what setup made in the tenant, found by its marks. What people made is left, and what stays is told.
import { z } from 'zod';
import { idAt } from '../policy/policy-text.ts';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import type { Step, StepState } from '../step.ts';
import type { Tenant, World } from '../world.ts';
import { permissionsHeld } from './graph-permissions.ts';
import { GROUP_USES } from './groups.ts';

/** The steps: first what was granted, then the registrations, then the groups. */
export function removal(world: World): readonly Step[] {
  return [
    removePermissions(world),
    removeRegistrations(world),
    ...GROUP_USES.map(({ key }) => removeGroup(world, key)),
  ];
}

/** What stays, for people to decide on. */
export const WHAT_STAYS: readonly string[] = [
  'Left: everything in Azure (azd down; docs/operations.md says what that leaves), the app in Teams (Teams admin center, "Manage apps"), the folder deployments/, and values in azd’s environment.',
  'Entra keeps deleted registrations for 30 days ("Deleted applications"), and their names with them: to set up the same deployment again, bring them back or delete them for good. Setup then says how.',
  'Identities you gave a role with --identity are left, without the role: it went with the API.',
];

/** Takes the three permissions on Graph from the app's identity, if azd still knows it. */
export function removePermissions({ graph, values }: Tenant): Step {
  return {
    id: 'graph-permissions',
    title: 'Permissions on Microsoft Graph',
    why: 'A grant to an identity that azd down has deleted is gone with it; this takes it from one that is still there.',
    needs: 'Privileged Role Administrator',
    check: async (): Promise<StepState> => {
      const principal = values.COUNTERSIGN_APP_PRINCIPAL_ID ?? '';
      if (principal === '') return { is: 'there', says: 'azd knows no identity of the app' };
      const { held: all } = await permissionsHeld(graph, principal);
      const held = all.filter(({ isOurs }) => isOurs);
      if (held.length === 0) return { is: 'there', says: 'none' };
      return {
        is: 'todo',
        changes: [`take ${held.length} permissions from ${principal}`],
        change: async () => {
          for (const { id } of held)
            await graph.remove(`/servicePrincipals/${principal}/appRoleAssignments/${id}`);
          return 'taken away';
        },
      };
    },
  };
}

const groupSchema = z.object({ id: z.string(), displayName: z.string().nullish() });
const taggedSchema = z.object({
  appId: z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  uniqueName: z.string().nullish(),
});

function removeRegistrations({ graph, deployment }: World): Step {
  return {
    id: 'registrations',
    title: 'Registrations',
    why: 'The API, the review page, and the agents and enforcers that setup registered. Their service principals and roles go with them: no token is issued for any of them any more.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const tagged = await graph.list('/applications', taggedSchema, {
        $filter: `tags/any(t:t eq '${deployment.tag}')`,
        $select: 'id,appId,displayName,uniqueName',
      });
      // Anybody may copy a tag; the unique name is set when an object is made.
      const ours = tagged.filter(({ uniqueName }) => uniqueName?.startsWith(deployment.mark('')) === true);
      if (ours.length === 0) return { is: 'there', says: 'none of this deployment' };
      return {
        is: 'todo',
        changes: ours.map(({ displayName, id }) => `delete "${displayName ?? id}"`),
        change: async () => {
          for (const { id, appId } of ours) {
            // First, and by itself: whether it goes with its registration is not promised.
            await graph.remove(`/servicePrincipals(appId='${appId}')`);
            await graph.remove(`/applications/${id}`);
          }
          return `${ours.length} deleted`;
        },
      };
    },
  };
}

function removeGroup({ graph, deployment, policy }: World, key: 'approvers' | 'admins'): Step {
  return {
    id: `group-${key}`,
    title: `Group of ${key}`,
    why: 'Only if setup made it. A group taken by its id is left.',
    needs: 'an owner of the group, or Groups Administrator',
    check: async (): Promise<StepState> => {
      const group = await graph.get(`/groups(uniqueName='${deployment.mark(key)}')`, groupSchema, {
        $select: 'id,displayName',
      });
      const use = GROUP_USES.find((each) => each.key === key);
      const text = policy.read();
      const named = text === undefined || use === undefined ? undefined : idAt(text, use.at);
      if (group === undefined) {
        return {
          is: 'there',
          says: named === undefined ? 'setup made none' : `setup made none; ${named} is left`,
        };
      }
      return {
        is: 'todo',
        changes: [
          `delete "${group.displayName ?? group.id}" (${group.id}); a deleted security group cannot be brought back`,
        ],
        change: async () => {
          await graph.remove(`/groups/${group.id}`);
          return 'deleted';
        },
      };
    },
  };
}
