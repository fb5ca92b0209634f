// The pace of each conversation, and of the tenant: table `lists`, partition `pace`. All hosts read and write the same rows.
import type { Pace } from '../approvals/pace/pace.ts';
import type { PaceBook } from '../approvals/pace/pace-book.ts';
import { digestOf } from './key-parts.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'pace';

/** The port `PaceBook` over Table Storage. */
export function createPaceBook(storage: Pick<Storage, 'lists'>): PaceBook {
  const rows = createRows(storage.lists);
  return {
    read: (of) => rows.read<Pace>(PARTITION, digestOf(of)),
    write: async (of, pace, etag) => {
      const key = digestOf(of);
      if (etag === undefined) return await rows.insert(PARTITION, { key, data: pace });
      return (await rows.swap(PARTITION, key, etag, pace)) !== undefined;
    },
  };
}
