// The pace of each conversation and of the tenant, and the digest of each conversation: table `lists`, partitions `pace` and `digest`. All
// hosts read and write the same rows.
import type { Pace } from '../approvals/pace/pace.ts';
import type { PaceBook } from '../approvals/pace/pace-book.ts';
import type { Digest, DigestBook } from '../approvals/prompt/digest-ports.ts';
import { digestOf } from './key-parts.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

/** The port `PaceBook` over Table Storage. */
export const createPaceBook = (storage: Pick<Storage, 'lists'>): PaceBook => openBook<Pace>(storage, 'pace');
/** The port `DigestBook` over Table Storage. */
export const createDigestBook = (storage: Pick<Storage, 'lists'>): DigestBook =>
  openBook<Digest>(storage, 'digest');

/** One row for each conversation. */
function openBook<T extends object>({ lists }: Pick<Storage, 'lists'>, partition: string) {
  const rows = createRows(lists);
  return {
    read: (of: string) => rows.read<T>(partition, digestOf(of)),
    write: async (of: string, data: T, etag: string | undefined): Promise<boolean> => {
      const key = digestOf(of);
      if (etag === undefined) return await rows.insert(partition, { key, data });
      return (await rows.swap(partition, key, etag, data)) !== undefined;
    },
  };
}
