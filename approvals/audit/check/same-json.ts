// Are two values the same JSON? A member without a value is none, as JSON has it; the order of members does not matter.

/** Deep equality of plain data. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, index) => sameJson(each, b[index]))
    );
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const has = (map: object, key: string): boolean => Object.hasOwn(map, key);
  return (
    Object.keys(left).every(
      (key) => left[key] === undefined || (has(right, key) && sameJson(left[key], right[key])),
    ) &&
    Object.keys(right).every((key) => right[key] === undefined || (has(left, key) && left[key] !== undefined))
  );
}
