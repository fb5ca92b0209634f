// Rows as a newer version of Countersign would have written them, and back: the property `v`, past every door.
import type { TableClient } from '@azure/data-tables';
import type { Storage } from '../../../store/storage.ts';

/** One row of a table. */
export interface Place {
  readonly table: TableClient;
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** All rows of this table, or those of these partitions whose keys match. */
export async function rowsOf(
  table: TableClient,
  partition = '',
  row = /^/,
): Promise<readonly (Place & { readonly v: unknown })[]> {
  const found: (Place & { readonly v: unknown })[] = [];
  for await (const { partitionKey = '', rowKey = '', v } of table.listEntities<{ v?: unknown }>()) {
    if (partitionKey.startsWith(partition) && row.test(rowKey))
      found.push({ table, partitionKey, rowKey, v });
  }
  return found;
}

/** The tables by name. */
export const tablesOf = ({ requests, lists, quotas, book }: Storage) => ({ requests, lists, quotas, book });

/** Gives the rows this version; those that are gone meanwhile are left out. */
export async function setVersion(rows: readonly Place[], v: number): Promise<void> {
  for (const { table, partitionKey, rowKey } of rows) {
    await table.updateEntity({ partitionKey, rowKey, v }, 'Merge').catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
  }
}

/** One row of a request's partition. */
export const rowOf = ({ requests }: Storage, id: string, key: string): Place => ({
  table: requests,
  partitionKey: id,
  rowKey: key,
});
