// Azurite's services in memory, in a process of its own as `npm start` has it, which can also multiply rows: what would take
// minutes through the wire takes seconds inside. Told over IPC; leaves when its parent is gone.
import http from 'node:http';
import { createRequire } from 'node:module';
import { startAzurite } from '../support/azurite.ts';
import type { StoredRow } from './multiply-rows.ts';
import { multiplyRows } from './multiply-rows.ts';

/** What this process is told: multiply the rows of these requests until there are `copies` of them all together. */
export interface Multiply {
  readonly requests: readonly string[];
  readonly copies: number;
}
/** What it tells. */
export type EmulatorWord =
  | { readonly ready: string }
  | { readonly rows: number }
  | { readonly broken: string };

interface Collection {
  readonly name: string;
  readonly data: readonly StoredRow[];
  insert(rows: readonly StoredRow[], indexLater: boolean): unknown;
}
interface TableStore {
  readonly db: { readonly collections: readonly Collection[] };
  init(): Promise<void>;
}

/** As long as Azure's own; Node's five seconds cut connections in the hand of whoever uses them again after a pause. */
const KEEP_ALIVE_MS = 130_000;

process.on('disconnect', () => process.exit(0));
keepConnections();
const store = catchTableStore();
const { connectionString } = await startAzurite({ blobs: true });
process.on('message', (order: Multiply) => {
  try {
    say({ rows: multiply(order) });
  } catch (error) {
    say({ broken: String(error) });
  }
});
say({ ready: connectionString });

function keepConnections(): void {
  const createServer = http.createServer;
  http.createServer = ((...settings: Parameters<typeof createServer>) => {
    const server = createServer(...settings);
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  }) as typeof createServer;
}

/** Azurite keeps its tables private: they are seen once, while they are made. */
function catchTableStore(): { current: TableStore | undefined } {
  const caught: { current: TableStore | undefined } = { current: undefined };
  const load = createRequire(import.meta.url);
  const { default: Store } = load('azurite/dist/src/table/persistence/LokiTableMetadataStore') as {
    default: { readonly prototype: TableStore };
  };
  const init = Store.prototype.init;
  Store.prototype.init = function (this: TableStore) {
    caught.current = this;
    return init.call(this);
  };
  return caught;
}

function multiply({ requests, copies }: Multiply): number {
  const collections = store.current?.db.collections ?? [];
  const tables = collections.filter(({ name }) => /\$countersign(requests|lists)$/.test(name));
  if (tables.length !== 2)
    throw new Error(`Azurite has other tables: ${collections.map(({ name }) => name)}`);
  const rows = tables.map(({ data }) => multiplyRows(data, requests, copies));
  // All at once, with the indices made afterwards.
  tables.forEach((table, at) => void table.insert(rows[at] ?? [], true));
  return rows.flat().length;
}

function say(word: EmulatorWord): void {
  process.send?.(word);
}
