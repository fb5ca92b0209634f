// Bringing dead work back: what was broken is mended (the receiver answers, the bot is in the channel again), and cards and callbacks that
// were given up are tried again like new ones. It changes no right and no state of the request; but who did it stands in the chain.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { announce } from '../change/change.ts';
import { type Step, sendNudges, transition } from '../change/transition.ts';
import type { Desk, Index, Stored } from '../ports.ts';
import { type Answer, accept } from '../refusal.ts';
import type { ApprovalRequest, Instant, Person, RequestId } from '../words.ts';
import type { Prompt, Todo } from '../work.ts';
import { deliveryOf } from './delivery.ts';
import { refreshed } from './prompt.ts';
import { reviveTodo } from './tell.ts';

export type RedriveDesk = Desk & AdminDesk & { readonly index: Index };

/** One card or callback of a request, as it stands. */
export interface Work {
  readonly key: string;
  readonly kind: 'card' | 'callback';
  readonly state: ReturnType<typeof deliveryOf> | 'delivered' | 'dead' | 'waiting';
  readonly attempts: number;
  readonly lastError?: string;
}

/** What came of it. `wrote`: something was dead, and lives again by this call. */
export interface Redriven {
  readonly id: RequestId;
  readonly wrote: boolean;
  readonly work: readonly Work[];
}

const MAX_SWAPS = 5;

/**
 * Brings all dead work of a request back. Nothing dead: the same answer, and nothing is written. Refusals: those of `askAdministrator` and
 * of `transition`. Throws `StoreFault` when storage does not answer; the same call again finishes what it began.
 */
export async function redrive(desk: RedriveDesk, id: RequestId, person: Person): Promise<Answer<Redriven>> {
  const checkedAt = desk.clock();
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const settled = await transition(desk, id, (request) => order(desk, request, admin.value, checkedAt));
  if (!settled.ok) return settled;
  const { request, wrote } = settled.value;

  const todos = await liveTodos(desk, request);
  const prompts = (await rowsOf<Prompt>(desk, id, request.prompts)).map(({ data }) =>
    refreshed(data, request),
  );
  const work = [...prompts.map(cardWork), ...todos.map(callbackWork)];
  // The administrators' list is put right also where a handler died between its row and the list.
  await Promise.all(work.map(({ key, state }) => desk.index(request, { key, dead: state === 'dead' })));
  if (wrote || todos.length > 0) await sendNudges(desk, request);
  return accept({ id, wrote, work });
}

/** The rule. A new revision alone revives dead cards, so the event is all that they need. */
async function order(
  desk: RedriveDesk,
  request: ApprovalRequest,
  by: Person,
  checkedAt: Instant,
): Promise<Step> {
  const [prompts, todos] = await Promise.all([
    rowsOf<Prompt>(desk, request.id, request.prompts),
    rowsOf<Todo>(desk, request.id, request.todos),
  ]);
  const dead = [
    ...prompts.filter(({ data }) => refreshed(data, request).dead),
    ...todos.filter(({ data }) => data.state === 'dead'),
  ].map(({ data: { key, attempts } }) => ({ key, attempts }));
  if (dead.length === 0) return { do: 'keep' };
  const facts = { via: 'api', member_of: [desk.adminsGroup], checked_at: checkedAt, work: dead };
  return {
    do: 'write',
    change: {},
    events: [{ type: 'redriven', actor: { kind: 'person', id: by.oid }, facts }],
  };
}

/** The callbacks of the request; those that were dead live again. */
async function liveTodos(desk: RedriveDesk, request: ApprovalRequest): Promise<readonly Todo[]> {
  const rows = await rowsOf<Todo>(desk, request.id, request.todos);
  if (rows.some(({ data }) => data.state === 'dead')) await announce(desk, request.id, 0, desk.clock());
  return Promise.all(rows.map((row) => revived(desk, request.id, row)));
}

async function revived(desk: RedriveDesk, id: RequestId, found: Stored<Todo>): Promise<Todo> {
  let row = found;
  for (let tries = 0; row.data.state === 'dead' && tries < MAX_SWAPS; tries++) {
    const { key } = row.data;
    const live = reviveTodo(row.data, desk.clock());
    const stored =
      (await desk.store.swap<Todo>(id, key, row.etag, live)) ?? (await desk.store.read<Todo>(id, key));
    if (stored === undefined) break;
    row = stored;
  }
  return row.data;
}

async function rowsOf<T extends object>(
  desk: Desk,
  id: RequestId,
  keys: readonly string[],
): Promise<readonly Stored<T>[]> {
  const rows = await Promise.all(keys.map((key) => desk.store.read<T>(id, key)));
  return rows.filter((row) => row !== undefined);
}

function cardWork(prompt: Prompt): Work {
  return { key: prompt.key, kind: 'card', state: deliveryOf(prompt), ...triesOf(prompt) };
}

function callbackWork(todo: Todo): Work {
  const state = { live: 'waiting', done: 'delivered', dead: 'dead' } as const;
  return { key: todo.key, kind: 'callback', state: state[todo.state], ...triesOf(todo) };
}

const triesOf = ({ attempts, lastError }: Pick<Prompt, 'attempts' | 'lastError'>) => ({
  attempts,
  ...(lastError === undefined ? {} : { lastError }),
});
