// The scripting endpoints: read and change the directory, sign in, mint odd tokens, ask for faults, count calls.
// Promises: a web page of another origin reaches none of them; a change is checked before it is made.
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Faults, parseFault } from '../support/faults.ts';
import { BadRequest, type Reply, readJson, refuseForeign } from '../support/local-door.ts';
import { appClaims } from './claims.ts';
import { nowSeconds } from './now.ts';
import { GRAPH_ROLES, type GraphGrants, rolesOf } from './resources.ts';
import { type SignInDoor, scriptSignIn } from './sign-in/door.ts';
import { withoutNulls } from './signing-key.ts';
import type { TokenDoor } from './token-door.ts';

/** The services whose calls can be made to fail. */
const FAULT_SERVICES = ['graph', 'token', 'keys', 'authorize'] as const;

/** What the scripting endpoints work with. */
export interface ScriptingDoor extends TokenDoor, SignInDoor {
  readonly faults: Readonly<Record<(typeof FAULT_SERVICES)[number], Faults>>;
  readonly grants: GraphGrants;
  readonly calls: ReadonlyMap<string, number>;
}

const MAX_BODY_BYTES = 64 * 1024;
const OTHER_PATHS: readonly string[] = ['/faults', '/token', '/sign-in', '/permissions'];

/** Answers one call below `/_local`; `path` is the part behind it. */
export async function answerScript(door: ScriptingDoor, path: string, req: IncomingMessage): Promise<Reply> {
  const foreign = refuseForeign(req);
  if (foreign !== undefined) return { status: 403, body: { error: { code: 'Foreign', message: foreign } } };
  if (req.method === 'GET' && path === '/directory') return { status: 200, body: door.directory.snapshot() };
  if (req.method === 'GET' && path === '/calls') return { status: 200, body: Object.fromEntries(door.calls) };
  const [, kind, id] = /^\/(people|agents)\/([^/]+)$/.exec(path) ?? [];
  if (req.method !== 'POST' || !(OTHER_PATHS.includes(path) || id !== undefined)) {
    return scriptError(404, 'There is no such scripting endpoint. local/README.md lists them.');
  }
  const body = await readJson(req, MAX_BODY_BYTES);
  if (path === '/faults') return addFault(door, body);
  if (path === '/sign-in') return scriptSignIn(door, body);
  if (path === '/permissions') return grantPermissions(door, body);
  if (id === undefined) return mintToken(door, body);
  return kind === 'people' ? changePerson(door, id, body) : federateAgent(door, id, body);
}

function addFault(door: ScriptingDoor, body: unknown): Reply {
  const fault = parseFault(body, FAULT_SERVICES);
  const service = FAULT_SERVICES.find((name) => name === fault.service) ?? 'graph';
  door.faults[service].add(fault);
  return { status: 200, body: { service, next: fault.next } };
}

const permissionsSchema = z.strictObject({ granted: z.array(z.enum(GRAPH_ROLES)) });

// As an administrator grants Graph's application permissions, or takes them away.
function grantPermissions(door: ScriptingDoor, body: unknown): Reply {
  const change = permissionsSchema.safeParse(body);
  if (!change.success) throw new BadRequest(`Not permissions: ${z.prettifyError(change.error)}`);
  door.grants.grant(change.data.granted);
  return { status: 200, body: change.data };
}

const personSchema = z.strictObject({
  disabled: z.boolean().optional(),
  agentUser: z.boolean().optional(),
  groups: z.array(z.string()).optional(),
  roles: z.array(z.string()).optional(),
  kind: z.enum(['member', 'guest', 'external']).optional(),
  name: z.string().min(1).max(256).optional(),
});

function changePerson(door: ScriptingDoor, id: string, body: unknown): Reply {
  const change = personSchema.safeParse(body);
  if (!change.success) throw new BadRequest(`Not a change of a person: ${z.prettifyError(change.error)}`);
  const unknown = change.data.groups?.find((group) => door.directory.findGroup(group) === undefined);
  if (unknown !== undefined)
    throw new BadRequest(`There is no group '${unknown}'. GET /_local/directory lists them.`);
  const person = door.directory.change(id.toLowerCase(), change.data);
  if (person === undefined)
    return scriptError(404, `There is no person '${id}'. GET /_local/directory lists them.`);
  return { status: 200, body: person };
}

const agentSchema = z.strictObject({
  federated: z.array(
    z.strictObject({ issuer: z.url(), subject: z.string().min(1), audience: z.string().min(1) }),
  ),
});

// As `az ad app federated-credential create` does, on a blueprint too.
function federateAgent(door: ScriptingDoor, id: string, body: unknown): Reply {
  const change = agentSchema.safeParse(body);
  if (!change.success) throw new BadRequest(`Not a change of an agent: ${z.prettifyError(change.error)}`);
  const agent = door.directory.federate(id.toLowerCase(), change.data.federated);
  if (agent === undefined)
    return scriptError(404, `There is no agent '${id}'. GET /_local/directory lists them.`);
  return { status: 200, body: agent };
}

const tokenSchema = z.strictObject({
  claims: z.record(z.string(), z.unknown()).default({}),
  header: z.record(z.string(), z.unknown()).default({}),
  key: z.enum(['ours', 'foreign']).default('ours'),
});

// Claims and header are merged over those of the first agent's token for our API; null removes a member.
async function mintToken(door: ScriptingDoor, body: unknown): Promise<Reply> {
  const wanted = tokenSchema.safeParse(body);
  if (!wanted.success) throw new BadRequest(`Not a token: ${z.prettifyError(wanted.error)}`);
  const { claims, header, key } = wanted.data;
  const { tenant, audience } = door.directory;
  const agent = door.directory.findAgent(() => true) ?? door.service;
  const roles = rolesOf(door, agent.clientId, audience);
  const issue = { url: door.url(), tenant, audience, now: nowSeconds(), version: 2, proof: '1' } as const;
  const base = appClaims(agent, roles, issue);
  try {
    const token = await door.key.sign(withoutNulls({ ...base, ...claims }), header, key);
    return { status: 200, body: { token_type: 'Bearer', access_token: token } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadRequest(`Such a token cannot be signed: ${why}. Use alg RS256, PS256, HS256 or none.`);
  }
}

function scriptError(status: number, message: string): Reply {
  return { status, body: { error: { code: 'NotFound', message } } };
}
