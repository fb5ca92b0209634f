// The same work at many things, a few of them at once: one that breaks keeps none of the others waiting. Pure but for the work itself.

/**
 * Does `work` at each of `items`, at most `width` at once, begun in their order. Gives what came of them, in the order in which they were done.
 * The first fault is thrown once all the others are done.
 */
export async function eachAtOnce<Item, Came>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Came>,
): Promise<readonly Came[]> {
  // One iterator for all workers: each item is taken by one of them.
  const left = items.values();
  const done: Came[] = [];
  const faults: unknown[] = [];
  const worker = async () => {
    for (const item of left) {
      try {
        done.push(await work(item));
      } catch (error) {
        faults.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (faults.length > 0) throw faults[0];
  return done;
}
