// What a request store says when storage does not: replies lost, calls cut, writes that land long after the caller gave up. `won` and
// `lost` are always true, `unresolved` claims nothing, and one commit never leaves two events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import type { CommitResult, RequestStore } from '../../approvals/ports.ts';
import { eventKey } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { Prompt } from '../../approvals/work.ts';
import { aChange, aCreation, aRequest, idOf } from '../support/builders.ts';
import type { CallKind, Spoil } from '../support/table-proxy.ts';

/** A store whose next calls can be spoilt; `release` lets the held ones happen after all. */
export interface SpoiltStore {
  readonly store: RequestStore;
  spoil(kind: CallKind, ...how: readonly Spoil[]): void;
  release(): Promise<unknown>;
  close(): Promise<void>;
}

/** Runs the suite; `open` gives each test a store of its own over the same storage. */
export function describeLostReplies(
  name: string,
  world: { open(): Promise<SpoiltStore>; start(): Promise<void>; end(): Promise<void> },
): void {
  describe(name, { concurrency: true }, () => {
    before(() => world.start());
    after(() => world.end());
    let count = 0;

    function story(
      title: string,
      tell: (on: SpoiltStore, request: ApprovalRequest, etag: string) => Promise<void>,
    ) {
      test(title, async () => {
        const opened = await world.open();
        try {
          const creation = aCreation(aRequest({ id: idOf('req', ++count) }));
          assert.equal(await opened.store.commit(creation), 'won');
          const row = await opened.store.load(creation.id);
          assert.ok(row);
          await tell(opened, row.data, row.etag);
        } finally {
          await opened.close();
        }
      });
    }

    for (const how of ['cut_after', 'refuse_after'] as const) {
      story(
        `a commit that was done but whose reply was lost (${how}) is told as won`,
        async (on, request, etag) => {
          const commit = aChange(request, etag);
          on.spoil('transaction', how);
          assert.equal(await on.store.commit(commit), 'won');
          await assertEvents(on.store, request.id, [commit.events[0]?.op]);
        },
      );

      story(
        `a removal whose reply was lost (${how}) is told as won, and its rows are gone`,
        async (on, request, etag) => {
          on.spoil('transaction', how);
          assert.equal(await on.store.commit({ ...aChange(request, etag), removes: ['intent'] }), 'won');
          assert.ok(!(await on.store.keys(request.id)).includes('intent'));
        },
      );

      story(`a creation whose reply was lost (${how}) is told as won`, async (on) => {
        const creation = aCreation(aRequest({ id: idOf('req', ++count) }));
        on.spoil('transaction', how);
        assert.equal(await on.store.commit(creation), 'won');
      });

      story(`a swap whose reply was lost (${how}) is told with the version it made`, async (on, request) => {
        const row = await promptOf(on.store, request.id);
        on.spoil('write', how);
        const swapped = await on.store.swap(request.id, 'prompt-1', row.etag, { ...row.data, attempts: 1 });
        assert.equal(swapped?.etag, (await promptOf(on.store, request.id)).etag);
        assert.notEqual(swapped?.etag, row.etag);
      });

      story(`an insert whose reply was lost (${how}) is told as inserted`, async (on, request) => {
        on.spoil('write', how);
        assert.equal(await on.store.insert(request.id, { key: 'adopted-x', data: {} }), true);
      });

      story(
        `an insert that found a row of others and whose reply was lost (${how}) is not`,
        async (on, request) => {
          await on.store.insert(request.id, { key: 'adopted-x', data: {} });
          on.spoil('write', how);
          assert.equal(await on.store.insert(request.id, { key: 'adopted-x', data: {} }), false);
        },
      );

      story(
        `a fence whose reply was lost (${how}) tells that the version has changed`,
        async (on, request, etag) => {
          on.spoil('write', how);
          assert.equal(await on.store.fence(request.id, etag), false);
          assert.equal(await on.store.commit(aChange(request, etag)), 'lost');
        },
      );
    }

    for (const how of ['cut_before', 'refuse_before'] as const) {
      story(
        `a commit that never arrived (${how}) is unresolved, and wins when it is sent again`,
        async (on, request, etag) => {
          const commit = aChange(request, etag);
          on.spoil('transaction', how);
          assert.equal(await on.store.commit(commit), 'unresolved');
          await assertEvents(on.store, request.id, []);
          assert.equal(await on.store.commit(commit), 'won');
          await assertEvents(on.store, request.id, [commit.events[0]?.op]);
        },
      );

      story(
        `bookkeeping that never arrived (${how}) is a fault that says to try again`,
        async (on, request, etag) => {
          const row = await promptOf(on.store, request.id);
          on.spoil('write', how, how, how);
          await assertFault(on.store.swap(request.id, 'prompt-1', row.etag, row.data));
          await assertFault(on.store.insert(request.id, { key: 'adopted-x', data: {} }));
          await assertFault(on.store.fence(request.id, etag));
          assert.equal((await promptOf(on.store, request.id)).etag, row.etag);
        },
      );

      story(`a read without an answer (${how}) is a fault, never "absent"`, async (on, request) => {
        on.spoil('read', how, how, how, how);
        await assertFault(on.store.load(request.id));
        await assertFault(on.store.read(request.id, 'prompt-1'));
        await assertFault(on.store.list(request.id, 'event-'));
        await assertFault(on.store.intent(request.id));
      });

      story(
        `a commit that was done, while neither reply nor read-back arrived (${how}), is unresolved, not a fault`,
        async (on, request, etag) => {
          const commit = aChange(request, etag);
          on.spoil('transaction', 'cut_after');
          on.spoil('read', how);
          assert.equal(await on.store.commit(commit), 'unresolved');
          assert.equal(await on.store.commit(commit), 'won');
          await assertEvents(on.store, request.id, [commit.events[0]?.op]);
        },
      );
    }

    story(
      'a commit that lands after its caller gave up is found as won, with one event',
      async (on, request, etag) => {
        const commit = aChange(request, etag);
        on.spoil('transaction', 'hold');
        assert.equal(await on.store.commit(commit), 'unresolved');
        await on.release();
        assert.equal(await on.store.commit(commit), 'won');
        await assertEvents(on.store, request.id, [commit.events[0]?.op]);
      },
    );

    story(
      'a held commit that is sent again with the same operation lands once',
      async (on, request, etag) => {
        const commit = aChange(request, etag);
        on.spoil('transaction', 'hold');
        assert.equal(await on.store.commit(commit), 'unresolved');
        assert.equal(await on.store.commit(commit), 'won');
        await on.release();
        await assertEvents(on.store, request.id, [commit.events[0]?.op]);
      },
    );

    story('a commit held while a fence is set never lands', async (on, request, etag) => {
      on.spoil('transaction', 'hold');
      assert.equal(await on.store.commit(aChange(request, etag)), 'unresolved');
      assert.equal(await on.store.fence(request.id, etag), true);
      await on.release();
      await assertEvents(on.store, request.id, []);
      const fenced = await on.store.load(request.id);
      assert.deepEqual(fenced?.data, request);
    });

    story('a commit held while another wins is told as lost, and never lands', async (on, request, etag) => {
      on.spoil('transaction', 'hold');
      const slow = on.store.commit(aChange(request, etag, { op: idOf('op', 1) }));
      assert.equal(await on.store.commit(aChange(request, etag, { op: idOf('op', 2) })), 'won');
      assert.equal(await slow, 'lost');
      await on.release();
      await assertEvents(on.store, request.id, [idOf('op', 2)]);
    });

    story(
      'a swap that lands after its caller gave up leaves the old version unusable',
      async (on, request) => {
        const row = await promptOf(on.store, request.id);
        const counted = { ...row.data, attempts: 1 };
        on.spoil('write', 'hold');
        await assertFault(on.store.swap(request.id, 'prompt-1', row.etag, counted));
        await on.release();
        assert.equal(await on.store.swap(request.id, 'prompt-1', row.etag, counted), undefined);
        assert.equal((await promptOf(on.store, request.id)).data.attempts, 1);
      },
    );

    story(
      'of 12 racers with spoilt calls, what each is told is true of the record',
      async (on, request, etag) => {
        const racers = Array.from({ length: 12 }, (_, n) =>
          aChange(request, etag, { op: idOf('op', 50 + n) }),
        );
        on.spoil(
          'transaction',
          'cut_after',
          'cut_before',
          'refuse_after',
          'refuse_before',
          'cut_after',
          'cut_before',
        );
        const told = await Promise.all(racers.map((racer) => on.store.commit(racer)));
        const events = await on.store.list<ChainEvent>(request.id, 'event-');
        const stored = events[1]?.row.data.op;
        assert.equal(events.length, 2);
        for (const [n, result] of told.entries()) {
          const ours = racers[n]?.events[0]?.op === stored;
          const truthful: readonly CommitResult[] = ours ? ['won', 'unresolved'] : ['lost', 'unresolved'];
          assert.ok(truthful.includes(result), `racer ${n} was told ${result}, stored: ${ours}`);
        }
        assert.ok(told.filter((result) => result === 'won').length <= 1);
      },
    );
  });
}

async function promptOf(store: RequestStore, id: string) {
  const row = await store.read<Prompt>(id, 'prompt-1');
  assert.ok(row);
  return row;
}

/** The operations behind the events that follow `requested`; state and record agree. */
async function assertEvents(store: RequestStore, id: string, ops: readonly (string | undefined)[]) {
  const events = await store.list<ChainEvent>(id, 'event-');
  assert.deepEqual(
    events.slice(1).map(({ row }) => row.data.op),
    ops,
  );
  const request = await store.load(id);
  assert.equal(request?.data.seq, ops.length + 1);
  assert.equal(events.at(-1)?.key, eventKey(ops.length + 1));
}

const assertFault = (call: Promise<unknown>) =>
  assert.rejects(call, (error) => error instanceof StoreFault && error.retry);
