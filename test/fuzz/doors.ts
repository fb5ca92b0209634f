// The app's own doors in this process: the real handlers, token checks, adapter, rules and policy. Storage and directory are the twins, so
// that twenty thousand cases fit into a minute, each with the same waiting request to aim at.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import library from '@azure/functions';
import { submit } from '../../approvals/ask/submit.ts';
import { unpaced } from '../../approvals/pace/turns.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { createRegistry } from '../../approvals/policy/member/registry.ts';
import { show } from '../../approvals/prompt/show.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { Prompt } from '../../approvals/work.ts';
import { createRunTokenVerifier } from '../../entra/run-token.ts';
import { createTokenVerifier } from '../../entra/token-verifier.ts';
import { cancelRequest } from '../../functions/cancel-request.ts';
import { commentRequest } from '../../functions/comment-request.ts';
import { decideRequest } from '../../functions/decide-request.ts';
import { evaluate } from '../../functions/evaluate.ts';
import { getCallbackSecret } from '../../functions/get-callback-secret.ts';
import { getReady } from '../../functions/get-ready.ts';
import { getRequest } from '../../functions/get-request.ts';
import { giveFinding } from '../../functions/give-finding.ts';
import { serveMcp } from '../../functions/mcp/serve-mcp.ts';
import type { Parts } from '../../functions/parts.ts';
import { readReview } from '../../functions/read-review.ts';
import { receiveActivity } from '../../functions/receive-activity.ts';
import { recordAction } from '../../functions/record-action.ts';
import { reportRequestOutcome } from '../../functions/report-outcome.ts';
import { revokeRequest } from '../../functions/revoke-request.ts';
import type { Settings } from '../../functions/settings.ts';
import { submitRequest } from '../../functions/submit-request.ts';
import { buildTeams } from '../../functions/teams-parts.ts';
import { createTelemetry } from '../../functions/telemetry/telemetry.ts';
import { createWaitRoom } from '../../functions/wait-room.ts';
import { requestIdFor } from '../../keys/derive-id.ts';
import { createMint } from '../../keys/mint.ts';
import { publicJwks } from '../../keys/publish.ts';
import { createGrantVerifier } from '../../keys/verify-grant.ts';
import { AUDIENCE, BOT_APP_ID, TENANT } from '../../local/directory.ts';
import { hooked } from '../support/a-telemetry.ts';
import { aConversation, anAsk, aPerson, BASE_URL, NOW } from '../support/builders.ts';
import { aContext } from '../support/http-calls.ts';
import { createMemoryLists } from '../support/memory-lists.ts';
import { createMemoryDigestBook } from '../support/memory-pace.ts';
import {
  createMemoryCatalog,
  createMemoryLog,
  createMemoryQuotaBook,
  createMemoryRouteBook,
  createMemoryStore,
  createMemoryWatchList,
} from '../support/memory-store.ts';
import { createMemoryTables, type MemoryRow, type MemoryTables } from '../support/memory-tables.ts';
import { createTestDesk } from '../support/test-desk.ts';
import type { Outside } from './outside.ts';

/** One call as it comes from the wire. */
export interface Call {
  readonly door: DoorName;
  readonly authorization?: string;
  readonly body?: string;
}

/** What is different in storage after a call; empty when nothing is. */
export interface Change {
  /** Names of rows that are new or written anew. */
  readonly rows: readonly string[];
  readonly events: readonly ChainEvent[];
  /** All requests as they stand now. */
  readonly requests: readonly ApprovalRequest[];
  /** Routes bound to conversations. */
  readonly binds: number;
  /** Object ids of people whose chat with the app was remembered or forgotten. */
  readonly chats: readonly string[];
}

export type DoorName = keyof ReturnType<typeof doorsOf>;

/** The doors, and the waiting request everything aims at. */
export interface Doors {
  readonly id: string;
  readonly nonce: string;
  readonly conversation: string;
  /** Makes one call and puts storage back. Throws what a handler throws, which none may. */
  readonly call: (call: Call) => Promise<{ readonly reply: HttpResponseInit; readonly change: Change }>;
  /** What the last call reported as broken inside, which nothing of a caller's may cause. */
  readonly faults: readonly string[];
}

const ELSEWHERE = aConversation({ id: '19:elsewhere@thread.tacv2' });

/** Builds the doors over twins. */
export async function openDoors(outside: Outside): Promise<Doors> {
  let current = createMemoryTables();
  const tables: MemoryTables = {
    get: (...key) => current.get(...key),
    list: (...key) => current.list(...key),
    transact: (...write) => current.transact(...write),
    touch: (...row) => current.touch(...row),
    remove: (...row) => current.remove(...row),
    all: () => current.all(),
    copy: () => current.copy(),
  };
  const routes = createMemoryRouteBook();
  let binds = 0;
  let chats: string[] = [];
  const { desk: twin } = createTestDesk();
  const desk = {
    ...twin,
    store: createMemoryStore(tables),
    watch: createMemoryWatchList(tables),
    catalog: createMemoryCatalog(tables),
    quota: createMemoryQuotaBook(tables),
    nudge: async () => undefined,
    mint: createMint(),
    routes,
  };
  await routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  const id = anAsk().id;
  await submit(desk, anAsk());
  await show(desk, id, 'prompt-1');
  const base = current.copy();
  const before = new Map(base.all());
  const faults: string[] = [];
  const parts = partsOver(desk, outside, {
    links: {
      ...routes,
      bind: async (...binding) => {
        binds += 1;
        await routes.bind(...binding);
      },
    },
    people: {
      find: async () => undefined,
      remember: async (oid) => void chats.push(oid),
      forget: async (oid) => void chats.push(oid),
    },
    greetings: { first: async () => true, forget: async () => undefined },
    telemetry: createTelemetry((level, text) => {
      if (level === 'error') faults.push(text);
    }),
  });
  const doors = doorsOf(parts);
  const { context } = aContext();

  return {
    id,
    nonce: (await desk.store.read<Prompt>(id, 'prompt-1'))?.data.nonce ?? '',
    conversation: aConversation().id,
    faults,
    call: async ({ door: name, authorization, body }) => {
      current = base.copy();
      // It leads elsewhere before each call: what is linked already is not linked again.
      await routes.bind('data-approvals', ELSEWHERE, aPerson('ada'), NOW);
      binds = 0;
      chats = [];
      faults.length = 0;
      const { method, handler } = doors[name];
      const door = hooked(parts.telemetry, handler);
      const reply = await door(aRequest(method, id, authorization, body), context);
      return { reply: reply as HttpResponseInit, change: { ...changeFrom(before, current), binds, chats } };
    },
  };
}

function partsOver(
  tested: ReturnType<typeof createTestDesk>['desk'],
  outside: Outside,
  around: Pick<Parameters<typeof buildTeams>[0], 'links' | 'people' | 'greetings' | 'telemetry'>,
): Parts {
  const policyText = readFileSync(new URL('../../../countersign.yaml', import.meta.url), 'utf8');
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) throw new TypeError('the shipped policy does not parse');
  const desk = { ...tested, registry: createRegistry(parsed.policy) };
  const grantKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const jwks = publicJwks([grantKey]);
  const settings = {
    tenant: TENANT,
    audience: AUDIENCE,
    botAppId: BOT_APP_ID,
    botType: 'SingleTenant',
    botPassword: undefined,
    local: { authority: outside.url, teams: outside.url, clientId: 'x', clientSecret: 'x', botSecret: 'x' },
  } as unknown as Settings;
  const tables = createMemoryTables();
  const log = { ...desk, log: createMemoryLog(tables) };
  const lists = createMemoryLists(tables);
  const teams = buildTeams({
    settings,
    policy: parsed.policy,
    desk,
    log,
    lists,
    digests: createMemoryDigestBook(),
    turns: unpaced,
    nudgeLater: async () => undefined,
    untilTurn: async () => undefined,
    ...around,
  });
  return {
    mode: 'local',
    tenant: TENANT,
    baseUrl: BASE_URL,
    policy: parsed.policy,
    jwks,
    desk,
    telemetry: around.telemetry,
    verifyToken: createTokenVerifier({ tenant: TENANT, audience: AUDIENCE, authority: outside.url }),
    verifyRunToken: createRunTokenVerifier({ allowLoopback: true }),
    verifyGrant: createGrantVerifier(jwks, { issuer: BASE_URL, audience: AUDIENCE }),
    requestIdFor: (caller: string, idempotencyKey: string) =>
      requestIdFor(new Uint8Array(32).fill(1), { tenant: TENANT, caller, idempotencyKey }),
    callbackSecretFor: (clientId: string) => `whsec_${clientId}`,
    receiveActivity: teams.receive,
    waitRoom: createWaitRoom(),
    backlog: async () => ({ overdue: 0, unreached: 0, newer: 0, dead: [], queue: 0, poison: 0 }),
    policyState: () => ({ version: parsed.policy.version }),
  } as unknown as Parts;
}

function doorsOf(parts: Parts) {
  const post = (handler: HttpHandler) => ({ method: 'POST', handler }) as const;
  const get = (handler: HttpHandler) => ({ method: 'GET', handler }) as const;
  return {
    submit: post(submitRequest(parts)),
    evaluate: post(evaluate(parts)),
    mcp: post(serveMcp(parts)),
    read: get(getRequest(parts)),
    cancel: post(cancelRequest(parts)),
    comment: post(commentRequest(parts)),
    outcome: post(reportRequestOutcome(parts)),
    secret: get(getCallbackSecret(parts)),
    decide: post(decideRequest(parts)),
    review: get(readReview(parts)),
    record: post(recordAction(parts)),
    findings: post(giveFinding(parts)),
    revoke: post(revokeRequest(parts)),
    ready: get(getReady(parts)),
    messages: post(receiveActivity(parts)),
  };
}

function aRequest(method: 'GET' | 'POST', id: string, authorization?: string, body?: string) {
  const bytes = new TextEncoder().encode(body ?? '');
  return new library.HttpRequest({
    method,
    url: 'http://127.0.0.1/any',
    params: { id },
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(bytes.byteLength) }),
      'x-request-id': 'fuzz',
    },
    ...(method === 'GET' || bytes.byteLength === 0 ? {} : { body: { bytes } }),
  });
}

function changeFrom(
  before: ReadonlyMap<string, MemoryRow>,
  tables: MemoryTables,
): Omit<Change, 'binds' | 'chats'> {
  const now = [...tables.all()];
  const rows = now.filter(([name, row]) => before.get(name)?.etag !== row.etag);
  const gone = [...before.keys()].filter((name) => !now.some(([each]) => each === name));
  const named = (key: string) => (each: readonly [string, MemoryRow]) =>
    each[0].split('\n', 2)[1]?.startsWith(key);
  return {
    rows: [...rows.map(([name]) => name), ...gone],
    events: rows.filter(named('event-')).map(([, { data }]) => data as ChainEvent),
    requests: now.filter(named(REQUEST_KEY)).map(([, { data }]) => data as ApprovalRequest),
  };
}
