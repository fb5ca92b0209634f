// The directory's users, groups and apps as Graph shows them.
// Promises: property names and types are Graph's; without `$select` a user carries no `accountEnabled`, as in the cloud.
import type { Agent, Group, Person } from '../directory.ts';
import type { Entity } from './graph-reply.ts';

/** A user of our directory. */
export function userEntity(person: Person): Entity {
  return {
    type: person.agentUser === true ? 'agentUser' : 'user',
    properties: {
      id: person.id,
      displayName: person.name,
      userPrincipalName: person.upn,
      mail: person.upn,
      accountEnabled: person.disabled !== true,
      userType: person.kind === 'guest' ? 'Guest' : 'Member',
    },
    byDefault: ['displayName', 'mail', 'userPrincipalName', 'id'],
  };
}

/** A security group. */
export function groupEntity(group: Group): Entity {
  const properties = {
    id: group.id,
    displayName: group.name,
    description: null,
    mail: null,
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    visibility: null,
  };
  return { type: 'group', properties, byDefault: Object.keys(properties) };
}

/** A user or a group, as members of a group are. */
export function memberEntity(member: Person | Group): Entity {
  return 'upn' in member ? userEntity(member) : groupEntity(member);
}

/** The service principal of an agent: what its tokens name as `oid`. */
export function servicePrincipalEntity(agent: Agent, tenant: string): Entity {
  const properties = {
    id: agent.objectId,
    appId: agent.clientId,
    displayName: agent.name,
    accountEnabled: true,
    appOwnerOrganizationId: tenant,
    servicePrincipalType: agent.blueprint === undefined ? 'Application' : 'ServiceIdentity',
  };
  return { type: 'servicePrincipal', properties, byDefault: Object.keys(properties) };
}

/** The app registration of an agent. */
export function applicationEntity(agent: Agent): Entity {
  const properties = {
    id: agent.applicationId ?? agent.objectId,
    appId: agent.clientId,
    displayName: agent.name,
    signInAudience: 'AzureADMyOrg',
  };
  return { type: 'application', properties, byDefault: Object.keys(properties) };
}
