// What exporting and sealing need from the world, beside the record of their own doing (log.ts).
import type { Shown } from '../ports.ts';
import type { ChainEvent, ChainId, Instant, RequestId, Text } from '../words.ts';

/** The rows of one record that go into an export, as one query read them. */
export interface ReadRecord<Head> {
  readonly head?: Head;
  readonly intent?: Uint8Array;
  readonly events: readonly ChainEvent[];
  readonly texts: readonly Text[];
  /** Version of the newest row of them, when a newer build wrote one. */
  readonly newer?: number;
  /** There is more than one query reads: what is here is a beginning. */
  readonly more: boolean;
}

/** A slice of rows in order of their keys; `at` is what the key says, whatever the row says of itself. */
export interface Slice<At, T> {
  readonly rows: readonly { readonly at: At; readonly data: T }[];
  readonly more: boolean;
}

/** Reading the record for showing it whole: rows of a newer version too. Every function throws `StoreFault` when storage does not answer. */
export interface RecordReads {
  /** The first day from `from` to `to`, both included, on which something was asked. */
  nextDay(from: string, to: string): Promise<string | undefined>;
  /** Ids of a day in their order, behind `after`. */
  idsOf(day: string, after: RequestId | undefined): AsyncIterable<RequestId>;
  /** Does the catalog have it on this day? */
  isListed(day: string, id: RequestId): Promise<boolean>;
  /** Ids of all agents' standings, in order. */
  standingIds(): Promise<readonly ChainId[]>;
  /** One query, so what it gives is of one moment while `more` is false. */
  whole<Head extends object>(id: ChainId, headKey: string): Promise<ReadRecord<Head>>;
  peek<T extends object>(id: ChainId, key: string): Promise<Shown<T> | undefined>;
  /** Events numbered from `from` to `to`, both included. */
  events(id: ChainId, from: number, to: number): Promise<Slice<number, ChainEvent>>;
  /** Texts whose digest comes behind `after`. */
  texts(id: ChainId, after: string): Promise<Slice<string, Text>>;
  intent(id: RequestId): Promise<Uint8Array | undefined>;
  /** Policies that were in force before `before`, by version, behind `after`: as many as one answer holds. */
  policies(after: string, before: Instant): Promise<Slice<string, { readonly text: string }>>;
  /** Their versions alone, all of them. */
  policyVersions(before: Instant): Promise<readonly string[]>;
}

/** Signs a text in our name, as a compact JWS of this `typ`. */
export type SignStatement = (type: string, payload: string) => Promise<string>;
/** The payload of a statement of ours of this `typ`; `undefined` when it is none. */
export type OpenStatement = (type: string, jws: string) => Promise<string | undefined>;

/** What lies in the container under one number: a list of sealed heads, or what somebody else left there. */
export interface StoredList {
  readonly n: number;
  /** The signature that was stored in the same write; absent when whoever wrote it had none. */
  readonly jws?: string;
}

/** The container of sealed lists: whatever is in it can be neither changed nor deleted. Every function throws `StoreFault`. */
export interface SealedLists {
  /** All numbers under which there is a list or a signature, whoever wrote it. */
  all(): Promise<readonly StoredList[]>;
  /** Begins to write list `n`, behind what calls before have `written` of it. Nothing of it can be seen before `commit`. */
  begin(n: number, written?: readonly Written[]): ListWriter;
  /**
   * Sees to it that the signature lies beside list `n`, in a blob of its own. What somebody else put there before stays, as everything in
   * this container does: then it lies beside that under a name that nobody can guess. Gives its name, and whether that was so.
   */
  putSignature(n: number, jws: string): Promise<SignatureBeside>;
  /** Bytes of list `n` from `offset` on, at most `length`; fewer only at its end. `undefined`: there is no such list. */
  read(n: number, offset: number, length: number): Promise<Uint8Array | undefined>;
}

/** Where the signature of a list lies. */
export interface SignatureBeside {
  readonly name: string;
  /** Something that is not this signature has the name that is the signature's. */
  readonly isPlanted: boolean;
}

/** So many blocks of a list, by one call. `writer` is random: no other call writes over them. */
export interface Written {
  readonly writer: string;
  readonly blocks: number;
}

/** A list being written. */
export interface ListWriter {
  add(block: Uint8Array): Promise<void>;
  /** All of it so far. */
  written(): readonly Written[];
  /** In one write the list with its signature, or nothing; `false`: somebody else's list has this number. */
  commit(jws: string): Promise<boolean>;
}
