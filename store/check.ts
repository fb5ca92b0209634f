// Checking whether storage lets us read and write, without leaving anything in it: what is written to or removed is a row and a message
// that do not exist, so that a right that is missing shows (403) and nothing changes (404).
import { odata, type TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import { callOptions, faultOf, unless } from './faults.ts';
import type { Storage } from './storage.ts';

/** Each throws `StoreFault`; `retry` false: storage refused, which a right that is missing does. */
export interface StorageCheck {
  /** Names of the tables that could be read and written. */
  readonly tables: () => Promise<readonly string[]>;
  /** Names of the queues that could be read and taken from. */
  readonly queues: () => Promise<readonly string[]>;
  /** The time by storage's own clock, in milliseconds; `undefined`: it did not say. */
  readonly clock: () => Promise<number | undefined>;
}

const ABSENT = { partitionKey: 'doctor', rowKey: 'absent' };
const NO_VERSION = 'W/"datetime\'2000-01-01T00%3A00%3A00.0000000Z\'"';
const NO_MESSAGE = '00000000-0000-4000-8000-000000000000';
/** Base64 of a receipt's shape. */
const NO_RECEIPT = 'AgAAAAMAAAAAAAAAAAAAAAAAAAA=';

/** Makes the check. */
export function createStorageCheck(storage: Omit<Storage, 'ensure'>): StorageCheck {
  const { requests, lists, quotas, book, work, poison } = storage;
  return {
    tables: () => Promise.all([requests, lists, quotas, book].map(checkTable)),
    queues: () => Promise.all([work, poison].map(checkQueue)),
    clock: async () => {
      try {
        return (await work.getProperties(callOptions())).date?.getTime();
      } catch (error) {
        throw faultOf('reading the clock', error);
      }
    },
  };
}

async function checkTable(table: TableClient): Promise<string> {
  const filter = odata`PartitionKey eq ${ABSENT.partitionKey}`;
  try {
    // A list of a table that is not there fails; a row that is not there would look the same as its table.
    for await (const _row of table.listEntities({ queryOptions: { filter }, ...callOptions() })) break;
    await table.updateEntity(ABSENT, 'Merge', { etag: NO_VERSION, ...callOptions() }).catch(unless('absent'));
    return table.tableName;
  } catch (error) {
    throw faultOf(`table ${table.tableName}`, error);
  }
}

async function checkQueue(queue: QueueClient): Promise<string> {
  try {
    await queue.getProperties(callOptions());
    await queue.deleteMessage(NO_MESSAGE, NO_RECEIPT, callOptions()).catch(unlessNoSuchMessage);
    return queue.name;
  } catch (error) {
    throw faultOf(`queue ${queue.name}`, error);
  }
}

/** A receipt of no message is refused as such (400) or as a message that is gone (404); a right that is missing is 401 or 403. */
function unlessNoSuchMessage(error: unknown): void {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 0;
  if (status !== 400 && status !== 404) throw error;
}
