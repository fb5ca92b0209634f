// GET /access/v1/requests/{id}: the task and its result, for its agent and its enforcer; a record, for the person who made it. `Prefer: wait=30` waits for the end.
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { Shown } from '../approvals/ports.ts';
import { deliveryOf } from '../approvals/prompt.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { REQUEST_KEY } from '../approvals/row-keys.ts';
import { taskOf } from '../approvals/task.ts';
import { readTexts, shownBy } from '../approvals/view.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { Prompt, Todo } from '../approvals/work.ts';
import { callerDoor } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { mayRead } from './own-request.ts';
import type { Parts } from './parts.ts';
import { newerWords } from './refusal-words.ts';

const LONGEST_WAIT_SECONDS = 30;
const LOOK_EVERY_MS = 500;
/** Waiting calls of one caller on one instance: each costs two point reads a second. */
const WAITS_PER_CALLER = 8;

const CALLBACK_STATES = { live: 'waiting', done: 'delivered', dead: 'dead' } as const;

/** Refusals: `unknown_request`, `limit_reached` when too many calls of this caller wait already. */
export const getRequest = (parts: Parts): HttpHandler => {
  const waiting = new Map<string, number>();
  return callerDoor(parts, async ({ request, caller }) => {
    const id = request.params.id ?? '';
    const load = async () =>
      isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined;
    const found = await load();
    if (found === undefined || !mayRead(found.data, caller))
      return replyRefusal({ reason: 'unknown_request' });
    const seconds = waitSeconds(request.headers.get('prefer'));
    if (found.data.status !== 'pending' || seconds === 0) return replyStatus(parts, found);

    const mine = waiting.get(caller.clientId) ?? 0;
    if (mine >= WAITS_PER_CALLER) {
      const limit = `At most ${WAITS_PER_CALLER} calls of yours may wait at once. Ask without Prefer: wait, or later.`;
      return replyRefusal({ reason: 'limit_reached', limit, retryAfterSeconds: 5 });
    }
    waiting.set(caller.clientId, mine + 1);
    let latest: Shown<ApprovalRequest> | undefined;
    try {
      latest = await waitForEnd(load, seconds);
    } finally {
      const left = (waiting.get(caller.clientId) ?? 1) - 1;
      if (left > 0) waiting.set(caller.clientId, left);
      else waiting.delete(caller.clientId);
    }
    return latest === undefined ? replyRefusal({ reason: 'unknown_request' }) : replyStatus(parts, latest);
  });
};

/** The request once it is no longer pending, or as it is when the time is over. */
async function waitForEnd(
  load: () => Promise<Shown<ApprovalRequest> | undefined>,
  seconds: number,
): Promise<Shown<ApprovalRequest> | undefined> {
  let found: Shown<ApprovalRequest> | undefined;
  for (let waited = 0; waited < seconds * 1000; waited += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    found = await load();
    if (found?.data.status !== 'pending') break;
  }
  return found;
}

async function replyStatus(parts: Parts, row: Shown<ApprovalRequest>): Promise<HttpResponseInit> {
  const body = await statusOf(parts, row);
  return replyJson(200, body, row.data.status === 'pending' ? { 'retry-after': '2' } : {});
}

/** The task with its texts, and whether anybody was reached and the callback delivered. */
async function statusOf(parts: Parts, { data: request, newer }: Shown<ApprovalRequest>) {
  const { store } = parts.desk;
  const [texts, prompts, todos] = await Promise.all([
    readTexts(shownBy(store), request),
    Promise.all(request.prompts.map((key) => store.peek<Prompt>(request.id, key))),
    Promise.all(request.todos.map((key) => store.peek<Todo>(request.id, key))),
  ]);
  const body = taskOf(request, parts.baseUrl, texts);
  const delivery = {
    prompts: prompts
      .filter((row) => row !== undefined)
      .map(({ data }) => ({ route: data.route, state: deliveryOf(data), last_error: data.lastError })),
    callbacks: todos
      .filter((row) => row !== undefined)
      .map(({ data }) => ({
        state: CALLBACK_STATES[data.state],
        attempts: data.attempts,
        last_error: data.lastError,
      })),
  };
  if (newer === undefined) return { ...body, task: { ...body.task, delivery } };
  // Without the result: whether an approval of a newer version still stands is not known here.
  return { task: { ...body.task, read_only: newerWords(newer), delivery } };
}

function waitSeconds(prefer: string | null): number {
  const wanted = /(?:^|[,;\s])wait=(\d{1,4})/i.exec(prefer ?? '')?.[1];
  return wanted === undefined ? 0 : Math.min(Number(wanted), LONGEST_WAIT_SECONDS);
}
