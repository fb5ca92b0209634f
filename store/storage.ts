// The tables and queues of one deployment, opened once. The SDK's own retries are off: a retried write reports its own success as a
// lost race, so store/request-store.ts knows what became of a write in its own way.
import type { TokenCredential } from '@azure/core-auth';
import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { faultOf } from './faults.ts';

/** Where storage is: a connection string (local), or service addresses with an Entra credential (Azure). */
export type StorageAddress =
  | { readonly connectionString: string }
  | {
      readonly tables: string;
      readonly queues: string;
      readonly blobs: string;
      readonly credential: TokenCredential;
    };

/** The clients of all tables and queues. */
export interface Storage {
  /** One partition a request: everything that must be atomic. */
  readonly requests: TableClient;
  /** Watch, catalog and index rows. */
  readonly lists: TableClient;
  /** What is counted of agents; short-lived rows only, read at each ask. */
  readonly quotas: TableClient;
  /** Routes and the texts of policies. */
  readonly book: TableClient;
  readonly work: QueueClient;
  readonly poison: QueueClient;
  /** Creates what is missing. Safe to run from many instances at once. */
  ensure(): Promise<void>;
}

const NO_RETRIES = { retryOptions: { maxRetries: 0 } };
const NO_QUEUE_RETRIES = { retryOptions: { maxTries: 1 } };

/** Opens storage; no call is made before the first use. `prefix` sets several deployments in one account apart. */
export function openStorage(address: StorageAddress & { readonly prefix?: string }): Storage {
  const prefix = address.prefix ?? 'countersign';
  const table = (name: string): TableClient =>
    'connectionString' in address
      ? TableClient.fromConnectionString(address.connectionString, prefix + name, {
          ...NO_RETRIES,
          allowInsecureConnection: true,
        })
      : new TableClient(address.tables, prefix + name, address.credential, NO_RETRIES);
  const queue = (name: string): QueueClient =>
    'connectionString' in address
      ? new QueueClient(address.connectionString, name, NO_QUEUE_RETRIES)
      : new QueueClient(`${address.queues.replace(/\/$/, '')}/${name}`, address.credential, NO_QUEUE_RETRIES);

  const storage = {
    requests: table('requests'),
    lists: table('lists'),
    quotas: table('quotas'),
    book: table('book'),
    work: queue(`${prefix}-work`),
    poison: queue(`${prefix}-work-poison`),
  };
  return {
    ...storage,
    ensure: async () => {
      try {
        await Promise.all([
          storage.requests.createTable(),
          storage.lists.createTable(),
          storage.quotas.createTable(),
          storage.book.createTable(),
          storage.work.createIfNotExists(),
          storage.poison.createIfNotExists(),
        ]);
      } catch (error) {
        throw faultOf('creating tables and queues', error);
      }
    },
  };
}
