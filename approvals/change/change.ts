// The loop by which a stored record changes: load, apply a rule, announce in the watch list, commit, and know what became of it.
// A lost reply looks like a lost race, so after any error the stored event decides (docs/storage.md, "One write verb").
// While a try of ours may still land, no refusal and no "nothing written" is given.

import { NewerVersionFault, StoreFault } from '../faults.ts';
import type { Desk, RecordStore, Row, Stored } from '../ports.ts';
import type { Answer, Refusal } from '../refusal.ts';
import { accept, refuse } from '../refusal.ts';
import { eventKey } from '../row-keys.ts';
import { dueSlot } from '../time.ts';
import type { ChainEvent, ChainId, EventDraft, Instant } from '../words.ts';
import { linkEvents } from './chain.ts';

/** At most this many tries, all inside `TRY_FOR_MS`: a person is waiting at the card. */
const MAX_TRIES = 8;
const TRY_FOR_MS = 2500;
/** A watch row announcing a commit is due this long after it, in case the nudge is lost. */
const WATCH_AFTER_MS = 20_000;

/** A head row: the number and hash of the last event stand in it. */
export interface Chained {
  readonly seq: number;
  readonly head: string;
}

/** What a rule wants: a change with its events, a refusal, or nothing because it is already so. */
export type Step<T extends Chained> =
  | {
      readonly do: 'write';
      /** Members of the head row that change; number and head are kept by the loop. */
      readonly change: Partial<T>;
      /** Members that it loses. */
      readonly without?: readonly (keyof T)[];
      readonly events: readonly EventDraft[];
      readonly rows?: readonly Row[];
      /** Keys of rows beside the head row that go with it. */
      readonly removes?: readonly string[];
      /** Never sent at or after this: by then the clock has ended what it changes, and the rule is asked again. */
      readonly before?: Instant;
    }
  | { readonly do: 'refuse'; readonly refusal: Refusal }
  | { readonly do: 'keep' };
type Writing<T extends Chained> = Extract<Step<T>, { do: 'write' }>;

export type Rule<T extends Chained> = (record: T, now: Instant) => Promise<Step<T>> | Step<T>;

/** `wrote`: this call's own commit is in the record. The record is always the stored one. */
export interface Changed<T> {
  readonly record: T;
  readonly wrote: boolean;
}

/** One kind of record. */
export interface Kind<T extends Chained> {
  readonly store: Pick<RecordStore<T>, 'load' | 'commit' | 'fence' | 'peek'>;
  /** Tells who has work now that our commit is stored. Losing that costs seconds. */
  readonly tell: (after: T) => Promise<void>;
  /** Nothing is ever owed because of it, so no watch row announces its commits. */
  readonly owesNothing?: true;
}

/** What the loop needs beside the record. */
type LoopDesk = Pick<Desk, 'watch' | 'mint' | 'clock' | 'waitBeforeTry'>;

interface Attempt {
  readonly etag: string;
  readonly seq: number;
  readonly op: string;
  readonly what: string;
}

/**
 * Applies `rule` to the stored record until it is settled, first to `seen` where the caller has just read it: a write goes against the
 * version read, so one that was overtaken loses and is judged anew. Refusals: the rule's own, `unknown_request`, `busy` (too many racers),
 * `not_known_yet` (a write may still land), `newer_version` (the record, or what the rule reads, is of a newer version). Throws `StoreFault` when storage did not answer and nothing was sent.
 */
export async function change<T extends Chained>(
  desk: LoopDesk,
  kind: Kind<T>,
  id: ChainId,
  rule: Rule<T>,
  seen?: Stored<T>,
): Promise<Answer<Changed<T>>> {
  const deadline = Date.parse(desk.clock()) + TRY_FOR_MS;
  const ours = new Set<string>();
  let open: Attempt | undefined;
  let fault: unknown;

  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    if (attempt > 1) await desk.waitBeforeTry(attempt - 1);
    if (Date.parse(desk.clock()) >= deadline) break;
    try {
      const loaded = (attempt === 1 ? seen : undefined) ?? (await kind.store.load(id));
      if (loaded === undefined) return refuse({ reason: 'unknown_request' });
      if (open !== undefined && loaded.etag !== open.etag) {
        if (await landed(kind, id, open.seq, ours)) return await stored(kind, id, true);
        open = undefined;
      }
      const now = desk.clock();
      const step = await rule(loaded.data, now);
      if (step.do !== 'write') {
        // A late try of ours could still make this answer a lie: first make sure that it cannot land.
        if (open !== undefined) {
          if (!(await kind.store.fence(id, open.etag))) continue;
          open = undefined;
        }
        return step.do === 'refuse' ? refuse(step.refusal) : accept({ record: loaded.data, wrote: false });
      }

      const what = step.events.map((event) => event.type).join();
      // The same change sent once more is the same try: announced already, and known by its op whichever of them lands.
      const same: Attempt | undefined = open?.what === what ? open : undefined;
      const op: string = same?.op ?? desk.mint('op');
      const seq = loaded.data.seq + 1;
      if (same === undefined && kind.owesNothing !== true) await announce(desk, id, seq, now);
      // The rule may have asked a slow directory, and the row above took its time.
      if (step.before !== undefined && desk.clock() >= step.before) continue;
      const events = linkEvents({ request: id, ...pick(loaded.data) }, step.events, { at: now, op });
      const after = advance(loaded.data, step, events);
      ours.add(op);
      open = { etag: loaded.etag, seq, op, what };
      const { rows = [], removes = [] } = step;
      const result = await kind.store.commit({ id, etag: loaded.etag, after, events, rows, removes });
      if (result === 'won') {
        const [answer] = await Promise.all([stored(kind, id, true), kind.tell(after)]);
        return answer;
      }
      if (result === 'lost') {
        if (ours.size > 1 && (await landed(kind, id, seq, ours))) return await stored(kind, id, true);
        open = undefined;
      }
    } catch (error) {
      if (!(error instanceof StoreFault && error.retry)) {
        if (open !== undefined) return refuse({ reason: 'not_known_yet' });
        if (error instanceof NewerVersionFault)
          return refuse({ reason: 'newer_version', version: error.version });
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
export async function announce(desk: Pick<Desk, 'watch' | 'mint'>, id: ChainId, event: number, now: Instant) {
  const due = dueSlot(Date.parse(now) + WATCH_AFTER_MS);
  await desk.watch.add({ key: `${due}|${id}|${desk.mint('w')}`, due, request: id, event, since: now });
}

/** Every answer is built from the stored row, never from what we meant to store. */
async function stored<T extends Chained>(
  { store }: Kind<T>,
  id: ChainId,
  wrote: boolean,
): Promise<Answer<Changed<T>>> {
  const row = await store.load(id);
  return row === undefined ? refuse({ reason: 'unknown_request' }) : accept({ record: row.data, wrote });
}

async function landed<T extends Chained>(
  { store }: Kind<T>,
  id: ChainId,
  seq: number,
  ops: ReadonlySet<string>,
): Promise<boolean> {
  const event = await store.peek<ChainEvent>(id, eventKey(seq));
  return event !== undefined && ops.has(event.data.op);
}

/** The head row after a step. */
function advance<T extends Chained>(
  before: T,
  { change, without = [] }: Writing<T>,
  events: readonly ChainEvent[],
): T {
  const last = events.at(-1);
  if (last === undefined) throw new TypeError('a change without an event');
  const after = { ...before, ...change, seq: last.seq, head: last.hash };
  for (const member of without) delete after[member];
  return after;
}

const pick = ({ seq, head }: Chained) => ({ seq, head });
