// Which conversations were greeted: table `book`, partition `greeted`, a row for each by a digest of its id.
import type { Instant } from '../approvals/words.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { digestOf } from './key-parts.ts';
import { createRows } from './rows.ts';
import type { Storage } from './storage.ts';

const PARTITION = 'greeted';

/** The port `GreetingBook` of bot/ over Table Storage. */
export function createGreetingBook(storage: Pick<Storage, 'book'>) {
  const rows = createRows(storage.book);
  return {
    first: (conversation: string, at: Instant): Promise<boolean> =>
      rows.insert(PARTITION, { key: digestOf(conversation), data: { at } }),
    forget: (conversation: string): Promise<void> =>
      asFault('forgetting a greeting', async () => {
        await storage.book
          .deleteEntity(PARTITION, digestOf(conversation), callOptions())
          .catch(unless('absent'));
      }),
  };
}
