// Whatever access of a removal fails, loses its answer or is the last before a crash: the next run finishes it, the chain verifies at every
// moment, and content and event come and go together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import type { Stored } from '../../../approvals/ports.ts';
import { type PassDesk, type Progress, purgePass } from '../../../approvals/retention/purge-pass.ts';
import type { ApprovalRequest, ChainEvent } from '../../../approvals/words.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aVerdict, idOf } from '../../support/builders.ts';
import { createMemoryCatalog, createMemoryStore } from '../../support/memory-store.ts';
import type { Around } from '../../support/memory-tables.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');
const ORDERS = [
  { what: 'parameters', retain: '90d', policyVersion: 'a'.repeat(64) },
  { what: 'records', retain: '90d', policyVersion: 'a'.repeat(64) },
] as const;

/** A withdrawn request with 120 texts: removing its content takes two commits, and its record one. */
async function aWorld(): Promise<TestDesk> {
  const world = createTestDesk();
  world.set('2026-07-01T10:00:00.000Z');
  const asked = anAsk({ verdict: aVerdict({ notify: [] }), justification: 'my words' });
  assert.ok((await submit(world.desk, asked)).ok);
  const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  assert.ok((await cancel(world.desk, ID, by)).ok);
  for (let n = 0; n < 120; n++) await world.desk.store.insert(ID, { key: `text-${n}`, data: { text: 'x' } });
  world.set('2026-11-21T10:00:00.000Z');
  return world;
}

/** The same storage, seen through `around`. */
function deskOf(world: TestDesk, around: Around, book: Map<string, Stored<Progress>>): PassDesk {
  return {
    ...world.desk,
    store: createMemoryStore(world.tables, around),
    catalog: createMemoryCatalog(world.tables, around),
    unlist: () => around({ effect: 'write', name: 'unlist' }, () => undefined),
    progress: {
      load: (what) => around({ effect: 'read', name: 'progress' }, () => book.get(what)),
      save: (what, data) =>
        around({ effect: 'write', name: 'save' }, () => void book.set(what, { data, etag: '1' })),
    },
  };
}

/** What holds at every moment: the chain is whole, and what its last `purged` says is left is what is there. */
function assertWhole({ tables }: TestDesk): {
  readonly purged: readonly ChainEvent[];
  readonly rows: number;
} {
  const head = tables.get(ID, 'request')?.data as ApprovalRequest;
  const events = tables.list(ID, 'event-').map(({ row }) => row.data as ChainEvent);
  assert.deepEqual(verifyChain(events, head), { ok: true });
  const purged = events.filter(({ type }) => type === 'purged');
  const rows = tables.list(ID, '').filter(({ key }) => key === 'intent' || key.startsWith('text-')).length;
  const left = purged.at(-1)?.facts.left;
  if (left !== undefined) assert.equal(rows, left);
  assert.equal(head.purged !== undefined, purged.length > 0);
  return { purged, rows };
}

async function run(desk: PassDesk): Promise<void> {
  for (const order of ORDERS) await purgePass(desk, order, 10);
}

const HOW: Readonly<Record<string, (nth: number) => Around>> = {
  'is not done': (nth) => counting(nth, () => false),
  'is done and not answered': (nth) => counting(nth, () => true),
};

/** At the `nth` access storage does not answer. */
function counting(nth: number, isDone: () => boolean): Around {
  let n = 0;
  return async (_access, apply) => {
    if (++n !== nth) return apply();
    if (isDone()) apply();
    throw new StoreFault('no answer', true);
  };
}

for (const [how, around] of Object.entries(HOW)) {
  test(`whichever access ${how}, two runs remove everything, each batch with one event`, async () => {
    let accesses = 0;
    for (let nth = 1; nth <= Math.max(accesses, 1); nth++) {
      const world = await aWorld();
      const book = new Map<string, Stored<Progress>>();
      if (nth === 1) {
        const other = await aWorld();
        const count: Around = async (_access, apply) => {
          accesses++;
          return apply();
        };
        await run(deskOf(other, count, new Map()));
      }
      await run(deskOf(world, around(nth), book)).catch((error: unknown) => {
        if (!(error instanceof StoreFault)) throw error;
      });
      assertWhole(world);
      await run(deskOf(world, async (_access, apply) => apply(), book));
      const { purged, rows } = assertWhole(world);
      assert.equal(rows, 0, `access ${nth}`);
      const told = purged.map(({ facts }) => [facts.what, facts.rows]);
      assert.deepEqual(
        told,
        [
          ['parameters', 98],
          ['parameters', 24],
          ['records', 0],
        ],
        `access ${nth}`,
      );
    }
    assert.ok(accesses > 20, `${accesses} accesses`);
  });
}

test('whichever access is the last before a crash, the next process finishes', async () => {
  let accesses = 1;
  for (let nth = 1; nth <= accesses; nth++) {
    const world = await aWorld();
    const book = new Map<string, Stored<Progress>>();
    let n = 0;
    const crash = run(
      deskOf(
        world,
        async (_access, apply) => {
          // Everything after the crash is never done, nor answered.
          if (++n > nth) return await new Promise<never>(() => undefined);
          return apply();
        },
        book,
      ),
    ).then(() => 'done');
    const ended = await Promise.race([crash, new Promise((resolve) => setImmediate(resolve, 'crashed'))]);
    if (ended !== 'done') accesses = nth + 1;
    assertWhole(world);
    await run(deskOf(world, async (_access, apply) => apply(), book));
    const { purged, rows } = assertWhole(world);
    assert.deepEqual([rows, purged.length], [0, 3], `access ${nth}`);
  }
  assert.ok(accesses > 20, `${accesses} accesses`);
});
