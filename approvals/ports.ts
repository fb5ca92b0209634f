// What the verbs need from the world: small function types, declared where they are used, implemented by the hands
// (store/, bot/, entra/, outbound/, keys/) and fitted together in functions/parts.ts.
import type { Standing } from './agent/standing.ts';
import type { ApprovalRequest, ChainEvent, ChainId, Instant, RequestId } from './words.ts';
import type { Todo } from './work.ts';

/** The time now. */
export type Clock = () => Instant;
/** Unguessable letters and digits (128 bits) behind a prefix: `mint('op')` -> `op_…`. */
export type Mint = (prefix: string) => string;

/** A row as read, with the version a later write is made against. */
export interface Stored<T> {
  readonly data: T;
  readonly etag: string;
}

/** A row as it may be shown: also one that a newer version wrote (`newer` is its version). Without the version a write would need. */
export interface Shown<T> {
  readonly data: T;
  readonly newer?: number;
}

/** A row to insert in a request's partition: unique key, plain data. */
export interface Row {
  readonly key: string;
  readonly data: object;
}

/** One entity-group transaction: a record's head row against the version read, the next events, and what comes with them. */
export interface Commit<T extends object = ApprovalRequest> {
  readonly id: ChainId;
  /** The version read; absent when the record is being created. */
  readonly etag?: string;
  readonly after: T;
  readonly events: readonly ChainEvent[];
  readonly rows: readonly Row[];
  /** Keys of rows that go; each is there, or the whole is refused. Never the head row or an event. */
  readonly removes?: readonly string[];
}

/**
 * `won`: our events are stored. `lost`: another commit took our place, ours never lands. `unresolved`: after an error the expected
 * event is absent; the write may still land, so nothing may be claimed until it is tried again or fenced.
 */
export type CommitResult = 'won' | 'lost' | 'unresolved';

/**
 * A record is a partition: one head row, the chain of its events, and rows beside them. Every function throws `StoreFault` when storage
 * does not answer, and `NewerVersionFault` at a row that a newer version wrote; only `peek` gives such a row.
 */
export interface RecordStore<Head extends object> {
  load(id: ChainId): Promise<Stored<Head> | undefined>;
  /** The one write verb. Reads back the first event after any error; never retries by itself. */
  commit(commit: Commit<Head>): Promise<CommitResult>;
  /**
   * Changes the head row's version and nothing else, so that an unresolved commit against `etag` cannot land any more.
   * `false`: the version had changed already.
   */
  fence(id: ChainId, etag: string): Promise<boolean>;
  read<T extends object>(id: ChainId, key: string): Promise<Stored<T> | undefined>;
  /** For showing, and for telling whose an event is: nothing is decided by what it gives, or written against it. */
  peek<T extends object>(id: ChainId, key: string): Promise<Shown<T> | undefined>;
  /** All rows whose key starts with `prefix`, in key order. */
  list<T extends object>(id: ChainId, prefix: string): Promise<readonly { key: string; row: Stored<T> }[]>;
  /** The keys of all its rows, whatever version wrote them. */
  keys(id: ChainId): Promise<readonly string[]>;
  /** Inserts once; `false`: the row was there before. */
  insert(id: ChainId, row: Row): Promise<boolean>;
  /** Bookkeeping: compare-and-swap on one row other than the head; `undefined`: another holder was first. */
  swap<T extends object>(id: ChainId, key: string, etag: string, data: T): Promise<Stored<T> | undefined>;
}

/** Requests, each a record whose head row is `request`. */
export interface RequestStore extends RecordStore<ApprovalRequest> {
  /** The canonical bytes of the intent. */
  intent(id: RequestId): Promise<Uint8Array | undefined>;
  /** The same for showing, whatever version wrote it. */
  peekIntent(id: RequestId): Promise<Uint8Array | undefined>;
}

/** The standing of agents, each a record whose head row is `standing`; absent as long as nobody paused the agent. */
export interface StandingStore extends RecordStore<Standing> {
  /** The standing of every agent that was ever paused. */
  all(): Promise<readonly Standing[]>;
}

/** A row of a time-ordered worklist: look at `request`, or at an agent's standing, at `due`; keep the row while event `event` is absent. */
export interface Watch {
  readonly key: string;
  readonly shard: number;
  readonly due: Instant;
  readonly request: ChainId;
  /** Number of the event it announces; 0 when the sweep itself wrote it. */
  readonly event: number;
  readonly since: Instant;
  /** Its version, when a newer build wrote it: looked at like others, but neither moved nor removed. */
  readonly newer?: number;
}

/** The sweep's worklist. Every function throws `StoreFault` when storage does not answer. */
export interface WatchList {
  /** Inserts; a row of the same key stands already: done. Keys: due slot, request, and for announcing rows a random part. */
  add(watch: Omit<Watch, 'shard' | 'newer'>): Promise<void>;
  /** Only rows due at `now`, at most `limit` of them. */
  due(now: Instant, limit: number): Promise<readonly Watch[]>;
  remove(watch: Watch): Promise<void>;
}

/** Every request by the day it was asked. Every function throws `StoreFault` when storage does not answer. */
export interface Catalog {
  /** Written before the first commit: a listing may hold orphans, never lacks a request. */
  add(day: string, id: RequestId): Promise<void>;
  list(day: string, after: string | undefined, limit: number): Promise<readonly RequestId[]>;
  /** The first day from `from` on, and before `until`, on which anything was asked. */
  nextDay(from: string, until: string): Promise<string | undefined>;
}

/** A nudge: only ids. Losing or doubling it is harmless, the sweep finds what is owed. */
export interface Nudge {
  /** `standing`: cards of an agent that was paused or let go on. */
  readonly kind: 'show' | 'tell' | 'invite' | 'standing';
  readonly request: ChainId;
  /** Key of the prompt, todo, invite or standing row. */
  readonly todo: string;
}
/**
 * Bring what waits for a conversation: cards of open requests of `route`, which was linked there; without one all that were given up there, which
 * takes cards again (`person`: whose own chat it is; an owner's first cards come too). Doubling it is harmless; what was lost comes when the route is
 * linked once more; an owner's is missed.
 */
export interface BringNudge {
  readonly kind: 'bring';
  readonly conversation: string;
  readonly route?: string;
  readonly person?: string;
}
/** Throws `StoreFault` when the queue does not answer; some of the nudges may have gone out. */
export type SendNudges = (nudges: readonly Nudge[]) => Promise<void>;

/** Signs the grant for a request about to be approved; see keys/sign.ts. */
export type SignGrant = (claims: GrantClaims) => Promise<string>;
/** What a grant proves. */
export interface GrantClaims {
  readonly id: string;
  readonly request: RequestId;
  readonly agent: string;
  readonly enforcer?: string;
  readonly intentHash: string;
  readonly policyVersion: string;
  readonly approvedAt: Instant;
  readonly expiresAt: Instant;
}

/** Delivers one callback attempt of `request` to its agent. `delivered`: 2xx. Otherwise the reason, for status and record; never throws for the receiver's faults. */
export type Deliver = (
  todo: Todo,
  at: Instant,
  request: Pick<ApprovalRequest, 'id' | 'agent' | 'trace'>,
) => Promise<Delivery>;
/** What an attempt came to. `gone`: the receiver answered 410 and wants no more. */
export type Delivery =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly error: string; readonly gone?: boolean };

/** Written by Show and Tell, rebuildable, decides nothing. */
export type Index = (request: ApprovalRequest, work: IndexedWork) => Promise<void>;
/** A prompt or todo, and how it fares, for the administrators. */
export interface IndexedWork {
  readonly key: string;
  readonly dead: boolean;
  /** It was not dead when its holder took it. */
  readonly died?: boolean;
  /** The request waits, and nobody reads of it in any conversation. */
  readonly unreached?: boolean;
  /** It is by this prompt, and since its holder took it, that nobody does. */
  readonly silenced?: boolean;
}

/** Dead work, in the order of its keys, at most `limit` after `after`: from the index, so it may lag by a handler's death. */
export type ListDead = (after: string | undefined, limit: number) => Promise<readonly DeadWork[]>;
/** One card nobody got, or one callback that was given up. */
export interface DeadWork {
  readonly request: RequestId;
  /** Key of the prompt or todo row. */
  readonly work: string;
}

/**
 * Requests that wait for people, at most `limit`: those that end first in front, or the gravest and of those the ones that end first. From the
 * index, so it may lag by a moment. Throws `StoreFault`.
 */
export type ListPending = (limit: number, first?: 'gravest') => Promise<readonly RequestId[]>;

/** Is that index behind, since many requests came at once? Throws `StoreFault`. */
export type ListsLag = () => Promise<boolean>;

/** The newest requests of an agent, or about a resource, at most `limit`: from the index, as above. */
export type ListRecent = (
  of: { readonly agent: string } | { readonly resource: ApprovalRequest['resource'] },
  limit: number,
) => Promise<readonly RequestId[]>;

/** What every verb that changes a request needs. */
export interface Desk {
  readonly store: RequestStore;
  readonly standings: StandingStore;
  readonly watch: WatchList;
  readonly nudge: SendNudges;
  /** Begins to show what changed, beside the nudges and quicker than they are; may do nothing. */
  readonly showNow?: (request: ApprovalRequest) => void;
  readonly clock: Clock;
  readonly mint: Mint;
  /** Waits before another try, the longer the more were made (1, 2, …), with jitter. */
  readonly waitBeforeTry: (made: number) => Promise<void>;
  /** This deployment's public base address, no slash at the end. */
  readonly baseUrl: string;
}
