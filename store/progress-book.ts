// How far the removal of what was kept long enough has come: in the book, partition `purge`, one row for each part.
import type { Progress, ProgressBook } from '../approvals/retention/purge-pass.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'purge';

/** The port `ProgressBook` over Table Storage. */
export function createProgressBook(storage: Pick<Storage, 'book'>): ProgressBook {
  const rows = createRows(storage.book);
  return {
    load: (what) => rows.read<Progress>(PARTITION, what),
    save: async (what, progress, before) => {
      if (before === undefined) await rows.insert(PARTITION, { key: what, data: progress });
      else await rows.swap(PARTITION, what, before.etag, progress);
    },
  };
}
