// What time alone brings to a request that nobody answers, one thing to each by how many rows it asks for: a reminder, an escalation or the
// end. And what must be true of it afterwards: in storage, in Teams, and at the agent.
import assert from 'node:assert/strict';
import { verifyChain } from '../../../../approvals/change/chain.ts';
import type { ChainEvent } from '../../../../approvals/words.ts';
import type { Prompt, Todo } from '../../../../approvals/work.ts';
import { verbsOf, wordsOf } from '../../support/card-words.ts';
import type { Message } from '../../support/teams.ts';
import { intent } from './client.ts';
import type { FaultWorld } from './fault-world.ts';
import type { Write } from './placements.ts';
import { postJson } from './post-json.ts';

export interface Lapse {
  readonly name: string;
  readonly rows: number;
  /** What of it is said in a rule. */
  readonly rule: string;
  /** Before and behind each of these it is cut off: writes of storage and sends. */
  readonly steps: readonly Step[];
  readonly events: readonly string[];
  readonly status: 'pending' | 'expired';
  /** Cards in Teams, and how many of them ask. */
  readonly cards: number;
  readonly asking: number;
  /** What the card says that stands. */
  readonly says: RegExp;
}

/** One step on the way, and the call that takes it. */
export interface Step extends Write {
  readonly name: string;
}

const RECORDED: Step = { name: 'recorded', label: 'commit', nth: 1 };
const INVITED: Step = { name: 'invited', label: 'commit', nth: 2 };
const NUDGED: Step = { name: 'nudged', label: 'nudge show', nth: 1 };
/** A new card stands in Teams. */
export const POSTED: Step = { name: 'posted', label: 'post', nth: 1 };
const UPDATED: Step = { name: 'updated', label: 'update', nth: 1 };
const CALLBACK = 'swap todo-tell-1';
/** The callback went out. */
export const DELIVERED: Step = { name: 'delivered', label: CALLBACK, nth: 1, holds: /state\\":\\"done/ };

/** When each of them is due. */
export const LAPSE_AFTER_MS = 16 * 60_000;

export const LAPSES: readonly Lapse[] = [
  {
    name: 'reminder',
    rows: 1,
    rule: 'remind: 16m',
    steps: [RECORDED, NUDGED, POSTED, DELIVERED],
    events: ['requested', 'reminded'],
    status: 'pending',
    cards: 2,
    asking: 1,
    says: /First reminder .*waiting since/,
  },
  {
    name: 'escalation',
    rows: 2,
    rule: 'escalate: { after: 16m, tell: [data-approvals, sre-leads], addApprovers: { group: sre-leads } }',
    steps: [RECORDED, POSTED, INVITED],
    events: ['requested', 'escalated', 'invited'],
    status: 'pending',
    cards: 3,
    asking: 2,
    says: /Escalated .*nobody answered for 16 min.* to #data-approvals, sre-leads; sre leads may decide too/,
  },
  {
    name: 'expiry',
    rows: 3,
    rule: 'expires: 16m',
    steps: [RECORDED, UPDATED, DELIVERED],
    events: ['requested', 'expired'],
    status: 'expired',
    cards: 1,
    asking: 0,
    says: /Expired, nobody decided/,
  },
];

/** The shipped policy with a rule for each. */
export const withLapses = (text: string): string =>
  text +
  LAPSES.map(
    ({ name, rows, rule }) =>
      `\n  - id: ${name}\n    when: action.name == "data.export" && action.properties.rows == ${rows}\n    effect: review\n    ${rule}\n`,
  ).join('');

/** Asks, and asks to hear of all that time brings. Repeated by the key until it is told. */
export async function askTimed(world: FaultWorld, key: string, { rows }: Lapse): Promise<void> {
  const { action, resource } = intent;
  const body = {
    action: { ...action, properties: { ...action.properties, rows } },
    resource,
    callback: { endpoint: `${world.agent.url}x`, events: ['reminded', 'escalated', 'expired'] },
  };
  const told = await postJson(`${world.urls.functions}/api/requests`, body, {
    authorization: `Bearer ${await world.tokens.agent('nightly-etl')}`,
    'idempotency-key': key,
  });
  if (told.status === 503) return await askTimed(world, key, LAPSES[rows - 1] as Lapse);
  assert.equal(told.status, 202, JSON.stringify(told.body));
}

/** The cards of a request in Teams: those that storage knows, and those whose buttons name it. */
async function cardsIn(world: FaultWorld, id: string) {
  const all = (await (await fetch(`${world.urls.teams}/_local/messages`)).json()) as readonly Message[];
  const prompts = (await world.store.list<Prompt>(id, 'prompt-')).map(({ row }) => row.data);
  const known = new Set(prompts.flatMap(({ activities }) => activities.map((each) => each.id)));
  return all
    .filter(({ messageId, card }) => known.has(messageId) || JSON.stringify(card).includes(id))
    .map(({ messageId, card }) => ({
      isKnown: known.has(messageId),
      words: wordsOf(card),
      asks: verbsOf(card).length > 0,
    }));
}

/** What keeps a request from being asked by its one card, if anything. */
export async function notYetAsked(world: FaultWorld, key: string): Promise<string | undefined> {
  const cards = await cardsIn(world, world.idFor(key));
  return cards.length === 1 && cards[0]?.isKnown ? undefined : `${cards.length} cards`;
}

/** When its reminder, escalation or end was recorded. */
export async function recordedAt(world: FaultWorld, key: string): Promise<number> {
  const [, first] = await world.store.list<ChainEvent>(world.idFor(key), 'event-');
  return Date.parse(first?.row.data.at ?? '');
}

/** How often people and the agent may have been told, where it is not once. */
export interface Times {
  readonly posts: 1 | 2;
  readonly callbacks: 1 | 2;
}

/** The first thing that is not as it must be after all, or undefined. */
export async function notTold(
  world: FaultWorld,
  key: string,
  lapse: Lapse,
  times: Times,
): Promise<string | undefined> {
  const id = world.idFor(key);
  const request = (await world.store.load(id))?.data;
  if (request === undefined) return 'it is not stored';
  const events = (await world.store.list<ChainEvent>(id, 'event-')).map(({ row }) => row.data);
  const types = events.map(({ type }) => type).join();
  if (types !== lapse.events.join()) return `its events are ${types}`;
  if (new Set(events.map(({ op }) => op)).size !== events.length) return 'one commit made two of its events';
  if (!verifyChain(events, request).ok) return 'its chain breaks';
  if (request.status !== lapse.status) return `it is ${request.status}`;
  return (await wrongInTeams(world, id, lapse, times)) ?? (await wrongAtAgent(world, id, lapse, times));
}

async function wrongInTeams(world: FaultWorld, id: string, lapse: Lapse, { posts }: Times) {
  const cards = await cardsIn(world, id);
  const unknown = posts - 1;
  if (cards.length !== lapse.cards + unknown) return `Teams holds ${cards.length} cards of it`;
  const asking = cards.filter(({ asks }) => asks);
  if (asking.length !== lapse.asking + unknown) return `${asking.length} of its cards ask`;
  if (cards.filter(({ isKnown }) => !isKnown).length !== unknown) return 'a card of it is not known';
  const standing = lapse.asking > 0 ? asking : cards;
  const silent = standing.find(({ words }) => !lapse.says.test(words));
  if (silent !== undefined) return `a card says ${silent.words}`;
  const old = cards.filter((card) => !standing.includes(card));
  if (!old.every(({ words }) => words.includes('Asked again on a newer card')))
    return 'an old card does not say that it was asked again';
  return undefined;
}

async function wrongAtAgent(world: FaultWorld, id: string, lapse: Lapse, { callbacks }: Times) {
  const todos = (await world.store.list<Todo>(id, 'todo-tell-')).map(({ row }) => row.data);
  if (todos.length !== 1 || todos[0]?.state !== 'done') return `it owes ${JSON.stringify(todos)}`;
  const heard = world.agent.of(id);
  if (heard.length !== callbacks) return `the agent heard ${heard.length} callbacks`;
  const [first] = heard;
  if (heard.some(({ webhookId, body }) => webhookId !== first?.webhookId || body !== first.body))
    return 'the agent heard two different callbacks';
  const { status } = (JSON.parse(first?.body ?? '{}') as { task: { status: string } }).task;
  return status === lapse.status ? undefined : `the agent heard that it is ${status}`;
}
