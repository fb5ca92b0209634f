// How far every chain reaches: of each request of the catalog, in its order, then of each agent's standing, then of the log.

import type { Standing } from '../agent/standing.ts';
import { LOG_KEY, REQUEST_KEY, STANDING_KEY } from '../row-keys.ts';
import { dayAfter, dayOf, FIRST_DAY } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import { ahead } from './ahead.ts';
import { type LogStore, logId, type RecordLog } from './log.ts';
import type { SealedHead } from './package.ts';
import type { RecordReads } from './ports.ts';

interface Source {
  readonly reads: RecordReads;
  readonly log: LogStore;
  readonly tenant: string;
}

/** All heads that there are at `now`. One point read each. */
export async function* headsOf({ reads, log, tenant }: Source, now: Instant): AsyncGenerator<SealedHead> {
  const today = dayOf(now);
  for (let day = await reads.nextDay(FIRST_DAY, today); day !== undefined; ) {
    const read = (id: string) => reads.peek<ApprovalRequest>(id, REQUEST_KEY);
    for await (const { id, read: found } of ahead(reads.idsOf(day, undefined), read)) {
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
  for (const id of await reads.standingIds()) {
    const found = await reads.peek<Standing>(id, STANDING_KEY);
    if (found !== undefined) yield { id, seq: found.data.seq, hash: found.data.head };
  }
  const id = logId(tenant);
  const found = await log.peek<RecordLog>(id, LOG_KEY);
  if (found !== undefined) yield { id, seq: found.data.seq, hash: found.data.head };
}
