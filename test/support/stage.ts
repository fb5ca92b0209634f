// A desk on which one request stands, with everything that happens to it counted: storage accesses, nudges, directory look-ups.
import assert from 'node:assert/strict';
import type { Ask } from '../../approvals/ask/birth.ts';
import { submit } from '../../approvals/ask/submit.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import { aConversation, anAsk, aPerson, NOW } from './builders.ts';
import { createMemoryDenials } from './memory-denials.ts';
import { createMemoryListKind } from './memory-history.ts';
import {
  createMemoryCatalog,
  createMemoryStandings,
  createMemoryStore,
  createMemoryWatchList,
} from './memory-store.ts';
import type { Spoiler } from './spoiler.ts';
import { createSpoiler } from './spoiler.ts';
import type { TestDesk } from './test-desk.ts';
import { createTestDesk } from './test-desk.ts';

export interface Stage extends TestDesk, Pick<Spoiler, 'spoil' | 'before' | 'release'> {
  readonly id: string;
  /** Object ids of those the directory was asked about. */
  readonly lookUps: string[];
  /** The request as stored. */
  request(): ApprovalRequest;
  /** Its events as stored; the chain is verified each time. */
  events(): readonly ChainEvent[];
  /** Types of its events after `requested`. */
  told(): readonly string[];
  /** Names of the writes since the last `forget`. */
  writes(): readonly string[];
  /** Names of the reads since the last `forget`. */
  reads(): readonly string[];
  row<T>(key: string): T;
  /** Starts counting anew. */
  forget(): void;
}

/** An empty stage: nothing was asked yet, the route is linked. */
export function createEmptyStage(ask: Ask = anAsk()): Stage {
  const world = createTestDesk();
  const spoiler = createSpoiler();
  const lookUps: string[] = [];
  const desk = {
    ...world.desk,
    store: createMemoryStore(world.tables, spoiler.around),
    standings: createMemoryStandings(world.tables, spoiler.around),
    watch: createMemoryWatchList(world.tables, spoiler.around),
    catalog: createMemoryCatalog(world.tables, spoiler.around),
    denials: createMemoryDenials(world.tables, spoiler.around),
    listKind: createMemoryListKind(world.tables, spoiler.around),
    lookUp: (oid: string, groups: readonly string[]) => {
      lookUps.push(oid);
      return world.desk.lookUp(oid, groups);
    },
  };
  const row = <T>(key: string): T => {
    const found = world.tables.get(ask.id, key)?.data;
    assert.ok(found, `no row ${key}`);
    return found as T;
  };
  const request = () => row<ApprovalRequest>(REQUEST_KEY);
  const events = () => {
    const found = world.tables.list(ask.id, 'event-').map((each) => each.row.data as ChainEvent);
    assert.deepEqual(verifyChain(found, request()), { ok: true });
    return found;
  };
  const names = (effect: 'read' | 'write') =>
    spoiler.seen.filter((each) => each.effect === effect).map((each) => each.name);
  return {
    ...world,
    ...spoiler,
    desk,
    id: ask.id,
    lookUps,
    request,
    events,
    told: () =>
      events()
        .slice(1)
        .map((each) => each.type),
    writes: () => names('write'),
    reads: () => names('read'),
    row,
    forget: () => {
      spoiler.seen.length = 0;
      lookUps.length = 0;
      world.nudges.length = 0;
    },
  };
}

/** A stage on which `anAsk(change)` was just asked. */
export async function createStage(change: Partial<Ask> = {}): Promise<Stage> {
  const ask = anAsk(change);
  const stage = createEmptyStage(ask);
  await stage.desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  const asked = await submit(stage.desk, ask);
  assert.ok(asked.ok);
  stage.forget();
  return stage;
}
