// When the sweep ran last: one row in table `book`, so that whoever asks knows it also on another instance. Decides nothing.
import type { Instant } from '../approvals/words.ts';
import { encode } from './entity.ts';
import { asFault, callOptions } from './faults.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'sweep';
const KEY = 'last';

/** Writes it down, and reads it. Both throw `StoreFault` when storage does not answer. */
export interface SweepNote {
  note(at: Instant): Promise<void>;
  /** `undefined`: no sweep has come to its end yet. */
  last(): Promise<Instant | undefined>;
}

/** The note over Table Storage. */
export function createSweepNote(storage: Pick<Storage, 'book'>): SweepNote {
  const rows = createRows(storage.book);
  return {
    note: (at) =>
      asFault('noting the sweep', async () => {
        await storage.book.upsertEntity(encode(PARTITION, KEY, { at }), 'Replace', callOptions());
      }),
    last: async () => (await rows.read<{ at: Instant }>(PARTITION, KEY))?.data.at,
  };
}
