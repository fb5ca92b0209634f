// What Table Storage is, in memory: rows by partition and key, a new ETag at every write, and transactions that happen whole or not at
// all. Every access goes through `Around`, where a test can schedule it, lose its reply or let it land late.
import { StoreFault } from '../../approvals/faults.ts';

/** One access to storage or to the world outside, as a test sees it before it happens. */
export interface Access {
  readonly effect: 'read' | 'write';
  /** For people: `commit`, `read event-000002`. */
  readonly name: string;
}

/** Carries out one access. Rejects with a retryable `StoreFault` when no answer came, whatever was done. */
export type Around = <T>(access: Access, apply: () => T) => Promise<T>;

export const atOnce: Around = async (_access, apply) => apply();

/** Storage's definite no: nothing was written by this try. */
export class Conflict extends Error {
  readonly kind: 'exists' | 'stale' | 'absent';
  constructor(kind: Conflict['kind'], row: string) {
    super(`${kind}: ${row}`);
    this.name = 'Conflict';
    this.kind = kind;
  }
}

export interface MemoryRow {
  readonly etag: string;
  readonly version: number;
  /** Frozen JSON data, or bytes. */
  readonly data: object;
  readonly json: string;
  readonly mark: string | undefined;
}

export interface Write {
  readonly key: string;
  readonly data: object;
  /** Absent: the row must not exist. */
  readonly etag?: string;
  readonly mark?: string;
}

export interface MemoryTables {
  get(partition: string, key: string): MemoryRow | undefined;
  list(partition: string, prefix: string): readonly { readonly key: string; readonly row: MemoryRow }[];
  /** All or nothing; throws `Conflict`. Each row of `removes` must be there. */
  transact(partition: string, writes: readonly Write[], removes?: readonly string[]): void;
  /** Changes the version and nothing else; throws `Conflict`. */
  touch(partition: string, key: string, etag: string): void;
  remove(partition: string, key: string): void;
  /** Every row, for invariants and for comparing states. */
  all(): IterableIterator<readonly [name: string, row: MemoryRow]>;
  /** The same rows, on their own from now on. */
  copy(): MemoryTables;
}

const nameOf = (partition: string, key: string): string => `${partition}\n${key}`;

/** Empty tables. ETags are per row and counted, so that equal histories give equal states. */
export function createMemoryTables(
  from: Iterable<readonly [name: string, row: MemoryRow]> = [],
): MemoryTables {
  const rows = new Map<string, MemoryRow>(from);

  function store(name: string, write: Write): void {
    const version = (rows.get(name)?.version ?? 0) + 1;
    rows.set(name, { etag: `W/"${version}"`, version, mark: write.mark, ...encode(write.data) });
  }

  return {
    get: (partition, key) => rows.get(nameOf(partition, key)),
    list: (partition, prefix) => {
      const start = nameOf(partition, prefix);
      return [...rows]
        .filter(([name]) => name.startsWith(start))
        .map(([name, row]) => ({ key: name.slice(partition.length + 1), row }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    transact: (partition, writes, removes = []) => {
      for (const write of writes) {
        const standing = rows.get(nameOf(partition, write.key));
        if (write.etag === undefined && standing !== undefined) throw new Conflict('exists', write.key);
        if (write.etag !== undefined && standing?.etag !== write.etag) throw new Conflict('stale', write.key);
      }
      for (const key of removes) {
        if (!rows.has(nameOf(partition, key))) throw new Conflict('absent', key);
      }
      for (const write of writes) store(nameOf(partition, write.key), write);
      for (const key of removes) rows.delete(nameOf(partition, key));
    },
    touch: (partition, key, etag) => {
      const row = rows.get(nameOf(partition, key));
      if (row === undefined || row.etag !== etag) throw new Conflict('stale', key);
      const version = row.version + 1;
      rows.set(nameOf(partition, key), { ...row, version, etag: `W/"${version}"` });
    },
    remove: (partition, key) => {
      rows.delete(nameOf(partition, key));
    },
    all: () => rows.entries(),
    copy: () => createMemoryTables(rows),
  };
}

/** Only what survives JSON is stored, and nobody can change it afterwards. */
function encode(data: object): { data: object; json: string } {
  if (data instanceof Uint8Array) return { data: data.slice(), json: Buffer.from(data).toString('base64') };
  const json = JSON.stringify(data);
  return { data: freeze(JSON.parse(json)), json };
}

function freeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) {
    if (typeof each === 'object' && each !== null) freeze(each);
  }
  return Object.freeze(value);
}

/** The fault of an access that was not answered. */
export const unanswered = (name: string): StoreFault =>
  new StoreFault(`${name}: no answer from storage`, true);
