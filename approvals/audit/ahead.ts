// Reading several records at once, and giving them in order: the floor of an export is one query after another.
import type { RequestId } from '../words.ts';

const READ_AHEAD = 16;

/** Reads of the next ids begin while the first is still being told. No more than these are held. */
export async function* ahead<T>(
  ids: AsyncIterable<RequestId>,
  read: (id: RequestId) => Promise<T>,
): AsyncGenerator<{ readonly id: RequestId; readonly read: T }> {
  const begun: { readonly id: RequestId; readonly read: Promise<T> }[] = [];
  for await (const id of ids) {
    const reading = read(id);
    // Whoever stops early never looks at these: what breaks in them is the next page's matter.
    reading.catch(() => undefined);
    begun.push({ id, read: reading });
    const first = begun.length < READ_AHEAD ? undefined : begun.shift();
    if (first !== undefined) yield { id: first.id, read: await first.read };
  }
  for (const { id, read: reading } of begun) yield { id, read: await reading };
}
