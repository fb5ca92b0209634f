// How far every chain reaches: of each request of the catalog, in its order, then of each agent's standing, then of the log.

import type { Standing } from '../agent/standing.ts';
import { LOG_KEY, REQUEST_KEY, STANDING_KEY } from '../row-keys.ts';
import { dayAfter, dayOf, FIRST_DAY } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import { ahead } from './ahead.ts';
import { isLogId, type LogStore, logId, type RecordLog } from './log.ts';
import type { SealedHead } from './package.ts';
import type { RecordReads } from './ports.ts';

interface Source {
  readonly reads: RecordReads;
  readonly log: LogStore;
  readonly tenant: string;
}

/** All heads that there are at `now`, those behind `after`. One point read each. */
export async function* headsOf(
  source: Source,
  now: Instant,
  after?: Pick<SealedHead, 'day' | 'id'>,
): AsyncGenerator<SealedHead> {
  const { reads, log, tenant } = source;
  if (after === undefined || after.day !== undefined) yield* requestHeads(source, now, after);
  const behind = after === undefined || after.day !== undefined ? '' : after.id;
  for (const id of isLogId(behind) ? [] : await reads.standingIds()) {
    if (id <= behind) continue;
    const found = await reads.peek<Standing>(id, STANDING_KEY);
    if (found !== undefined) yield { id, seq: found.data.seq, hash: found.data.head };
  }
  const id = logId(tenant);
  const found = id === behind ? undefined : await log.peek<RecordLog>(id, LOG_KEY);
  if (found !== undefined) yield { id, seq: found.data.seq, hash: found.data.head };
}

async function* requestHeads(
  { reads }: Source,
  now: Instant,
  after: Pick<SealedHead, 'day' | 'id'> | undefined,
): AsyncGenerator<SealedHead> {
  const today = dayOf(now);
  const read = (id: string) => reads.peek<ApprovalRequest>(id, REQUEST_KEY);
  for (let day = await reads.nextDay(after?.day ?? FIRST_DAY, today); day !== undefined; ) {
    const behind = day === after?.day ? after.id : undefined;
    for await (const { id, read: found } of ahead(reads.idsOf(day, behind), read)) {
      // An id that never became a request has no chain; one asked around midnight is told on its own day.
      if (found === undefined) continue;
      const { seq, head, status, createdAt } = found.data;
      const own: string = typeof createdAt === 'string' ? dayOf(createdAt) : day;
      if (own !== day && (await reads.isListed(own, id))) continue;
      yield { day, id, seq, hash: head, status };
    }
    const next = dayAfter(day);
    day = next > today ? undefined : await reads.nextDay(next, today);
  }
}
