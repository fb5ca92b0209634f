// Which policy files the running hosts hold: one row in the book, written over by whichever host is heard.
import type { HeardBook, HeardFiles } from '../approvals/proposal/heard-files.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'hosts';
const KEY = 'files';

/** The port `HeardBook` over Table Storage. */
export function createHeardBook(storage: Pick<Storage, 'book'>): HeardBook {
  const rows = createRows(storage.book);
  return {
    load: () => rows.read<HeardFiles>(PARTITION, KEY),
    save: async (heard, before) =>
      before === undefined
        ? await rows.insert(PARTITION, { key: KEY, data: heard })
        : (await rows.swap(PARTITION, KEY, before.etag, heard)) !== undefined,
  };
}
