// How Microsoft Graph talks: entities with `$select`, collections with paging, errors with a code and a message.
// Promises: unknown properties and query options are refused, never silently dropped, so that a typing error shows here too.
import type { Reply } from '../support/local-door.ts';

/** One Graph call, from the wire or out of a batch. */
export interface GraphCall {
  readonly method: string;
  /** Decoded, without `/v1.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A directory object: every property it has, and which of them an answer carries when nothing is selected. */
export interface Entity {
  readonly type: 'user' | 'agentUser' | 'group' | 'servicePrincipal' | 'application';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly byDefault: readonly string[];
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 999;

/** An error answer. */
export function graphError(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

/** The answer for an object that is not in this directory. */
export function notFound(id: string): Reply {
  return graphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** One object. `set` is its collection, as the context names it. */
export function entityReply(graphUrl: string, set: string, entity: Entity, call: GraphCall): Reply {
  const refused = unknownOption(call, ['$select']) ?? unknownProperty(call, [entity]);
  if (refused !== undefined) return refused;
  const names = selected(call);
  const part = names.length === 0 ? '' : `(${names.join(',')})`;
  const context = { '@odata.context': `${graphUrl}/$metadata#${set}${part}/$entity` };
  // A kind other than the collection's own is named, as OData asks.
  const kind = entity.type === 'agentUser' ? { '@odata.type': '#microsoft.graph.agentUser' } : {};
  return { status: 200, body: { ...context, ...kind, ...view(entity, names) } };
}

/** A page of objects, with `@odata.nextLink` while there are more. */
export function collectionReply(graphUrl: string, entities: readonly Entity[], call: GraphCall): Reply {
  const refused = unknownOption(call, ['$select', '$top', '$skiptoken']) ?? unknownProperty(call, entities);
  if (refused !== undefined) return refused;
  const top = Number(call.query.get('$top') ?? DEFAULT_PAGE);
  if (!Number.isInteger(top) || top < 1 || top > MAX_PAGE) {
    const given = call.query.get('$top');
    return graphError(
      400,
      'Request_BadRequest',
      `Invalid page size specified: '${given}'. Must be between 1 and ${MAX_PAGE} inclusive.`,
    );
  }
  const start = readSkipToken(call.query.get('$skiptoken'));
  if (start === undefined)
    return graphError(400, 'Directory_ExpiredPageToken', 'The $skiptoken is not valid.');
  const names = selected(call);
  const value = entities
    .slice(start, start + top)
    .map((entity) => ({ '@odata.type': `#microsoft.graph.${entity.type}`, ...view(entity, names) }));
  const next =
    start + top < entities.length ? { '@odata.nextLink': nextLink(graphUrl, call, start + top) } : {};
  const part = names.length === 0 ? '' : `(${names.join(',')})`;
  return {
    status: 200,
    body: { '@odata.context': `${graphUrl}/$metadata#directoryObjects${part}`, ...next, value },
  };
}

// Refuses query options this operation does not know.
function unknownOption(call: GraphCall, known: readonly string[]): Reply | undefined {
  const unknown = [...call.query.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return graphError(
    400,
    'Request_UnsupportedQuery',
    `The local Graph does not know the query option '${unknown}' here.`,
  );
}

function selected(call: GraphCall): readonly string[] {
  const names = (call.query.get('$select') ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

// In a mixed collection a property may belong to some of the types only.
function unknownProperty(call: GraphCall, entities: readonly Entity[]): Reply | undefined {
  if (entities.length === 0) return undefined;
  const unknown = selected(call).find((name) => entities.every((entity) => !(name in entity.properties)));
  if (unknown === undefined) return undefined;
  const type = `microsoft.graph.${entities[0]?.type ?? 'directoryObject'}`;
  return graphError(400, 'BadRequest', `Could not find a property named '${unknown}' on type '${type}'.`);
}

function view(entity: Entity, names: readonly string[]): Record<string, unknown> {
  const wanted = names.length === 0 ? entity.byDefault : names;
  const present = wanted.filter((name) => name in entity.properties);
  return Object.fromEntries(present.map((name) => [name, entity.properties[name]]));
}

function nextLink(graphUrl: string, call: GraphCall, offset: number): string {
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', Buffer.from(`offset:${offset}`).toString('base64url'));
  // Graph writes `$` and `,` plainly; programs that compare text see what they would see there.
  const text = query.toString().replaceAll('%24', '$').replaceAll('%2C', ',');
  return `${graphUrl}${encodeURI(call.path)}?${text}`;
}

function readSkipToken(token: string | null): number | undefined {
  if (token === null) return 0;
  const offset = /^offset:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return offset === undefined ? undefined : Number(offset);
}
