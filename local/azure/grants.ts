// Members of groups and app roles of the made-up tenant: given once, and to who is known everywhere.
import { randomUUID } from 'node:crypto';
import { GraphRefusal, notFound, refuseUnless } from './graph-refusal.ts';
import type { DemoObject, DemoTenant } from './tenant.ts';

/** Puts somebody into a group, once. */
export function addMember(tenant: DemoTenant, group: DemoObject, address: string): undefined {
  refuseUnless(tenant.may.groups);
  const member = address.split('/').at(-1) ?? '';
  if (!tenant.users.some(({ id }) => id === member)) throw notFound(member);
  if (group.members.includes(member)) {
    throw new GraphRefusal(
      400,
      'Request_BadRequest',
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  group.members.push(member);
  return undefined;
}

/** Gives an app role, once. */
export function assign(
  tenant: DemoTenant,
  resource: DemoObject,
  body: Readonly<Record<string, unknown>>,
): unknown {
  const { principalId, resourceId, appRoleId } = body as Record<
    'principalId' | 'resourceId' | 'appRoleId',
    string
  >;
  // Rights over the directory itself take more than managing apps.
  refuseUnless(
    resource.shown.displayName === 'Microsoft Graph' ? tenant.may.grants : tenant.may.applications,
  );
  const principal = tenant.servicePrincipals.find(({ id }) => id === principalId);
  if (principal === undefined || principal.unknownFor > 0) {
    if (principal !== undefined) principal.unknownFor -= 1;
    throw notFound(principalId);
  }
  const app = tenant.applications.find(({ shown }) => shown.appId === resource.shown.appId);
  const roles = (app ?? resource).shown.appRoles as { id: string }[];
  if (resourceId !== resource.id || !roles.some(({ id }) => id === appRoleId)) {
    throw new GraphRefusal(
      400,
      'Request_BadRequest',
      'Permission (scope or role) not found on the resource.',
    );
  }
  if (tenant.assignments.some((each) => each.principalId === principalId && each.appRoleId === appRoleId)) {
    throw new GraphRefusal(
      400,
      'Request_BadRequest',
      'Permission being assigned already exists on the object',
    );
  }
  const made = { id: randomUUID(), principalId, resourceId, appRoleId };
  tenant.assignments.push(made);
  return made;
}
