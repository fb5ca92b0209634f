// Kinds of values, as conditions tell them apart and as their messages name them.

/** What kind of value it is, as a message tells it. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'boolean':
      return 'a bool';
    case 'bigint':
    case 'number':
      return 'a number';
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a timestamp';
  // The library hands out durations and types, and keeps their classes to itself.
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'google.protobuf.Duration') return 'a duration';
  return value instanceof Map || tag === 'Object' ? 'a map' : 'a type';
}
