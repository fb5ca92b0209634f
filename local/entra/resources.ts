// What tokens can be asked for: our API, Graph, the Bot Connector, Entra's own token exchange, and apps that people sign in to.
// Promises: a name nobody gave is no resource, and a scope nobody published is not granted.
import type { Client } from './claims.ts';
import type { LiveDirectory } from './live-directory.ts';

/** The resource of Microsoft Graph. */
export const GRAPH_RESOURCE = 'https://graph.microsoft.com';
/** The resource of the Bot Connector. */
const BOT_RESOURCE = 'https://api.botframework.com';
/** What an app presents at Entra in place of a secret: a token for this audience. */
export const EXCHANGE_RESOURCE = 'api://AzureADTokenExchange';
/** The API of the demo's cluster, for a gateway that shows its own identity. */
const CLUSTER_RESOURCE = 'api://cluster';
/** What Countersign's own workload may read in Graph: the permissions a deployment grants it. */
export const GRAPH_ROLES = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'] as const;

/** What Graph lets a token do just now: scripts take permissions away and give them back. */
export interface GraphGrants {
  readonly isGranted: (permission: string) => boolean;
  readonly grant: (permissions: readonly string[]) => void;
}

/** All of them are granted at first. A change counts at once: Azure's Graph goes by the token, which may be hours old. */
export function createGraphGrants(): GraphGrants {
  let granted: readonly string[] = GRAPH_ROLES;
  return {
    isGranted: (permission) => granted.includes(permission),
    grant: (permissions) => {
      granted = permissions;
    },
  };
}

const DECIDE = 'Approvals.Decide';
const OPERATE = 'Approvals.Operate';
const ASK = 'Requests.Create';
/** The scope of an app that people call, so that it may go on in their name. */
const ACCESS_AS_USER = 'access_as_user';
const SIGN_IN_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

interface World {
  readonly directory: LiveDirectory;
  readonly service: Client;
}

/** The id of a resource that workloads get tokens for, by any of its names. */
export function audienceOf({ directory }: World, resource: string): string | undefined {
  const { audience } = directory;
  if (resource === audience || resource === `api://${audience}`) return audience;
  return [GRAPH_RESOURCE, BOT_RESOURCE, EXCHANGE_RESOURCE, CLUSTER_RESOURCE].find(
    (known) => known === resource,
  );
}

/** The roles a workload holds at a resource. */
export function rolesOf(
  { directory, service }: World,
  clientId: string,
  resource: string,
): readonly string[] {
  if (resource === GRAPH_RESOURCE) return clientId === service.clientId ? GRAPH_ROLES : [];
  if (resource !== directory.audience) return [];
  return directory.findAgent((agent) => agent.clientId === clientId)?.roles ?? [];
}

/** What a person's token is for. */
interface Delegation {
  readonly audience: string;
  readonly scopes: readonly string[];
}

/** What `scope` asks of one resource in a person's name; `.default` is what this client usually gets. `undefined`: not granted. */
export function delegationOf(world: World, scope: string, clientId: string): Delegation | undefined {
  const wanted = scope.split(' ').filter((one) => one !== '' && !SIGN_IN_SCOPES.includes(one));
  const asked = wanted.map((one) => {
    const slash = one.lastIndexOf('/');
    return { resource: one.slice(0, slash), name: one.slice(slash + 1) };
  });
  const [first] = asked;
  if (first === undefined || asked.some(({ resource }) => resource !== first.resource)) return undefined;
  const published = publishedBy(world, first.resource);
  if (published === undefined) return undefined;
  // An app that asks is granted to ask; apps that people sign in to are granted to decide.
  const isAgent = world.directory.findApp((app) => app.clientId === clientId) !== undefined;
  const usual = isAgent && published.scopes.includes(ASK) ? ASK : published.scopes[0];
  const scopes = asked.map(({ name }) => (name === '.default' && usual !== undefined ? usual : name));
  return scopes.every((name) => published.scopes.includes(name))
    ? { audience: published.audience, scopes }
    : undefined;
}

function publishedBy(world: World, resource: string): Delegation | undefined {
  const { audience } = world.directory;
  if (audienceOf(world, resource) === audience) return { audience, scopes: [DECIDE, OPERATE, ASK] };
  const id = resource.replace(/^api:\/\//, '').toLowerCase();
  const app = world.directory.findApp(({ clientId }) => clientId === id);
  return app === undefined ? undefined : { audience: app.clientId, scopes: [ACCESS_AS_USER] };
}
