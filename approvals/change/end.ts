// How a request ends: the one place where a terminal status is set, and where the callback it owes is frozen. Pure.
import type { EventType } from '../event-type.ts';
import type { Row } from '../ports.ts';
import { tellKey } from '../row-keys.ts';
import { taskOf } from '../task.ts';
import type { ApprovalRequest, CallbackTarget, Grant, Instant, Status } from '../words.ts';
import type { Todo } from '../work.ts';

/** A callback is tried for this long, then it is dead and visible. */
export const TELL_FOR_MS = 72 * 3_600_000;

/** What the deciding commit writes: changes of the request, and the row of the callback it owes. */
export interface Ending {
  readonly change: Partial<ApprovalRequest>;
  readonly rows: readonly Row[];
}

/** Ends a pending request. `change` holds what else the deciding commit changes (votes, for one). */
export function end(
  request: ApprovalRequest,
  status: Exclude<Status, 'pending'>,
  now: Instant,
  baseUrl: string,
  change: Partial<ApprovalRequest> & { readonly grant?: Grant } = {},
): Ending {
  if (request.status !== 'pending') throw new TypeError('a terminal status never changes');
  if (request.trial !== undefined && status === 'approved') throw new TypeError('a test approves nothing');
  const ended: ApprovalRequest = { ...request, ...change, status, endedAt: now };
  const wanted = ended.callback?.events;
  const target = wanted === undefined || wanted.includes(status) ? ended.callback : undefined;
  const todo = target && callbackOf(ended, target, now, baseUrl);
  if (todo === undefined) return { change: { ...change, status, endedAt: now }, rows: [] };
  return {
    change: { ...change, status, endedAt: now, todos: [...request.todos, todo.key] },
    rows: [{ key: todo.key, data: todo }],
  };
}

/**
 * What a commit writes for an agent that asked to hear of these events of a request that still waits: one callback, or none. `texts`, by digest,
 * are the words that it carries.
 */
export function tellProgress(
  after: ApprovalRequest,
  events: readonly EventType[],
  now: Instant,
  baseUrl: string,
  texts: Readonly<Record<string, string>> = {},
): Pick<ApprovalRequest, 'todos'> & Pick<Ending, 'rows'> {
  const target = after.callback;
  const isWanted = events.some((event) => target?.events?.some((wanted) => wanted === event));
  if (target === undefined || !isWanted) return { todos: after.todos, rows: [] };
  const todo: Todo = { ...callbackOf(after, target, now, baseUrl, texts), whilePending: true };
  return { todos: [...after.todos, todo.key], rows: [{ key: todo.key, data: todo }] };
}

function callbackOf(
  request: ApprovalRequest,
  target: CallbackTarget,
  now: Instant,
  baseUrl: string,
  texts: Readonly<Record<string, string>> = {},
): Todo {
  const n = request.todos.length + 1;
  const body = {
    ...taskOf(request, baseUrl, texts),
    ...(target.state === undefined ? {} : { state: target.state }),
  };
  return {
    key: tellKey(n),
    kind: 'tell',
    state: 'live',
    nextTry: now,
    createdAt: now,
    attempts: 0,
    endpoint: target.endpoint,
    webhookId: `msg_${request.id.slice('req_'.length)}_${n}`,
    body: JSON.stringify(body),
    event: request.seq + 1,
  };
}
