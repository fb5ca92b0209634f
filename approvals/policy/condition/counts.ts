// How many members a map has, counted once for each map: thousands of rules ask it of the same one, also those that may not go on.

/** By map of a view; those never change. */
const counted = new WeakMap<object, number>();

/** Of a map of a view, or of one that is written out. */
export function countOf(map: object): number {
  // The library's maps learn their members when they are gone through.
  if (map instanceof Map) return [...map].filter(([, value]) => value !== undefined).length;
  const known = counted.get(map);
  if (known !== undefined) return known;
  const count = Object.keys(map).length;
  counted.set(map, count);
  return count;
}
