// Pausing an agent on a stage, and what is stored of it. The chain is verified at each reading.
import assert from 'node:assert/strict';
import { type Order, pauseAgent, resumeAgent } from '../../approvals/agent/pause.ts';
import { type Standing, standingId } from '../../approvals/agent/standing.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import { STANDING_KEY } from '../../approvals/row-keys.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { AGENTS, type PEOPLE } from '../../local/directory.ts';
import { aPerson } from './builders.ts';
import type { TestDesk } from './test-desk.ts';

/** The partition of nightly-etl's standing. */
export const ETL = standingId(AGENTS.nightlyEtl);

type Who = keyof typeof PEOPLE;
const order = (who: Who, reason?: string): Order => ({
  clientId: AGENTS.nightlyEtl,
  person: aPerson(who),
  ...(reason === undefined ? {} : { reason }),
  via: 'api',
});

export const pause = ({ desk }: Pick<TestDesk, 'desk'>, who: Who = 'ada', reason = 'its token leaked') =>
  pauseAgent(desk, order(who, reason));
export const resume = ({ desk }: Pick<TestDesk, 'desk'>, who: Who = 'noor', reason?: string) =>
  resumeAgent(desk, order(who, reason));

/** The standing of nightly-etl and the types of its events; nothing, as long as nobody paused it. */
export function standing({ tables }: Pick<TestDesk, 'tables'>): {
  readonly row: Standing | undefined;
  readonly events: readonly ChainEvent[];
  readonly types: readonly string[];
} {
  const row = tables.get(ETL, STANDING_KEY)?.data as Standing | undefined;
  const events = tables.list(ETL, 'event-').map((each) => each.row.data as ChainEvent);
  if (row !== undefined) assert.deepEqual(verifyChain(events, row), { ok: true });
  return { row, events, types: events.map(({ type }) => type) };
}
