// The data itself: `prod/customers`, one blob of JSON lines in the warehouse's own account.
// Promises: seeded once and never overwritten, so that data kept from an earlier run stays as it was.
import { type Customer, makeCustomers } from './customers.ts';
import { openContainer, type StorageAccount, statusOf } from './storage.ts';

/** The one table of the demo. */
export const CUSTOMERS_TABLE = 'prod/customers';

/** Reads the first `limit` rows. */
export interface Tables {
  readonly seed: () => Promise<void>;
  readonly readCustomers: (limit: number) => Promise<readonly Customer[]>;
}

/** The tables of this account. */
export function openTables(account: StorageAccount): Tables {
  const container = openContainer(account, 'tables');
  const blob = container.getBlockBlobClient(`${CUSTOMERS_TABLE}.ndjson`);

  async function seed(): Promise<void> {
    await container.createIfNotExists();
    const lines = makeCustomers().map((customer) => JSON.stringify(customer));
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    try {
      await blob.upload(bytes, bytes.length, { conditions: { ifNoneMatch: '*' } });
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
  }

  async function readCustomers(limit: number): Promise<readonly Customer[]> {
    const text = (await blob.downloadToBuffer()).toString('utf8');
    const lines = text.split('\n', limit).filter((line) => line !== '');
    return lines.map((line): Customer => JSON.parse(line));
  }

  return { seed, readCustomers };
}
