// How a request ends: the one place where a terminal status is set, and where the callback it owes is frozen. Pure.
import type { Row } from './ports.ts';
import { tellKey } from './row-keys.ts';
import { taskOf } from './task.ts';
import type { ApprovalRequest, Grant, Instant, Status } from './words.ts';
import type { Todo } from './work.ts';

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
  const todo = callbackOwed(ended, now, baseUrl);
  if (todo === undefined) return { change: { ...change, status, endedAt: now }, rows: [] };
  return {
    change: { ...change, status, endedAt: now, todos: [...request.todos, todo.key] },
    rows: [{ key: todo.key, data: todo }],
  };
}

function callbackOwed(ended: ApprovalRequest, now: Instant, baseUrl: string): Todo | undefined {
  const target = ended.callback;
  if (target === undefined || (target.events !== undefined && !target.events.includes(ended.status))) {
    return undefined;
  }
  const n = ended.todos.length + 1;
  const body = {
    ...taskOf(ended, baseUrl),
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
    webhookId: `msg_${ended.id.slice('req_'.length)}_${n}`,
    body: JSON.stringify(body),
    event: ended.seq + 1,
  };
}
