// The log of the deployment itself: which policy came into force, who exported what or read which request, which heads were
// sealed, and where routes lead. A record of its own with a chain of events, like an agent's standing: looking at the record leaves a trace in
// it before anything is given.
import { GENESIS } from '../change/chain.ts';
import { change, type Kind, type Rule } from '../change/change.ts';
import { StoreFault } from '../faults.ts';
import type { Desk, RecordStore } from '../ports.ts';
import { type Answer, accept } from '../refusal.ts';
import { LOG_KEY } from '../row-keys.ts';
import type { Actor, EventDraft, Instant, LogId, RequestId } from '../words.ts';
import type { SealedList } from './package.ts';

/** The `log` row. */
export interface RecordLog {
  readonly v: 1;
  readonly id: LogId;
  readonly tenant: string;
  /** The last event's number and hash. */
  readonly seq: number;
  readonly head: string;
  /** The newest list of sealed heads, as the log knows it. */
  readonly sealed?: SealedList;
  /** The policy in force; absent until a version that writes it down has started. */
  readonly policy?: PolicyInForce;
  /** The one that waits for people. */
  readonly proposal?: Proposal;
  /** The newest that people refused: the same file is not asked for again under the same policy. */
  readonly refused?: { readonly version: string; readonly from: string };
  /** The newest that people were asked for and nothing came of: asked for again by a start alone. */
  readonly unanswered?: { readonly version: string; readonly from: string };
}

/** Which policy is in force, and since which event of the log. */
export interface PolicyInForce {
  readonly version: string;
  readonly event: number;
  readonly at: Instant;
  /** It says that changes of it take an approval. */
  readonly reviewed?: true;
  /** The request that was approved for it. */
  readonly request?: RequestId;
}

/** A policy that waits for the approval of `request`, to follow the one called `from`. */
export interface Proposal {
  readonly version: string;
  readonly from: string;
  readonly request: RequestId;
  readonly at: Instant;
}

/** The log, a record whose head row is `log`; there from the first start on. */
export type LogStore = RecordStore<RecordLog>;

/** What keeping the log needs. */
export interface LogDesk extends Pick<Desk, 'watch' | 'clock' | 'mint' | 'waitBeforeTry'> {
  readonly log: LogStore;
  readonly tenant: string;
}

/** Who looks at the record or seals it. */
export type Auditor = Actor & { readonly kind: 'agent' | 'person' | 'clock' };

/** The log's partition: no request's and no agent's key begins like this. */
export const logId = (tenant: string): LogId => `${PREFIX}${tenant}`;
/** Is this the log's? */
export const isLogId = (id: string): boolean => id.startsWith(PREFIX);

const PREFIX = 'log_';

/** Applies `rule` to the log until it is settled. Refusals and faults are those of `change`. */
export async function changeLog(desk: LogDesk, rule: Rule<RecordLog>): Promise<Answer<RecordLog>> {
  const id = logId(desk.tenant);
  const kind: Kind<RecordLog> = { store: desk.log, tell: async () => undefined, owesNothing: true };
  const seen = await desk.log.load(id);
  if (seen === undefined) {
    const blank: RecordLog = { v: 1, id, tenant: desk.tenant, seq: 0, head: GENESIS };
    await desk.log.insert(id, { key: LOG_KEY, data: blank });
  }
  const changed = await change(desk, kind, id, rule, seen);
  return changed.ok ? accept(changed.value.record) : changed;
}

/**
 * Writes down `note` under `key` together with the event that tells of it, unless a note stands there already. Gives the note that stands:
 * one call repeated writes one event.
 */
export async function noteOnce<Note extends object>(
  desk: LogDesk,
  key: string,
  rule: (log: RecordLog) => {
    readonly note: Note;
    readonly event: LogEvent;
    readonly change?: Pick<RecordLog, 'sealed'>;
  },
): Promise<Answer<Note>> {
  const id = logId(desk.tenant);
  const changed = await changeLog(desk, async (log) => {
    if ((await desk.log.peek(id, key)) !== undefined) return { do: 'keep' };
    const { note, event, change: more = {} } = rule(log);
    return { do: 'write', change: more, events: [eventOf(event)], rows: [{ key, data: note }] };
  });
  if (!changed.ok) return changed;
  const stored = await desk.log.peek<Note>(id, key);
  if (stored === undefined) throw new StoreFault(`${key} was written just now and is not there`, true);
  return accept(stored.data);
}

/** What the log tells, and who did it. */
interface LogEvent {
  readonly type: 'export_started' | 'exported' | 'request_read' | 'heads_sealed';
  readonly by: Auditor;
  readonly facts: Readonly<Record<string, unknown>>;
}

const eventOf = ({ type, by: { kind, id }, facts }: LogEvent): EventDraft => ({
  type,
  actor: { kind, id },
  facts,
});
