// Trip 4, Tell: delivers a frozen callback at least once within 72 hours, or leaves it dead and visible. The same webhook-id and
// bytes go out at every attempt, and none before the decision they tell is stored.
import { TELL_FOR_MS } from '../change/end.ts';
import { isEnough, isHeld, keep, release, take } from '../change/lease.ts';
import type { Deliver, Desk, Index } from '../ports.ts';
import { eventKey } from '../row-keys.ts';
import { later } from '../time.ts';
import type { ChainEvent, Instant, RequestId } from '../words.ts';
import type { Todo } from '../work.ts';

/** What Tell needs. */
export type TellDesk = Pick<Desk, 'store' | 'clock' | 'mint'> & {
  readonly deliver: Deliver;
  readonly index: Index;
};

const FIRST_BACKOFF_MS = 5000;
const LONGEST_BACKOFF_MS = 4 * 3_600_000;

/** One attempt at one callback. Not due, done, dead or held by another: returns quietly. */
export async function tell(desk: TellDesk, id: RequestId, key: string): Promise<void> {
  const holder = desk.mint('h');
  const taken = await take<Todo>(desk, id, key, holder);
  if (taken === 'held' || taken === 'absent') return;
  const todo = taken.data;
  const now = desk.clock();
  const durable = await desk.store.peek<ChainEvent>(id, eventKey(todo.event));
  const request = await desk.store.load(id);
  if (todo.whilePending === true && todo.state === 'live' && request?.data.status !== 'pending') {
    // What it told has been overtaken by the end, which has a callback of its own.
    await release(desk, id, key, taken, done(todo));
    return;
  }
  const idle = todo.state !== 'live' || todo.nextTry > now || durable === undefined || request === undefined;
  if (idle || !isEnough(todo.lease, holder, now)) {
    await release(desk, id, key, taken, todo);
    return;
  }
  const counted = { ...todo, attempts: todo.attempts + 1, nextTry: later(now, backOffMs(todo.attempts)) };
  const claimed = await keep(desk, id, key, taken, counted, holder);
  if (claimed === undefined) return;
  const said = await desk.deliver(counted, now, request.data);
  const after = told(counted, said, desk.clock());
  await release(desk, id, key, claimed, after);
  const dead = after.state === 'dead';
  await desk.index(request.data, { key, dead, died: dead });
}

/** When the sweep must look at this todo again; `undefined`: it owes nothing. */
export function todoDue(todo: Todo, now: Instant): Instant | undefined {
  if (todo.state !== 'live') return undefined;
  if (isHeld(todo.lease, now)) return todo.lease?.until;
  return todo.nextTry;
}

/** A dead callback as an administrator brings it back: due at once, with the whole of its time; the same id and bytes. */
export function reviveTodo(todo: Todo, now: Instant): Todo {
  return { ...todo, state: 'live', nextTry: now, revivedAt: now, attempts: 0 };
}

function told(todo: Todo, said: Awaited<ReturnType<Deliver>>, now: Instant): Todo {
  if (said.delivered) {
    const { lastError: _none, ...rest } = todo;
    return done(rest);
  }
  const over = Date.parse(now) - Date.parse(todo.revivedAt ?? todo.createdAt) >= TELL_FOR_MS;
  return { ...todo, lastError: said.error, state: over || said.gone === true ? 'dead' : 'live' };
}

/** What was told while it waited may carry words of people: they stay in rows of their own, which can be erased. */
const done = (todo: Todo): Todo => ({
  ...todo,
  state: 'done',
  ...(todo.whilePending ? { body: '' } : {}),
});

/** 5 s, 15 s, 45 s … at most 4 h apart: about 25 attempts in 72 h. */
function backOffMs(attempts: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 3 ** Math.min(attempts, 12));
}
