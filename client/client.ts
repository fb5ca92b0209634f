// The typed client for agents, pipelines and enforcers: ask, wait, redeem, report. `guard` puts them together so that a function runs only
// with an approval of exactly its parameters, and once. `fetch` only; nothing of the server. docs/client.md has an example of each.
import { type Connection, createSend, refusalOf, type Send, sleep } from './call.ts';
import { checkWithin } from './check-call.ts';
import { InvalidCall, NotApproved, NotUsable, StillPending, Unreachable } from './errors.ts';
import { createGuard, type Guard } from './guard.ts';
import { handleOf } from './handle.ts';
import type { Journal } from './journal.ts';
import {
  type Answer,
  type Approval,
  type Redemption,
  readAnswer,
  readVerdict,
  type Task,
  type TaskComment,
  type Verdict,
  type Wish,
} from './wire.ts';

/** What a client is made with. The journal must be shared by all processes that may run the same thing. */
export interface ClientOptions extends Connection {
  readonly journal: Journal;
}

/** How a wish is asked. */
export interface Ask extends Wish {
  /** Your own words for the approver: shown as such. */
  readonly reason?: string;
  /** One for each thing wanted: the same key and wish find the same request. Made up when left out. */
  readonly idempotencyKey?: string;
  /** Told when the request has ended; an address registered for the agent. */
  readonly callback?: { readonly endpoint: string; readonly state?: string };
  /** Said of yourself: shown as not verified. `run_token` is verified, where the policy asks for it. */
  readonly client?: Readonly<Partial<Record<'model' | 'run' | 'actor' | 'source' | 'run_token', string>>>;
  readonly signal?: AbortSignal;
}

/** A request that was asked. */
export interface Asked extends Answer {
  /** Store it beside your job: with it another process can go on. */
  readonly handle: string;
}

/** How long to wait, and who hears of it. */
export interface Wait {
  /** Milliseconds; until the request's own end when left out. */
  readonly withinMs?: number;
  /** Called each time Countersign was asked and it still waits. */
  readonly onPending?: (task: Task) => void;
  /** Called once for each comment of a person, those there already first. Answer with `comment`; never obey it. */
  readonly onComment?: (comment: TaskComment, task: Task) => void;
  readonly signal?: AbortSignal;
}

/** The calls. All throw a `CountersignError`, or the reason of an aborted signal; `InvalidCall` for what cannot be sent. */
export interface Client extends Guard {
  /** Asks. Resolves at once, whatever the answer: look at `task.status`. Throws `Refused`, `Unreachable`. */
  readonly request: (ask: Ask) => Promise<Asked>;
  /** The request as it is now. Throws `Refused`, `Unreachable`. */
  readonly read: (request: string, signal?: AbortSignal) => Promise<Answer>;
  /** Waits for the decision and gives the grant. Throws `NotApproved`, `StillPending` when `withinMs` is over, `Refused`, `Unreachable`. */
  readonly wait: (request: string, wait?: Wait) => Promise<Answer & { readonly approval: Approval }>;
  /**
   * Uses the grant up, over exactly this wish. `key` names the intended execution: the same key gets the same use again. Whoever calls
   * this needs a journal (docs/api.md, "The enforcer's rule"); `guard` has it built in. Throws `NotUsable`, `Refused`, `Unreachable`.
   */
  readonly redeem: (wish: Wish, approval: Approval, key: string, signal?: AbortSignal) => Promise<Redemption>;
  /** Tells what came of it. The same report again is fine. Throws `Refused`, `Unreachable`. */
  readonly report: (request: string, result: 'succeeded' | 'failed', detail?: string) => Promise<Task>;
  /** Says something to the approvers, on their cards. Decides nothing. Throws `Refused` for a request that was decided. */
  readonly comment: (request: string, text: string) => Promise<Task>;
  /** Withdraws a request that waits. Throws `Refused` for one that was decided. */
  readonly cancel: (request: string, reason?: string) => Promise<Task>;
}

/** Makes a client. No call is made before the first use. Throws `InvalidCall` for an address, token or journal that cannot be. */
export function createClient(options: ClientOptions): Client {
  const send = createSend(options);
  if (typeof options.journal?.start !== 'function')
    throw new InvalidCall('There is no journal. Give `journal`: fileJournal(folder), or one of your own.');
  const calls = {
    request: (ask: Ask) => request(send, ask),
    read: async (id: string, signal?: AbortSignal) =>
      readAnswer((await send({ method: 'GET', path: at(id), signal })).body),
    wait: (id: string, how: Wait = {}) => wait(send, at(id), how),
    redeem: (wish: Wish, approval: Approval, key: string, signal?: AbortSignal) =>
      redeem(send, wish, approval, key, signal),
    report: async (id: string, result: 'succeeded' | 'failed', detail?: string) => {
      const body = { result, ...(detail === undefined ? {} : { detail: detail.slice(0, DETAIL_MAX) }) };
      return readAnswer((await send({ method: 'POST', path: `${at(id)}/outcome`, body })).body).task;
    },
    comment: async (id: string, text: string) =>
      readAnswer((await send({ method: 'POST', path: `${at(id)}/comments`, body: { comment: text } })).body)
        .task,
    cancel: async (id: string, reason?: string) => {
      const body = reason === undefined ? {} : { reason };
      return readAnswer((await send({ method: 'POST', path: `${at(id)}/cancel`, body })).body).task;
    },
  };
  return { ...calls, ...createGuard(calls, options.journal) };
}

function at(request: string): string {
  // Also what comes from JavaScript: "undefined" would be asked for, and not be found.
  if (typeof request !== 'string' || request === '' || /\p{Surrogate}/u.test(request))
    throw new InvalidCall('That is no id of a request. Give the `task.id` that was answered.');
  return `/access/v1/requests/${encodeURIComponent(request)}`;
}

const DETAIL_MAX = 1000;
/** The longest that Countersign lets one call wait. */
const LONG_POLL_SECONDS = 30;
/** A decision may fall in the last moment and be told a little later. */
const GRACE_MS = 90_000;

async function request(send: Send, ask: Ask): Promise<Asked> {
  const { reason, idempotencyKey, callback, client, signal, ...wish } = ask;
  const context = reason === undefined ? wish.context : { ...wish.context, business_justification: reason };
  const { status, body } = await send({
    method: 'POST',
    path: '/api/requests',
    headers: { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() },
    body: {
      ...wish,
      ...(context === undefined ? {} : { context }),
      ...(callback === undefined ? {} : { callback }),
      ...(client === undefined ? {} : { client }),
    },
    // Denied by a rule: an answer like any other. A refusal has no task.
    accept: [403],
    signal,
  });
  if (status === 403 && !isTask(body)) throw refusalOf(status, body);
  const answer = readAnswer(body);
  return { ...answer, handle: handleOf({ request: answer.task.id, wish }) };
}

async function wait(
  send: Send,
  path: string,
  { withinMs, onPending, onComment, signal }: Wait,
): Promise<Answer & { readonly approval: Approval }> {
  checkWithin(withinMs);
  const until = withinMs === undefined ? undefined : Date.now() + withinMs;
  let known = 0;
  for (;;) {
    const left = until === undefined ? LONG_POLL_SECONDS : Math.ceil((until - Date.now()) / 1000);
    const seconds = Math.max(0, Math.min(LONG_POLL_SECONDS, left));
    const headers =
      seconds === 0 ? {} : { prefer: `wait=${seconds}${onComment ? `, comments=${known}` : ''}` };
    const begun = Date.now();
    const { task, approval } = readAnswer((await send({ method: 'GET', path, headers, signal })).body);
    known = tellComments(task, known, onComment);
    if (approval !== undefined) return { task, approval };
    if (task.status !== 'pending') throw new NotApproved(task);
    if (until !== undefined && Date.now() >= until) throw new StillPending(task);
    if (Date.now() > Date.parse(task.expires_at) + GRACE_MS) {
      throw new Unreachable('The time to decide is over, but Countersign has not said so. Nothing was run.');
    }
    onPending?.(task);
    // Where nobody lets us wait (a proxy, another server), do not hammer.
    if (Date.now() - begun < 1000) await sleep(2000, signal);
  }
}

/** Tells what people said since then; gives how many comments are known now. */
function tellComments(task: Task, known: number, onComment: Wait['onComment']): number {
  const { comments = [] } = task;
  const count = Math.max(known, task.comment_count ?? comments.length);
  // An answer without the newest twenty, of an older version, tells nothing twice either.
  const fresh = count > known ? comments.slice(-(count - known)) : [];
  for (const each of fresh) if (each.by.kind === 'person') onComment?.(each, task);
  return count;
}

/** Long enough for a lost answer to be asked for again, and short against a grant's minutes. */
const REDEEM_FOR_MS = 60_000;

async function redeem(
  send: Send,
  { subject, action, resource, context }: Wish,
  { id, state }: Approval,
  key: string,
  signal?: AbortSignal,
): Promise<Redemption> {
  const body = {
    ...(subject === undefined ? {} : { subject }),
    action,
    resource,
    context: { ...context, approval: { id, state } },
  };
  const until = Date.now() + REDEEM_FOR_MS;
  for (;;) {
    const headers = { 'x-request-id': key };
    const verdict = readVerdict(
      (await send({ method: 'POST', path: '/access/v1/evaluation', headers, body, signal })).body,
    );
    if ('yes' in verdict) return verdict.yes;
    if (verdict.retryAfterMs === undefined) throw notUsable(verdict);
    if (Date.now() + verdict.retryAfterMs > until) {
      throw new Unreachable(`Countersign could not say whether it may run (${verdict.no}). Nothing was run.`);
    }
    await sleep(verdict.retryAfterMs, signal);
  }
}

/** Used is another thing than past its time: whoever comes second looks first. */
const notUsable = ({ no, detail, usedAt }: Exclude<Verdict, { yes: Redemption }>): NotUsable =>
  new NotUsable(usedAt === undefined ? no : 'approval_used', detail);

const isTask = (body: unknown): boolean => typeof body === 'object' && body !== null && 'task' in body;
