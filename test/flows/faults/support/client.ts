// The calls of agents and people, each told as what its caller knows afterwards: the truth, or "not known yet". Anything else that is
// answered to a call that was right is an error of the app.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultWorld } from './fault-world.ts';
import { postJson, type Told } from './post-json.ts';

/** What a caller knows after one call. */
export type Word =
  | { readonly known: false; readonly told: string }
  | { readonly known: true; readonly body: unknown };

const AGENT = 'nightly-etl';
const UNKNOWN_TO_PEOPLE =
  /not known yet|could not check (?:this|your group memberships) just now|Several people are clicking/;

export const intent = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 3 } },
  resource: { type: 'database', id: 'prod/customers' },
} as const;

/** Asks for an export with this Idempotency-Key. */
export async function ask(world: FaultWorld, key: string, host = 0): Promise<Word> {
  const body = { ...intent, callback: { endpoint: `${world.agent.url}x`, state: key } };
  return await call(world, `${hostUrl(world, host)}/api/requests`, body, { 'idempotency-key': key });
}

/** One call of nightly-etl on its request: `cancel`, `comments`, `outcome`. */
export function onRequest(
  world: FaultWorld,
  id: string,
  what: string,
  body: object,
  host = 0,
): Promise<Word> {
  return call(world, `${hostUrl(world, host)}/access/v1/requests/${id}/${what}`, body);
}

/** Redeems the grant under this X-Request-ID. */
export async function redeem(
  world: FaultWorld,
  approval: object,
  requestId: string,
  host = 0,
): Promise<Word> {
  const body = { subject: undefined, ...intent, context: { approval } };
  const word = await call(world, `${hostUrl(world, host)}/access/v1/evaluation`, body, {
    'x-request-id': requestId,
  });
  if (!word.known) return word;
  const told = word.body as { decision: boolean; context: { next_action?: string } };
  if (!told.decision && told.context.next_action === 'retry') return { known: false, told: 'retry' };
  assert.equal(told.decision, true, `the caller was told ${JSON.stringify(told)}`);
  return word;
}

/** Takes an approval back as a person, by API. */
export async function revoke(world: FaultWorld, id: string, upn: string): Promise<Word> {
  const token = await world.tokens.person(upn);
  return await sent(`${world.urls.functions}/access/v1/requests/${id}/revoke`, {}, token, {});
}

/** The task and its result as the status endpoint tells them. */
export async function read(world: FaultWorld, id: string): Promise<StatusBody> {
  const response = await fetch(`${world.urls.functions}/access/v1/requests/${id}`, {
    headers: { authorization: `Bearer ${await world.tokens.agent(AGENT)}` },
  });
  assert.equal(response.status, 200);
  return (await response.json()) as StatusBody;
}

export interface StatusBody {
  readonly task: {
    readonly status: string;
    readonly delivery: {
      readonly nobody_reached?: boolean;
      readonly prompts: readonly { readonly state: string; readonly last_error?: string }[];
      readonly callbacks: readonly { readonly state: string; readonly attempts: number }[];
    };
  };
  readonly result?: { readonly approval: { readonly id: string; readonly state: string } };
}

/** Presses a button in Teams. The truth is the card that comes back. */
export async function click(
  world: FaultWorld,
  messageId: string,
  press: { readonly user: string; readonly verb: string; readonly data?: object },
): Promise<Word> {
  const { body } = await postJson(`${world.urls.teams}/_local/click`, { messageId, ...press });
  const reply = body as { status: number; body: { type?: string; value?: unknown } | null };
  if (reply.status !== 200) {
    assert.ok([502, 503, 504].includes(reply.status), `Teams was answered ${JSON.stringify(reply)}`);
    return { known: false, told: `status ${reply.status}` };
  }
  if (reply.body?.type === 'application/vnd.microsoft.card.adaptive')
    return { known: true, body: reply.body.value };
  const message = String(reply.body?.value);
  assert.match(message, UNKNOWN_TO_PEOPLE, 'a click that was right got another message');
  return { known: false, told: message };
}

/** Repeats a call until its caller knows. Returns what the first call told, too. */
export async function untilKnown(
  attempt: () => Promise<Word>,
  tries = 30,
): Promise<{ first: Word; last: unknown }> {
  const first = await attempt();
  let word = first;
  for (let tried = 1; !word.known; tried++) {
    assert.ok(tried < tries, `still unknown after ${tried} calls: ${word.told}`);
    await sleep(Math.min(100 * tried, 1000));
    word = await attempt();
  }
  return { first, last: word.body };
}

async function call(
  world: FaultWorld,
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Word> {
  return await sent(url, body, await world.tokens.agent(AGENT), headers);
}

async function sent(
  url: string,
  body: object,
  token: string,
  headers: Record<string, string>,
): Promise<Word> {
  let told: Told;
  try {
    told = await postJson(url, body, { authorization: `Bearer ${token}`, ...headers });
  } catch {
    return { known: false, told: 'no answer' };
  }
  if (told.status === 503) {
    assert.match(told.headers.get('content-type') ?? '', /^application\/problem\+json/);
    return { known: false, told: JSON.stringify(told.body) };
  }
  assert.ok(told.status >= 200 && told.status < 300, `answered ${told.status} ${JSON.stringify(told.body)}`);
  return { known: true, body: told.body };
}

const hostUrl = (world: FaultWorld, host: number): string => world.hosts[host]?.url ?? '';
