// Does an id stand in the package twice? Ids rise within a day, so only another day can hold it again. Eight bytes are kept of each: two that
// look alike are looked up in the file.
import { hash } from 'node:crypto';
import { openLines } from './lines.ts';

/** Ids being collected. */
export interface UniqueIds {
  readonly add: (id: string) => void;
  /** Is it one of these? To be asked once all were added. */
  readonly has: (id: string) => boolean;
  /** The first id of requests.ndjson at `path` that stands there again, and on which line. */
  readonly firstDouble: (path: string) => { readonly id: string; readonly line: number } | undefined;
}

/** None yet. */
export function createUniqueIds(): UniqueIds {
  let seen = new BigUint64Array(1024);
  let count = 0;
  let sorted: BigUint64Array | undefined;
  const inOrder = () => {
    sorted ??= seen.subarray(0, count).sort();
    return sorted;
  };
  return {
    add: (id) => {
      if (count === seen.length) {
        const larger = new BigUint64Array(seen.length * 2);
        larger.set(seen);
        seen = larger;
      }
      seen[count++] = digestOf(id);
    },
    has: (id) => {
      const [all, wanted] = [inOrder(), digestOf(id)];
      let [from, to] = [0, all.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if ((all[middle] ?? 0n) < wanted) from = middle + 1;
        else to = middle;
      }
      return all[from] === wanted;
    },
    firstDouble: (path) => {
      const all = inOrder();
      const alike = new Set<bigint>();
      for (let i = 1; i < all.length; i++) {
        const each = all[i];
        if (each !== undefined && each === all[i - 1]) alike.add(each);
      }
      return alike.size === 0 ? undefined : findDouble(path, alike);
    },
  };
}

function findDouble(path: string, alike: ReadonlySet<bigint>) {
  const ids = new Set<string>();
  const lines = openLines(path);
  try {
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const id = String(Reflect.get(line.value, 'id'));
      if (!alike.has(digestOf(id))) continue;
      if (ids.has(id)) return { id, line: line.number };
      ids.add(id);
    }
    return undefined;
  } finally {
    lines.close();
  }
}

const digestOf = (id: string): bigint => hash('sha256', id, 'buffer').readBigUInt64LE(0);
