// The part of Microsoft Graph (v1.0) that setup uses, over the made-up tenant: addresses, answers and error bodies as Graph's own. It keeps
// the rules that setup must live with: alternate keys, scopes that cannot vanish while enabled, objects not known at once, makers as owners.
import { randomUUID } from 'node:crypto';
import { createApplication, updateApplication } from './applications.ts';
import { addMember, assign } from './grants.ts';
import { GraphRefusal, notFound, refuseUnless } from './graph-refusal.ts';
import { type DemoObject, type DemoTenant, object } from './tenant.ts';

/** One call. */
export interface GraphCall {
  readonly method: string;
  /** After `/v1.0`, e.g. `/applications(uniqueName='a')`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Collection = 'applications' | 'servicePrincipals' | 'groups';
const KEYED = /^\/(applications|servicePrincipals|groups)(?:\/([^/(]+)|\((\w+)='([^']*)'\))(\/.*)?$/;

/** Answers a call; `undefined` is 204. Throws `GraphRefusal`. */
export function answerGraph(tenant: DemoTenant, call: GraphCall): unknown {
  const { method, path } = call;
  if (method === 'GET' && path === '/me') {
    const me = tenant.users.find(({ id }) => id === tenant.me);
    if (me !== undefined) return me;
    throw new GraphRefusal(
      400,
      'BadRequest',
      '/me request is only valid with delegated authentication flow.',
    );
  }
  const isMe =
    path === '/me/transitiveMemberOf' || path === `/servicePrincipals/${tenant.me}/transitiveMemberOf`;
  if (method === 'GET' && isMe) {
    return {
      value: tenant.directoryRoles.map((roleTemplateId) => ({
        '@odata.type': '#microsoft.graph.directoryRole',
        roleTemplateId,
      })),
    };
  }
  const [, name] = /^\/users\/([^/]+)$/.exec(path) ?? [];
  if (method === 'GET' && name !== undefined) {
    const user = tenant.users.find(({ id, userPrincipalName }) => id === name || userPrincipalName === name);
    if (user === undefined) throw notFound(name);
    return user;
  }
  const [, listed] = /^\/(applications|groups)$/.exec(path) ?? [];
  if (method === 'GET' && listed !== undefined)
    return { value: filtered(tenant[listed as Collection], call.query.$filter) };
  const [, bin, verb] = /^\/directory\/deletedItems\/([^/]+)(\/restore)?$/.exec(path) ?? [];
  if (bin !== undefined) return answerBin(tenant, method, bin, verb !== undefined);
  const [, collection, objectId, key, value, rest = ''] = KEYED.exec(path) ?? [];
  if (collection === undefined)
    throw new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${path}'.`);
  const all = tenant[collection as Collection];
  const found = all.find(({ id, shown }) =>
    objectId === undefined ? shown[key ?? ''] === value : id === objectId,
  );
  return answerObject(tenant, call, {
    collection: collection as Collection,
    found,
    key: key ?? 'id',
    value: value ?? objectId ?? '',
    rest,
  });
}

/** Shown ever after without its text. */
function addPassword(app: DemoObject, asked: object): unknown {
  const made = { ...asked, keyId: randomUUID() };
  app.shown.passwordCredentials = [...((app.shown.passwordCredentials ?? []) as object[]), made];
  return { ...made, secretText: `demo~${randomUUID()}` };
}

interface Addressed {
  readonly collection: Collection;
  readonly found: DemoObject | undefined;
  readonly key: string;
  readonly value: string;
  readonly rest: string;
}

function answerObject(tenant: DemoTenant, call: GraphCall, addressed: Addressed): unknown {
  const { collection, found, key, value, rest } = addressed;
  const isUpsert = call.method === 'PATCH' && call.headers.Prefer === 'create-if-missing' && rest === '';
  if (isUpsert && found === undefined) return create(tenant, collection, key, value, call.body);
  if (found === undefined) throw notFound(value);
  // A look at an object that has not spread yet does not find it; its alternate key does, for a write.
  if (!isUpsert && found.unknownFor > 0) {
    found.unknownFor -= 1;
    throw notFound(value);
  }
  const route = `${call.method} ${rest.replace(/^\/(owners|members|appRoleAssignments)\/[^/$]+/, '/$1/ID')}`;
  switch (route) {
    case 'GET ':
      return found.shown;
    case 'PATCH ':
      guard(tenant, collection);
      if (collection === 'applications') updateApplication(found, call.body);
      else Object.assign(found.shown, call.body);
      return undefined;
    case 'DELETE ':
      guard(tenant, collection);
      drop(tenant, collection, found);
      return undefined;
    case 'GET /federatedIdentityCredentials':
      return { value: found.shown.federated ?? [] };
    case 'GET /owners':
      return { value: people(tenant, found.owners) };
    case 'DELETE /owners/ID/$ref':
      guard(tenant, collection);
      found.owners = found.owners.filter((id) => !rest.includes(id));
      return undefined;
    case 'GET /transitiveMembers':
      return { value: people(tenant, found.members) };
    case 'POST /members/$ref':
      return addMember(tenant, found, String(call.body['@odata.id']));
    case 'GET /appRoleAssignments':
      return { value: tenant.assignments.filter(({ principalId }) => principalId === found.id) };
    case 'DELETE /appRoleAssignments/ID':
      refuseUnless(tenant.may.grants);
      tenant.assignments = tenant.assignments.filter(({ id }) => !rest.endsWith(id));
      return undefined;
    case 'POST /appRoleAssignedTo':
      return assign(tenant, found, call.body);
    case 'POST /addPassword':
      guard(tenant, collection);
      return addPassword(found, call.body.passwordCredential as object);
    default:
      throw new GraphRefusal(400, 'BadRequest', `The demo tenant does not know ${call.method} ${call.path}.`);
  }
}

function create(
  tenant: DemoTenant,
  collection: Collection,
  key: string,
  value: string,
  body: GraphCall['body'],
): unknown {
  guard(tenant, collection);
  if (key === 'uniqueName' && tenant.deleted.some(({ shown }) => shown.uniqueName === value)) {
    throw new GraphRefusal(
      400,
      'Request_BadRequest',
      'Another object with the same value for property uniqueName already exists.',
    );
  }
  const made = collection === 'applications' ? createApplication(body) : object(randomUUID(), { ...body });
  made.shown[key] = value;
  if (collection === 'servicePrincipals') {
    const app = tenant.applications.find(({ shown }) => shown.appId === value);
    if (app === undefined || app.unknownFor > 0) {
      if (app !== undefined) app.unknownFor -= 1;
      const message = `The appId '${value}' of the service principal does not reference a valid application object.`;
      throw new GraphRefusal(400, 'Request_BadRequest', message, ['NoBackingApplicationObject']);
    }
    Object.assign(made.shown, {
      displayName: app.shown.displayName,
      servicePrincipalType: 'Application',
      appRoles: app.shown.appRoles,
    });
  }
  if (tenant.makersOwn) made.owners.push(tenant.me);
  made.unknownFor = tenant.lag;
  tenant[collection].push(made);
  return {
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${collection}/$entity`,
    ...made.shown,
  };
}

function answerBin(tenant: DemoTenant, method: string, item: string, isRestore: boolean): unknown {
  if (method === 'GET') return { value: tenant.deleted.map(({ shown }) => shown) };
  const found = tenant.deleted.find(({ id }) => id === item);
  if (found === undefined) throw notFound(item);
  guard(tenant, 'applications');
  tenant.deleted = tenant.deleted.filter((each) => each !== found);
  if (isRestore) tenant.applications.push(found);
  return isRestore ? found.shown : undefined;
}

function drop(tenant: DemoTenant, collection: Collection, found: DemoObject): void {
  tenant[collection] = tenant[collection].filter((each) => each !== found);
  if (collection === 'groups') return;
  if (collection === 'applications') tenant.deleted.push(found);
  const gone = [found, ...tenant.servicePrincipals.filter(({ shown }) => shown.appId === found.shown.appId)];
  tenant.servicePrincipals = tenant.servicePrincipals.filter((each) => !gone.includes(each));
  tenant.assignments = tenant.assignments.filter(
    ({ principalId, resourceId }) => !gone.some(({ id }) => id === principalId || id === resourceId),
  );
}

/** The two filters that setup writes. */
function filtered(all: readonly DemoObject[], filter = ''): readonly unknown[] {
  const [, name] = /^displayName eq '(.*)'$/.exec(filter) ?? [];
  const [, tag] = /^tags\/any\(t:t eq '(.*)'\)$/.exec(filter) ?? [];
  return all
    .filter(({ shown }) =>
      name === undefined
        ? (shown.tags as string[] | undefined)?.includes(tag ?? '')
        : shown.displayName === name.replaceAll("''", "'"),
    )
    .map(({ shown }) => shown);
}

const people = (tenant: DemoTenant, ids: readonly string[]) => [
  ...tenant.users
    .filter(({ id }) => ids.includes(id))
    .map((user) => ({ '@odata.type': '#microsoft.graph.user', ...user })),
  ...tenant.servicePrincipals
    .filter(({ id }) => ids.includes(id))
    .map(({ shown }) => ({ '@odata.type': '#microsoft.graph.servicePrincipal', ...shown })),
];

const guard = (tenant: DemoTenant, collection: Collection): void =>
  refuseUnless(collection === 'groups' ? tenant.may.groups : tenant.may.applications);
