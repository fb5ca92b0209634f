// What a member may be where a condition is true: one of some values, or within a range. Literals are written as `number 3`, `time 0`, `text a`.

/** Some values, or what lies between two of one kind. */
export type Possible = { readonly only: ReadonlySet<string> } | Range;

/** From `low` to `high`, milliseconds where they are moments; an open end is not in it. */
export interface Range {
  readonly of: 'number' | 'time';
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** What `member < literal` leaves of it; nothing where the literal has no order that could be told. */
export function rangeBy(sign: '<' | '<=' | '>' | '>=', literal: string): Range | undefined {
  const point = pointOf(literal);
  // Beyond these a whole number is no number of ours.
  if (point === undefined || !Number.isFinite(point.at) || Math.abs(point.at) > Number.MAX_SAFE_INTEGER)
    return undefined;
  const { of, at } = point;
  const ends = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const isOpen = sign === '<' || sign === '>';
  return sign.startsWith('<')
    ? { ...ends, of, high: at, lowOpen: false, highOpen: isOpen }
    : { ...ends, of, low: at, lowOpen: isOpen, highOpen: false };
}

/** What is left where both hold; nothing when that is no value at all. */
export function meet(one: Possible, other: Possible): Possible | undefined {
  if ('only' in one) {
    const left = new Set(
      [...one.only].filter((each) => ('only' in other ? other.only.has(each) : isWithin(each, other))),
    );
    return left.size === 0 ? undefined : { only: left };
  }
  if ('only' in other) return meet(other, one);
  // What has an order with both kinds is told by nobody here: one of the two errs.
  if (one.of !== other.of) return undefined;
  const low = Math.max(one.low, other.low);
  const high = Math.min(one.high, other.high);
  const lowOpen = [one, other].some((each) => each.low === low && each.lowOpen);
  const highOpen = [one, other].some((each) => each.high === high && each.highOpen);
  if (low > high || (low === high && (lowOpen || highOpen))) return undefined;
  return { of: one.of, low, high, lowOpen, highOpen };
}

/** What may be where either holds; nothing when that may be anything. */
export function join(one: Possible, other: Possible): Possible | undefined {
  if ('only' in one && 'only' in other) return { only: new Set([...one.only, ...other.only]) };
  const [first, second] = [hullOf(one), hullOf(other)];
  if (first === undefined || second === undefined || first.of !== second.of) return undefined;
  const low = Math.min(first.low, second.low);
  const high = Math.max(first.high, second.high);
  return {
    of: first.of,
    low,
    high,
    lowOpen: [first, second].every((each) => each.low > low || each.lowOpen),
    highOpen: [first, second].every((each) => each.high < high || each.highOpen),
  };
}

/** The smallest range that everything is in. */
export function hullOf(possible: Possible): Range | undefined {
  if (!('only' in possible)) return possible;
  const points = [...possible.only].map(pointOf);
  const [first] = points;
  const known = points.filter((point) => point !== undefined && point.of === first?.of);
  if (first === undefined || known.length < points.length) return undefined;
  const at = known.map((point) => point?.at ?? 0);
  return { of: first.of, low: Math.min(...at), high: Math.max(...at), lowOpen: false, highOpen: false };
}

function isWithin(literal: string, { of, low, high, lowOpen, highOpen }: Range): boolean {
  const point = pointOf(literal);
  if (point?.of !== of) return false;
  const { at } = point;
  return (lowOpen ? at > low : at >= low) && (highOpen ? at < high : at <= high);
}

function pointOf(literal: string): { readonly of: Range['of']; readonly at: number } | undefined {
  const [of, text] = literal.split(' ', 2);
  return of === 'number' || of === 'time' ? { of, at: Number(text) } : undefined;
}
