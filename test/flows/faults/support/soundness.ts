// What must hold of one request after whatever happened, read from storage, from what Teams was sent and from what the agent heard: the
// chain verifies, each transition has one event, every known card shows exactly what is stored, the callback has one id and one body.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyChain } from '../../../../approvals/change/chain.ts';
import { viewOf } from '../../../../approvals/prompt/view.ts';
import type { ApprovalRequest, ChainEvent } from '../../../../approvals/words.ts';
import type { Prompt, Todo } from '../../../../approvals/work.ts';
import { buildCard } from '../../../../bot/cards/build-card.ts';
import type { FaultWorld } from './fault-world.ts';

export interface Expected {
  readonly events: readonly string[];
  readonly status: ApprovalRequest['status'];
  /** Cards in Teams; two only where a post was done and nobody could know it. */
  readonly cards: number;
  /** Is the agent to hear of the end? */
  readonly callback: boolean;
}

/** Message ids of the cards of a request, in the order of their posts. */
export function cardsOf(world: FaultWorld, id: string): readonly string[] {
  return [...lastCards(world, id).keys()];
}

/** Waits until everything holds; then fails with what does not. */
export async function assertSound(
  world: FaultWorld,
  id: string,
  expected: Expected,
  withinMs = 2000,
): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const problem = await whatIsWrong(world, id, expected);
    if (problem === undefined) return;
    if (Date.now() >= until) assert.fail(`${id}: ${problem}`);
    await sleep(150);
  }
}

/** The first thing that does not hold, or undefined. */
export async function whatIsWrong(
  world: FaultWorld,
  id: string,
  expected: Expected,
): Promise<string | undefined> {
  const row = await world.store.load(id);
  if (row === undefined) return 'it is not stored';
  const request = row.data;
  const events = (await world.store.list<ChainEvent>(id, 'event-')).map((each) => each.row.data);
  const types = events.map((event) => event.type);
  if (types.join() !== expected.events.join()) return `its events are ${types.join()}`;
  const chain = verifyChain(events, request);
  if (!chain.ok) return `its chain breaks at ${chain.seq}: ${chain.problem}`;
  if (request.status !== expected.status) return `it is ${request.status}`;
  const commits = new Set(events.map((event) => event.op)).size;
  if (commits !== types.filter(isFirst).length) return `${commits} commits made ${types.join()}`;
  return (await cardTrouble(world, request, expected)) ?? (await callbackTrouble(world, request, expected));
}

/** Each of these begins a commit of its own; `approved`, `denied` come with the vote that decides. */
const isFirst = (type: string): boolean => !['approved', 'denied', 'vote_not_counted'].includes(type);

async function cardTrouble(world: FaultWorld, request: ApprovalRequest, { cards }: Expected) {
  const shown = lastCards(world, request.id);
  if (shown.size !== cards) return `Teams holds ${shown.size} cards of it`;
  // Nobody pauses an agent here.
  const standings = { peek: async () => undefined };
  const desk = { store: world.store, standings, baseUrl: world.urls.functions };
  for (const key of request.prompts) {
    const prompt = (await world.store.read<Prompt>(request.id, key))?.data;
    if (prompt === undefined) return `${key} is missing`;
    if (prompt.dead) return `${key} is dead: ${prompt.lastError}`;
    if (prompt.activities.length === 0 && request.status === 'pending') return `${key} knows no card`;
    const truth = JSON.stringify(buildCard(await viewOf(desk, request, prompt)));
    for (const activity of prompt.activities) {
      if (activity.shows !== request.revision)
        return `card ${activity.id} shows ${activity.shows} of ${request.revision}`;
      if (shown.get(activity.id) !== truth) return `card ${activity.id} does not show what is stored`;
    }
    if (prompt.lease !== undefined && Date.parse(prompt.lease.until) > world.now())
      return `${key} is still held`;
  }
  return undefined;
}

async function callbackTrouble(world: FaultWorld, request: ApprovalRequest, { callback }: Expected) {
  const heard = world.agent.of(request.id);
  if (request.todos.length !== (callback ? 1 : 0)) return `it owes ${request.todos.length} callbacks`;
  for (const key of request.todos) {
    const todo = (await world.store.read<Todo>(request.id, key))?.data;
    if (todo?.state !== 'done') return `${key} is ${todo?.state}`;
    if (heard.length === 0) return 'the agent heard nothing';
    if (heard.some((each) => each.webhookId !== todo.webhookId || each.body !== todo.body))
      return 'the agent heard another callback than the stored one';
  }
  return callback || heard.length === 0 ? undefined : 'the agent heard a callback that nobody owes';
}

/** By message, the card it was last made to show, as the far side answered the calls. */
function lastCards(world: FaultWorld, id: string): ReadonlyMap<string, string> {
  const done = world.faults
    .of(id)
    .filter((call) => call.to === 'teams' && call.status >= 200 && call.status < 300)
    .sort((a, b) => a.at - b.at);
  const cards = new Map<string, string>();
  for (const call of done) {
    const { attachments } = JSON.parse(call.body) as { attachments: readonly { content: unknown }[] };
    const message = (JSON.parse(call.reply) as { id: string }).id;
    cards.set(message, JSON.stringify(withoutMentions(attachments[0]?.content)));
  }
  return cards;
}

interface Mentioning {
  readonly msteams?: object;
  readonly body?: readonly { readonly type?: string }[];
}

/** Whom a post mentions depends on the directory of that moment, and no update repeats it: mentions.test.ts has the rest. */
function withoutMentions(content: unknown): unknown {
  const { msteams, body, ...card } = content as Mentioning;
  if (msteams === undefined || !('entities' in msteams)) return content;
  const { entities: _mentions, ...rest } = msteams;
  const [state, ...lines] = (body ?? []).filter(({ type }) => type !== 'TextBlock');
  // In the order in which a card is built.
  return Object.fromEntries(
    Object.keys(content as object).map((key) => [
      key,
      { ...card, msteams: rest, body: [state, ...lines] }[key as keyof Mentioning],
    ]),
  );
}
