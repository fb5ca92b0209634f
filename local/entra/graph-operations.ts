// The Graph v1.0 operations Countersign uses, one row each: its address, the permission it takes, what it answers.
// Promises: answers come from the directory as it stands now; external people are unknown here, as in the cloud.
import { z } from 'zod';
import type { Agent } from '../directory.ts';
import type { Reply } from '../support/local-door.ts';
import {
  applicationEntity,
  groupEntity,
  memberEntity,
  servicePrincipalEntity,
  userEntity,
} from './graph-objects.ts';
import {
  collectionReply,
  type Entity,
  entityReply,
  type GraphCall,
  graphError,
  notFound,
} from './graph-reply.ts';
import type { LiveDirectory } from './live-directory.ts';

/** One operation. `run` gets the id out of the address. */
export interface GraphOperation {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly permission: string;
  readonly run: (id: string, call: GraphCall, graph: GraphWorld) => Reply;
}

/** What operations read. `url` ends in `/v1.0`. */
interface GraphWorld {
  readonly url: string;
  readonly directory: LiveDirectory;
}

const MAX_GROUP_IDS = 20;

/** Every operation, in the order they are tried. */
export const GRAPH_OPERATIONS: readonly GraphOperation[] = [
  get('users.get', /^\/users\/([^/]+)$/, 'User.Read.All', (id, call, { url, directory }) => {
    const person = directory.findUser(id);
    return person === undefined ? notFound(id) : entityReply(url, 'users', userEntity(person), call);
  }),
  {
    ...get(
      'users.checkMemberGroups',
      /^\/users\/([^/]+)\/checkMemberGroups$/,
      'GroupMember.Read.All',
      checkMemberGroups,
    ),
    method: 'POST',
  },
  get('groups.get', /^\/groups\/([^/]+)$/, 'GroupMember.Read.All', (id, call, { url, directory }) => {
    const group = directory.findGroup(id);
    return group === undefined ? notFound(id) : entityReply(url, 'groups', groupEntity(group), call);
  }),
  get(
    'groups.transitiveMembers',
    /^\/groups\/([^/]+)\/transitiveMembers$/,
    'GroupMember.Read.All',
    (id, call, { url, directory }) => {
      const group = directory.findGroup(id);
      if (group === undefined) return notFound(id);
      return collectionReply(url, directory.membersOf(group.id).map(memberEntity), call);
    },
  ),
  ...appOperations('servicePrincipals', (agent) => agent.objectId, servicePrincipalEntity),
  ...appOperations('applications', (agent) => agent.applicationId ?? agent.objectId, applicationEntity),
];

function get(name: string, path: RegExp, permission: string, run: GraphOperation['run']): GraphOperation {
  return { name, method: 'GET', path, permission, run };
}

function checkMemberGroups(id: string, call: GraphCall, { url, directory }: GraphWorld): Reply {
  const person = directory.findUser(id);
  if (person === undefined) return notFound(id);
  const body = z.object({ groupIds: z.array(z.string()).min(1) }).safeParse(call.body);
  if (!body.success) return graphError(400, 'Request_BadRequest', 'The body must be {"groupIds": [id, …]}.');
  const { groupIds } = body.data;
  if (groupIds.length > MAX_GROUP_IDS) {
    return graphError(400, 'Request_BadRequest', `groupIds may hold at most ${MAX_GROUP_IDS} ids.`);
  }
  const malformed = groupIds.find((groupId) => !GUID.test(groupId));
  if (malformed !== undefined) {
    return graphError(400, 'Request_BadRequest', `Invalid object identifier '${malformed}'.`);
  }
  const groups = directory.groupsOf(person.groups);
  const value = [...new Set(groupIds.map((groupId) => groupId.toLowerCase()))].filter((one) =>
    groups.has(one),
  );
  return { status: 200, body: { '@odata.context': `${url}/$metadata#Collection(Edm.String)`, value } };
}

// Both kinds of app object are found by their own id or, in brackets, by the app id; both have owners.
function appOperations(
  set: 'servicePrincipals' | 'applications',
  idOf: (agent: Agent) => string,
  toEntity: (agent: Agent, tenant: string) => Entity,
): readonly GraphOperation[] {
  const reach = `^/${set}(\\(appId='[^']+'\\)|/[^/]+)`;
  const find = (address: string, directory: LiveDirectory) => {
    const appId = /^\(appId='(.+)'\)$/.exec(address)?.[1]?.toLowerCase();
    const id = address.slice(1).toLowerCase();
    // An agent identity is a service principal only.
    const isHere = (app: Agent) => set === 'servicePrincipals' || app.blueprint === undefined;
    const isMeant = (app: Agent) =>
      isHere(app) && (appId === undefined ? idOf(app) === id : app.clientId === appId);
    return isMeant(directory.api) ? directory.api : directory.findApp(isMeant);
  };
  return [
    get(
      `${set}.get`,
      new RegExp(`${reach}$`),
      'Application.Read.All',
      (address, call, { url, directory }) => {
        const agent = find(address, directory);
        return agent === undefined
          ? notFound(address.replace(/^\//, ''))
          : entityReply(url, set, toEntity(agent, directory.tenant), call);
      },
    ),
    get(
      `${set}.owners`,
      new RegExp(`${reach}/owners$`),
      'Application.Read.All',
      (address, call, { url, directory }) => {
        const agent = find(address, directory);
        if (agent === undefined) return notFound(address.replace(/^\//, ''));
        const owners = agent.owners.flatMap((owner) => directory.findUser(owner) ?? []);
        return collectionReply(url, owners.map(userEntity), call);
      },
    ),
  ];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
