// Reading several records at once, and giving them in order: the floor of an export is one query after another.
import type { RequestId } from '../words.ts';

/** Reads that are under way at one time. */
const READS_AT_MOST = 16;

/** Reads of the next ids begin while the first is still being told: as many as `width` allows, and no more of them are held. */
export async function* ahead<T>(
  ids: AsyncIterable<RequestId>,
  read: (id: RequestId) => Promise<T>,
  width: () => number = () => READS_AT_MOST,
): AsyncGenerator<{ readonly id: RequestId; readonly read: T }> {
  const begun: { readonly id: RequestId; readonly read: Promise<T> }[] = [];
  for await (const id of ids) {
    const reading = read(id);
    // Whoever stops early never looks at these: what breaks in them is the next page's matter.
    reading.catch(() => undefined);
    begun.push({ id, read: reading });
    while (begun.length >= Math.max(1, Math.min(READS_AT_MOST, width()))) {
      const first = begun.shift();
      if (first !== undefined) yield { id: first.id, read: await first.read };
    }
  }
  for (const { id, read: reading } of begun) yield { id, read: await reading };
}
