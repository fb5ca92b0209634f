// The application permissions with which the app asks Microsoft Graph. A managed identity has no consent page and the portal no button:
// they are role assignments on Graph's service principal.
import { z } from 'zod';
import { known, type Step, type StepState } from '../step.ts';
import type { Graph } from '../tools/graph.ts';
import { GraphError, isThereAlready } from '../tools/graph-error.ts';
import type { Tenant } from '../world.ts';
import { outputOf } from './outputs.ts';

/** Microsoft Graph itself, the same in every tenant. */
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';

/** What the app may read, and why. All three only read. */
export const PERMISSIONS = [
  { value: 'GroupMember.Read.All', why: 'whether somebody is in a group that approves' },
  { value: 'User.Read.All', why: 'whether an account is enabled, and no guest' },
  { value: 'Application.Read.All', why: 'who owns an agent, and so may not approve it' },
] as const;

const apiSchema = z.object({
  id: z.string(),
  appRoles: z.array(z.object({ id: z.string(), value: z.string().nullish() })),
});
const identitySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
});
const assignmentSchema = z.object({ id: z.string(), appRoleId: z.string(), resourceId: z.string() });

/** The three permissions for the app's identity. */
export function graphPermissions({ graph, values }: Tenant): Step {
  return {
    id: 'graph-permissions',
    title: 'Permissions on Microsoft Graph',
    why: `With every decision the app asks the directory: ${PERMISSIONS.map(({ value, why }) => `${why} (${value})`).join('; ')}. It only reads, and only its own identity may.`,
    needs: 'Privileged Role Administrator',
    check: async (): Promise<StepState> => {
      const principal = outputOf(values, 'COUNTERSIGN_APP_PRINCIPAL_ID');
      const identity = await graph.getNew(`/servicePrincipals/${principal}`, identitySchema, {
        $select: 'id,displayName,servicePrincipalType',
      });
      if (identity.servicePrincipalType !== 'ManagedIdentity') {
        return {
          is: 'refused',
          says: `${principal} (${identity.displayName ?? 'no name'}) is no managed identity, but ${identity.servicePrincipalType ?? 'unknown'}: somebody may hold a key to it.`,
          cure: 'Provision again (azd provision), which sets COUNTERSIGN_APP_PRINCIPAL_ID to the identity of the app.',
        };
      }
      const { api, roles, held } = await permissionsHeld(graph, principal);
      const extra = held.filter(({ isOurs }) => !isOurs).map(({ value }) => value);
      const notes =
        extra.length === 0
          ? []
          : [
              `The identity also holds ${extra.join(', ')}, which Countersign does not use. Setup leaves it: see who gave it.`,
            ];
      const missing = PERMISSIONS.filter(({ value }) => !held.some((each) => each.value === value));
      if (missing.length === 0)
        return { is: 'there', says: `${identity.displayName ?? principal}: all three`, notes };
      return {
        is: 'todo',
        changes: missing.map(
          ({ value }) => `${value} for ${identity.displayName ?? principal} (${principal})`,
        ),
        change: async () => {
          for (const { value } of missing) {
            await assignRole(graph, { principal, resource: api, role: known(roles.get(value)) });
          }
          return `${missing.map(({ value }) => value).join(', ')}. A token that the app already holds stays as it was, up to a day: Azure keeps them. So do this before its first start.`;
        },
        notes,
      };
    },
  };
}

/** A permission on Graph that a principal holds. */
export interface HeldPermission {
  /** Of the assignment. */
  readonly id: string;
  /** As Microsoft names it. */
  readonly value: string;
  /** One of `PERMISSIONS`. */
  readonly isOurs: boolean;
}

/** What a principal holds on Microsoft Graph; with Graph's own object id, and its roles by their names. */
export async function permissionsHeld(graph: Graph, principal: string) {
  const { id: api, appRoles } = await graph.getNew(`/servicePrincipals(appId='${GRAPH_APP}')`, apiSchema, {
    $select: 'id,appRoles',
  });
  const roles = new Map(
    appRoles.flatMap(({ id, value }) => (typeof value === 'string' ? [[value, id]] : [])),
  );
  const held = (await heldOn(graph, principal, api)).map(({ id, appRoleId }): HeldPermission => {
    const value = appRoles.find((role) => role.id === appRoleId)?.value ?? appRoleId;
    return { id, value, isOurs: PERMISSIONS.some((each) => each.value === value) };
  });
  return { api, roles, held };
}

/** App roles that a principal holds on one API. */
export async function heldOn(graph: Graph, principal: string, resource: string) {
  const all = await graph.list(`/servicePrincipals/${principal}/appRoleAssignments`, assignmentSchema);
  return all.filter(({ resourceId }) => resourceId === resource);
}

/** Gives an app role. Giving it twice is giving it once. */
export async function assignRole(
  graph: Graph,
  {
    principal,
    resource,
    role,
  }: { readonly principal: string; readonly resource: string; readonly role: string },
): Promise<void> {
  try {
    await graph.post(
      `/servicePrincipals/${resource}/appRoleAssignedTo`,
      { principalId: principal, resourceId: resource, appRoleId: role },
      z.unknown(),
    );
  } catch (error) {
    // By a try whose answer was lost, or somebody else just now.
    if (!(error instanceof GraphError && isThereAlready(error))) throw error;
  }
}
