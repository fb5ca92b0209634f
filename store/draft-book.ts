// Where the list of sealed heads stands that is being written: one row of the book, partition `seal`.
import type { DraftBook, KeptDraft } from '../approvals/audit/seal-draft.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'seal';
const KEY = 'draft';

/** The port `DraftBook` over Table Storage. */
export function createDraftBook(storage: Pick<Storage, 'book'>): DraftBook {
  const rows = createRows(storage.book);
  const load = () => rows.read<KeptDraft>(PARTITION, KEY);
  return {
    load,
    save: async (draft, before) => {
      if (before !== undefined) return await rows.swap(PARTITION, KEY, before.etag, draft);
      return (await rows.insert(PARTITION, { key: KEY, data: draft })) ? await load() : undefined;
    },
  };
}
