// Does an id stand in the package twice? Ids rise within a day, so only another day can hold it again. Eight bytes are kept of each: two that
// look alike are looked up in the file.
import { hash } from 'node:crypto';
import { openLines } from './lines.ts';

/** Ids being collected. */
export interface UniqueIds {
  readonly add: (id: string) => void;
  /** The first id of requests.ndjson at `path` that stands there again, and on which line. */
  readonly firstDouble: (path: string) => { readonly id: string; readonly line: number } | undefined;
}

/** None yet. */
export function createUniqueIds(): UniqueIds {
  let seen = new BigUint64Array(1024);
  let count = 0;
  return {
    add: (id) => {
      if (count === seen.length) {
        const larger = new BigUint64Array(seen.length * 2);
        larger.set(seen);
        seen = larger;
      }
      seen[count++] = digestOf(id);
    },
    firstDouble: (path) => {
      const sorted = seen.subarray(0, count).sort();
      const alike = new Set<bigint>();
      for (let i = 1; i < sorted.length; i++) {
        const each = sorted[i];
        if (each !== undefined && each === sorted[i - 1]) alike.add(each);
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
