// The in-memory twin of the row that tells which policy files the running hosts hold (store/heard-files.ts).
import type { HeardBook, HeardFiles } from '../../approvals/proposal/heard-files.ts';
import { type Around, atOnce, Conflict, createMemoryTables, type MemoryTables } from './memory-tables.ts';

/** The book over these tables, whose accesses go through `around`. */
export function createMemoryHeardBook(
  tables: MemoryTables = createMemoryTables(),
  around: Around = atOnce,
): HeardBook {
  return {
    load: () =>
      around({ effect: 'read', name: 'read hosts' }, () => {
        const row = tables.get('hosts', 'files');
        return row && { data: row.data as HeardFiles, etag: row.etag };
      }),
    save: (data, before) =>
      around({ effect: 'write', name: 'write hosts' }, () => {
        try {
          const etag = before === undefined ? {} : { etag: before.etag };
          tables.transact('hosts', [{ key: 'files', data, ...etag }]);
          return true;
        } catch (error) {
          if (error instanceof Conflict) return false;
          throw error;
        }
      }),
  };
}
