// One list of sealed heads, followed along the chains of a package, which stand in the same order.
import { z } from 'zod';
import { isLogId } from '../../../approvals/audit/log.ts';
import type { Manifest } from '../../../approvals/audit/manifest.ts';
import type { ListStatement } from '../../../approvals/audit/package.ts';
import { dayOf, later } from '../../../approvals/time.ts';
import type { Chain } from './check-record.ts';
import type { Flaws } from './flaws.ts';
import { openLines } from './lines.ts';
import { BadLine } from './raw-lines.ts';
import { SEALING_MS, wasSealedAfter } from './sealed-after.ts';

/** A list being followed. */
export interface Follower {
  readonly statement: ListStatement;
  /** It was sealed after the export began. */
  readonly isAfter: boolean;
  readonly onChain: (chain: Chain) => void;
  /** Behind the last chain of the package. */
  readonly close: () => void;
  /** Chains that reach further in it, or that the package need not hold: nothing was compared. */
  readonly uncompared: () => number;
}

/** What is true of the package. */
interface Package {
  readonly flaws: Flaws;
  readonly manifest: Manifest;
}

const firstLine = z.looseObject({
  format: z.literal(1),
  n: z.int(),
  prev: z.string(),
  at: z.string(),
  tenant: z.string(),
});
const headLine = z.strictObject({
  day: z.string().exactOptional(),
  id: z.string(),
  seq: z.int().min(0),
  hash: z.string(),
  status: z.string().exactOptional(),
});
const lastLine = z.strictObject({ count: z.int(), by_status: z.record(z.string(), z.int()) });
type Head = z.infer<typeof headLine>;

/** Follows the list at `path`; `file` names it where it is flawed. */
export function followList(path: string, file: string, statement: ListStatement, around: Package): Follower {
  const { flaws, manifest } = around;
  const { tenant, query } = manifest;
  const isAfter = wasSealedAfter(path, statement, manifest);
  // What was asked on a day before this one was there when the export began.
  const began = dayOf(later(manifest.export.started_at, -SEALING_MS));
  let uncompared = 0;
  const lines = openLines(path);
  const counted = { heads: 0, byStatus: new Map<string, number>() };
  let ahead: { readonly head: Head; readonly line: number } | undefined;
  let isOver = false;

  const wrong = (why: string, at: { line?: number; id?: string } = {}) => {
    flaws.add({ file, ...at, why });
  };
  const first = guarded(() => firstLine.safeParse(lines.next()?.value).data);
  if (first === undefined || first.n !== statement.n || first.prev !== statement.prev)
    wrong('begins otherwise than its signature says', { line: 1 });
  else if (first.tenant !== tenant) wrong(`is of tenant ${first.tenant}`, { line: 1 });

  /** A line that is none ends the list: whatever is behind it seals nothing. */
  function guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      wrong(error.message, { line: error.line });
      isOver = true;
      return undefined;
    }
  }

  function peek() {
    if (ahead !== undefined || isOver) return ahead;
    const line = guarded(() => lines.next());
    if (line === undefined) {
      if (!isOver) wrong('has no last line');
      isOver = true;
      return undefined;
    }
    const head = headLine.safeParse(line.value);
    if (head.success) {
      ahead = { head: head.data, line: line.number };
      return ahead;
    }
    isOver = true;
    const last = lastLine.safeParse(line.value);
    const isRight =
      last.success &&
      last.data.count === counted.heads &&
      JSON.stringify(sorted(last.data.by_status)) === JSON.stringify([...counted.byStatus].sort());
    if (!isRight) wrong('does not hold what its last line counts', { line: line.number });
    else if (guarded(() => lines.next()) !== undefined) wrong('goes on behind its last line');
    return undefined;
  }

  function take() {
    const { status } = ahead?.head ?? {};
    counted.heads += 1;
    if (status !== undefined) counted.byStatus.set(status, (counted.byStatus.get(status) ?? 0) + 1);
    ahead = undefined;
  }

  /** Heads in front of this place in the order: the package holds none of them. */
  function passUntil(place: string | undefined): void {
    for (let next = peek(); next !== undefined; next = peek()) {
      const { head, line } = next;
      if (place !== undefined && placeOf(head) >= place) return;
      const isAsked = head.day === undefined || (head.day >= query.from && head.day <= query.to);
      if (isAsked && isAfter && mayBeNewer(head)) uncompared += 1;
      else if (isAsked) wrong('was sealed, and is missing from the package', { line, id: head.id });
      take();
    }
  }

  /** Of the log every package has the beginning; of an agent's standing nothing tells since when it is there. */
  const mayBeNewer = ({ day, id }: Head): boolean => (day === undefined ? !isLogId(id) : day >= began);

  return {
    statement,
    isAfter,
    uncompared: () => uncompared,
    onChain: (chain) => {
      const place = placeOf(chain);
      passUntil(place);
      const next = peek();
      if (next === undefined || placeOf(next.head) !== place) {
        const { createdAt } = chain;
        if (createdAt !== undefined && createdAt !== '' && later(createdAt, SEALING_MS) < statement.at)
          wrong(`was asked at ${createdAt}, and this list, sealed at ${statement.at}, does not know it`, {
            id: chain.id,
          });
        return;
      }
      const { head, line } = next;
      const { seq, hash, status } = head;
      const isLonger = isAfter && seq > chain.hashes.length;
      if (isLonger && (chain.status === 'pending' || chain.status === status)) uncompared += 1;
      else if (isLonger)
        wrong(`was sealed later as ${status}, and had ended before as ${chain.status}`, {
          line,
          id: head.id,
        });
      else if (chain.hashes[seq - 1] !== hash)
        wrong(`was sealed with another event ${seq} than the package holds`, { line, id: head.id });
      else if (seq === chain.hashes.length && status !== chain.status)
        wrong(`was sealed as ${status}, and the package says ${chain.status}`, { line, id: head.id });
      take();
    },
    close: () => {
      passUntil(undefined);
      const { sha256 } = lines.close();
      if (sha256 !== statement.sha256) wrong('is another list than its signature says');
      if (counted.heads !== statement.count)
        wrong(`holds ${counted.heads} heads, and its signature says ${statement.count}`);
    },
  };
}

/** As in the package: requests by day and id, then agents, then the log. */
const placeOf = ({ day, id }: Pick<Head, 'day' | 'id'>): string => {
  if (day !== undefined) return `0 ${day} ${id}`;
  return isLogId(id) ? `2 ${id}` : `1 ${id}`;
};

const sorted = (map: Readonly<Record<string, number>>) => Object.entries(map).sort();
