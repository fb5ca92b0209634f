// Reading a request, below the HTTP of it: its task and result as they are, or as they are once it has ended or somebody has said something.
import type { Shown } from '../approvals/ports.ts';
import { deliveryOf, toldDelivery } from '../approvals/prompt/delivery.ts';
import { nobodyHears } from '../approvals/prompt/reach.ts';
import { isSummary } from '../approvals/prompt/reader.ts';
import { readTexts, shownBy } from '../approvals/prompt/view.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import { isRequestId } from '../approvals/request-id.ts';
import { REQUEST_KEY } from '../approvals/row-keys.ts';
import { type TaskBody, taskOf } from '../approvals/task.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import type { Addressee, Invite, Prompt, Todo } from '../approvals/work.ts';
import type { Caller } from './caller.ts';
import { mayRead } from './own-request.ts';
import type { Parts } from './parts.ts';
import { newerWords } from './refusal-words.ts';
import { troubleWords } from './trouble-words.ts';

const LOOK_EVERY_MS = 500;

const CALLBACK_STATES = { live: 'waiting', done: 'delivered', dead: 'dead' } as const;

/** A request as its reader is told of it. */
export interface Reading {
  readonly isPending: boolean;
  readonly body: TaskBody;
}

/** How long to wait, and how many of its comments the caller knows; left out: as many as there are now. */
export interface Waiting {
  readonly seconds: number;
  readonly comments?: number | undefined;
}

/** Waits up to so many seconds while it is pending and has no comment that the caller does not know. Refusals: `unknown_request`, `limit_reached` when too many calls of this caller wait. */
export async function readRequest(
  parts: Parts,
  caller: Caller,
  id: string,
  { seconds, comments }: Waiting,
): Promise<Answer<Reading>> {
  const load = async () =>
    isRequestId(id) ? await parts.desk.store.peek<ApprovalRequest>(id, REQUEST_KEY) : undefined;
  const found = await load();
  if (found === undefined || !mayRead(found.data, caller)) return refuse({ reason: 'unknown_request' });
  const known = comments ?? found.data.commentCount;
  const isNews = ({ data }: Shown<ApprovalRequest>) => data.status !== 'pending' || data.commentCount > known;
  if (isNews(found) || seconds === 0) return accept(await readingOf(parts, found));
  const latest = await parts.waitRoom(caller.clientId, () => waitForNews(load, isNews, seconds));
  if (!latest.ok) return latest;
  return latest.value === undefined
    ? refuse({ reason: 'unknown_request' })
    : accept(await readingOf(parts, latest.value));
}

/** The request once there is news of it, or as it is when the time is over. */
async function waitForNews(
  load: () => Promise<Shown<ApprovalRequest> | undefined>,
  isNews: (found: Shown<ApprovalRequest>) => boolean,
  seconds: number,
): Promise<Shown<ApprovalRequest> | undefined> {
  let found: Shown<ApprovalRequest> | undefined;
  for (let waited = 0; waited < seconds * 1000; waited += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    found = await load();
    if (found === undefined || isNews(found)) break;
  }
  return found;
}

async function readingOf(parts: Parts, row: Shown<ApprovalRequest>): Promise<Reading> {
  return { isPending: row.data.status === 'pending', body: await bodyOf(parts, row) };
}

/** The task with its texts, and whether anybody was reached and the callback delivered. */
async function bodyOf(parts: Parts, { data: request, newer }: Shown<ApprovalRequest>): Promise<TaskBody> {
  const { store } = parts.desk;
  const [texts, prompts, todos, invites] = await Promise.all([
    readTexts(shownBy(store), request),
    Promise.all(request.prompts.map((key) => store.peek<Prompt>(request.id, key))),
    Promise.all(request.todos.map((key) => store.peek<Todo>(request.id, key))),
    Promise.all((request.invites ?? []).map((key) => store.peek<Invite>(request.id, key))),
  ]);
  const body = taskOf(request, parts.baseUrl, texts);
  const known = prompts.flatMap((row) => (row === undefined ? [] : [row.data]));
  const open = invites.flatMap((row) => (row === undefined ? [] : [row.data]));
  const delivery = {
    ...(request.status === 'pending' ? { nobody_reached: nobodyHears(known, open) } : {}),
    prompts: known.map((prompt) => ({
      ...addresseeOf(prompt),
      fallback: prompt.fallback,
      state: toldDelivery(prompt, request),
      last_error: deliveryOf(prompt) === 'beside' ? undefined : troubleWords(prompt.lastError),
      history: prompt.ledger?.map((line) => ({ ...line, why: troubleWords(line.why) })),
    })),
    groups: groupsOf(request, invites),
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

const addresseeOf = (to: Addressee) =>
  to.person === undefined
    ? { route: to.route, ...(isSummary(to) ? { summary: true } : {}) }
    : { person: to.person, ...(to.owner === true ? { owner: true } : {}) };

/** Groups that are told one-to-one: those looked up, then those still to be; left out where the policy names none. */
function groupsOf({ status, invited = [] }: ApprovalRequest, open: readonly (Shown<Invite> | undefined)[]) {
  const looked = invited.map(({ group, people, tooMany }) => ({
    group: group.name,
    state: tooMany ? 'too_many' : people === 0 ? 'nobody' : 'told',
    people,
  }));
  const waiting = open
    .filter((row) => row !== undefined)
    .map(({ data: { group, lastError } }) => ({
      group: group.name,
      state: status === 'pending' ? 'waiting' : 'ended',
      ...(lastError === undefined ? {} : { last_error: troubleWords(lastError) }),
    }));
  return looked.length + waiting.length === 0 ? undefined : [...looked, ...waiting];
}
