// The one way a stored request changes: load, apply a rule, announce in the watch list, commit, and know what became of it.
// A lost reply looks like a lost race, so after any error the stored event decides (docs/storage.md, "One write verb").
// While a try of ours may still land, no refusal and no "nothing written" is given.
import { linkEvents } from './chain.ts';
import { StoreFault } from './faults.ts';
import type { Desk, Nudge, Row, Stored } from './ports.ts';
import type { Answer, Refusal } from './refusal.ts';
import { accept, refuse } from './refusal.ts';
import { eventKey } from './row-keys.ts';
import { dueSlot } from './time.ts';
import type { ApprovalRequest, ChainEvent, EventDraft, Instant, RequestId } from './words.ts';

/** At most this many tries, all inside `TRY_FOR_MS`: a person is waiting at the card. */
const MAX_TRIES = 8;
const TRY_FOR_MS = 2500;
/** A watch row announcing a commit is due this long after it, in case the nudge is lost. */
const WATCH_AFTER_MS = 20_000;

/** What a rule wants: a change with its events, a refusal, or nothing because it is already so. */
export type Step =
  | {
      readonly do: 'write';
      /** Members of the request that change; number, head and revision are kept by the loop. */
      readonly change: Partial<ApprovalRequest>;
      readonly events: readonly EventDraft[];
      readonly rows?: readonly Row[];
      /** False when no card shows the difference. */
      readonly redraw?: boolean;
      /** Never sent at or after this: by then the clock has ended what it changes, and the rule is asked again. */
      readonly before?: Instant;
    }
  | { readonly do: 'refuse'; readonly refusal: Refusal }
  | { readonly do: 'keep' };

export type Rule = (request: ApprovalRequest, now: Instant) => Promise<Step> | Step;

/** `wrote`: this call's own commit is in the record. The request is always the stored one. */
export interface Settled {
  readonly request: ApprovalRequest;
  readonly wrote: boolean;
}

interface Attempt {
  readonly etag: string;
  readonly seq: number;
  readonly op: string;
  readonly kind: string;
}

/**
 * Applies `rule` to the stored request until it is settled, first to `seen` where the caller has just read it: a write goes against the
 * version read, so one that was overtaken loses and is judged anew. Refusals: the rule's own, `unknown_request`, `busy` (too many racers),
 * `not_known_yet` (a write may still land). Throws `StoreFault` when storage did not answer and nothing was sent.
 */
export async function transition(
  desk: Desk,
  id: RequestId,
  rule: Rule,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const deadline = Date.parse(desk.clock()) + TRY_FOR_MS;
  const ours = new Set<string>();
  let open: Attempt | undefined;
  let fault: unknown;

  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    if (attempt > 1) await desk.pause(attempt - 1);
    if (Date.parse(desk.clock()) >= deadline) break;
    try {
      const loaded = (attempt === 1 ? seen : undefined) ?? (await desk.store.load(id));
      if (loaded === undefined) return refuse({ reason: 'unknown_request' });
      if (open !== undefined && loaded.etag !== open.etag) {
        if (await landed(desk, id, open.seq, ours)) return await stored(desk, id, true);
        open = undefined;
      }
      const now = desk.clock();
      const step = await rule(loaded.data, now);
      if (step.do !== 'write') {
        // A late try of ours could still make this answer a lie: first make sure that it cannot land.
        if (open !== undefined) {
          if (!(await desk.store.fence(id, open.etag))) continue;
          open = undefined;
        }
        return step.do === 'refuse' ? refuse(step.refusal) : accept({ request: loaded.data, wrote: false });
      }

      const kind = step.events.map((event) => event.type).join();
      const again: boolean = open !== undefined && open.kind === kind;
      const op: string = again && open !== undefined ? open.op : desk.mint('op');
      const seq = loaded.data.seq + 1;
      if (!again) await announce(desk, id, seq, now);
      // The rule may have asked a slow directory, and the row above took its time.
      if (step.before !== undefined && desk.clock() >= step.before) continue;
      const events = linkEvents({ request: id, ...pick(loaded.data) }, step.events, { at: now, op });
      const after = advance(loaded.data, step, events);
      ours.add(op);
      open = { etag: loaded.etag, seq, op, kind };
      const result = await desk.store.commit({ id, etag: loaded.etag, after, events, rows: step.rows ?? [] });
      if (result === 'won') {
        const [answer] = await Promise.all([stored(desk, id, true), sendNudges(desk, after)]);
        return answer;
      }
      if (result === 'lost') {
        if (ours.size > 1 && (await landed(desk, id, seq, ours))) return await stored(desk, id, true);
        open = undefined;
      }
    } catch (error) {
      if (!(error instanceof StoreFault && error.retry)) {
        if (open !== undefined) return refuse({ reason: 'not_known_yet' });
        throw error;
      }
      fault = error;
    }
  }
  if (open !== undefined) return refuse({ reason: 'not_known_yet' });
  if (fault !== undefined) throw fault;
  return refuse({ reason: 'busy' });
}

/** Inserts the watch row that must stand before any write that leaves work. */
export async function announce(
  desk: Pick<Desk, 'watch' | 'mint'>,
  id: RequestId,
  event: number,
  now: Instant,
) {
  const due = dueSlot(Date.parse(now) + WATCH_AFTER_MS);
  await desk.watch.add({ key: `${due}|${id}|${desk.mint('w')}`, due, request: id, event, since: now });
}

/** Nudges everything that stands for this request. A lost nudge costs seconds: the sweep finds what is owed. */
export async function sendNudges(desk: Pick<Desk, 'nudge'>, request: ApprovalRequest): Promise<void> {
  const nudges: Nudge[] = [
    ...request.todos.map((todo) => ({ kind: 'tell' as const, request: request.id, todo })),
    ...request.prompts.map((todo) => ({ kind: 'show' as const, request: request.id, todo })),
  ];
  try {
    await desk.nudge(nudges);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
  }
}

/** Every answer is built from the stored row, never from what we meant to store. */
async function stored(desk: Desk, id: RequestId, wrote: boolean): Promise<Answer<Settled>> {
  const row = await desk.store.load(id);
  return row === undefined ? refuse({ reason: 'unknown_request' }) : accept({ request: row.data, wrote });
}

async function landed(desk: Desk, id: RequestId, seq: number, ops: ReadonlySet<string>): Promise<boolean> {
  const event: Stored<ChainEvent> | undefined = await desk.store.read(id, eventKey(seq));
  return event !== undefined && ops.has(event.data.op);
}

function advance(
  before: ApprovalRequest,
  step: Extract<Step, { do: 'write' }>,
  events: readonly ChainEvent[],
): ApprovalRequest {
  const last = events.at(-1);
  if (last === undefined) throw new TypeError('a transition without an event');
  return {
    ...before,
    ...step.change,
    revision: before.revision + (step.redraw === false ? 0 : 1),
    seq: last.seq,
    head: last.hash,
  };
}

const pick = (request: ApprovalRequest) => ({ seq: request.seq, head: request.head });
