// Microsoft Graph's door: who calls, which operation, and JSON batches.
// Promises: nothing is answered without a token we signed for Graph that carries the operation's permission; each call counts once.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Faults } from '../support/faults.ts';
import { BadRequest, type Reply, readJson, sendReply } from '../support/local-door.ts';
import { issuerOf } from './claims.ts';
import { GRAPH_OPERATIONS } from './graph-operations.ts';
import { type GraphCall, graphError } from './graph-reply.ts';
import type { LiveDirectory } from './live-directory.ts';
import { GRAPH_RESOURCE, type GraphGrants } from './resources.ts';
import type { Claims, SigningKey } from './signing-key.ts';

/** What the Graph door works with. */
export interface GraphDoor {
  readonly url: () => string;
  readonly directory: LiveDirectory;
  readonly key: SigningKey;
  readonly faults: Faults;
  readonly grants: GraphGrants;
  readonly count: (operation: string) => void;
}

const MAX_BODY_BYTES = 256 * 1024;
const MAX_BATCH = 20;

/** Answers one call below `/v1.0`. */
export async function answerGraph(door: GraphDoor, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const ids = requestIds(req);
  for (const [name, value] of Object.entries(ids)) res.setHeader(name, value);
  const call = await readCall(req);
  if (!isGraphCall(call)) {
    sendReply(res, withIds(call, ids));
    return;
  }
  door.count(operationName(call));
  const run = async () => withIds(await authorised(door, req.headers.authorization, call), ids);
  await door.faults.applyTo(res, run, (_fault, status) => withIds(faultReply(status), ids).body);
}

async function readCall(req: IncomingMessage): Promise<GraphCall | Reply> {
  const method = req.method ?? 'GET';
  if (method === 'GET') return toCall(method, req.url ?? '', undefined);
  try {
    return toCall(method, req.url ?? '', await readJson(req, MAX_BODY_BYTES));
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return graphError(error.status, 'BadRequest', error.message);
  }
}

async function authorised(door: GraphDoor, header: string | undefined, call: GraphCall): Promise<Reply> {
  const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return unauthorised('Access token is empty.');
  const issuer = issuerOf(door.url(), door.directory.tenant);
  let claims: Claims;
  try {
    claims = await door.key.verify(token, issuer, GRAPH_RESOURCE);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unauthorised(`Access token validation failure: ${why}.`);
  }
  const held = Array.isArray(claims.roles) ? claims.roles.map(String) : [];
  const roles = held.filter(door.grants.isGranted);
  return call.path === '/$batch' ? runBatch(door, roles, call) : runOperation(door, roles, call);
}

function runOperation(door: GraphDoor, roles: readonly string[], call: GraphCall): Reply {
  const here = GRAPH_OPERATIONS.filter((operation) => operation.path.test(call.path));
  const operation = here.find(({ method }) => method === call.method);
  if (operation === undefined) {
    return here.length === 0
      ? graphError(
          404,
          'BadRequest',
          `The local Graph has no '${call.path}'. local/README.md lists what it answers.`,
        )
      : graphError(405, 'Request_BadRequest', `'${call.method}' is not possible on '${call.path}'.`);
  }
  if (!roles.includes(operation.permission)) {
    return graphError(
      403,
      'Authorization_RequestDenied',
      `Insufficient privileges to complete the operation: ${operation.permission} is missing.`,
    );
  }
  const id = operation.path.exec(call.path)?.[1] ?? '';
  return operation.run(id, call, { url: `${door.url()}/v1.0`, directory: door.directory });
}

const batchSchema = z.object({
  requests: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        method: z.enum(['GET', 'POST']),
        url: z.string().startsWith('/'),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
      }),
    )
    .min(1),
});

function runBatch(door: GraphDoor, roles: readonly string[], call: GraphCall): Reply {
  if (call.method !== 'POST') return graphError(405, 'Request_BadRequest', 'A batch is a POST.');
  const batch = batchSchema.safeParse(call.body);
  if (!batch.success) return graphError(400, 'BadRequest', `Not a batch: ${z.prettifyError(batch.error)}`);
  const { requests } = batch.data;
  if (requests.length > MAX_BATCH) {
    return graphError(400, 'BadRequest', `A batch may hold at most ${MAX_BATCH} requests.`);
  }
  if (new Set(requests.map(({ id }) => id)).size < requests.length) {
    return graphError(400, 'BadRequest', 'The ids of a batch must differ.');
  }
  const responses = requests.map(({ id, method, url, body }) => {
    const inner = toCall(method, `/v1.0${url}`, body);
    if (!isGraphCall(inner)) return { id, headers: {}, ...inner };
    door.count(operationName(inner));
    const reply = runOperation(door, roles, inner);
    return { id, status: reply.status, headers: { 'Content-Type': 'application/json' }, body: reply.body };
  });
  return { status: 200, body: { responses } };
}

function toCall(method: string, url: string, body: unknown): GraphCall | Reply {
  const { pathname, searchParams } = new URL(url, 'http://graph');
  try {
    return { method, path: decodeURIComponent(pathname).slice('/v1.0'.length), query: searchParams, body };
  } catch {
    return graphError(400, 'BadRequest', 'The address is not properly encoded.');
  }
}

function isGraphCall(value: GraphCall | Reply): value is GraphCall {
  return 'path' in value;
}

function operationName({ method, path }: GraphCall): string {
  if (path === '/$batch') return 'batch';
  const found = GRAPH_OPERATIONS.find((one) => one.method === method && one.path.test(path));
  return found?.name ?? 'unknown';
}

function unauthorised(message: string): Reply {
  const reply = graphError(401, 'InvalidAuthenticationToken', message);
  return { ...reply, headers: { 'www-authenticate': 'Bearer realm="", error="invalid_token"' } };
}

function faultReply(status: number): Reply {
  const codes: Readonly<Record<number, string>> = {
    401: 'InvalidAuthenticationToken',
    403: 'Authorization_RequestDenied',
    404: 'Request_ResourceNotFound',
    429: 'TooManyRequests',
    503: 'ServiceUnavailable',
    504: 'GatewayTimeout',
  };
  return graphError(status, codes[status] ?? 'UnknownError', 'A scripted fault.');
}

type RequestIds = Readonly<Record<'request-id' | 'client-request-id', string>>;

function requestIds(req: IncomingMessage): RequestIds {
  const requestId = randomUUID();
  const given = req.headers['client-request-id'];
  return { 'request-id': requestId, 'client-request-id': typeof given === 'string' ? given : requestId };
}

function withIds(reply: Reply, ids: RequestIds): Reply {
  const body = reply.body;
  if (typeof body !== 'object' || body === null || !('error' in body)) return reply;
  const innerError = { date: new Date().toISOString().slice(0, 19), ...ids };
  return { ...reply, body: { error: { ...Object(body.error), innerError } } };
}
