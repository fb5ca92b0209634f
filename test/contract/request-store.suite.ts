// What every request store promises, as sentences; run on the memory twin and on Table Storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import type { RequestStore } from '../../approvals/ports.ts';
import { eventKey, INTENT_KEY, REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { ApprovalRequest, ChainEvent } from '../../approvals/words.ts';
import type { Prompt } from '../../approvals/work.ts';
import { aChange, aCreation, aPrompt, aRequest, INTENT_BYTES, idOf } from '../support/builders.ts';

export interface OpenStore {
  readonly store: RequestStore;
  close(): Promise<void>;
}

/** Runs the suite on what `open` opens. */
export function describeRequestStore(name: string, open: () => Promise<OpenStore>): void {
  describe(name, () => {
    let opened: OpenStore;
    let store: RequestStore;
    let count = 0;
    before(async () => {
      opened = await open();
      store = opened.store;
    });
    after(() => opened.close());

    const fresh = (change: Partial<ApprovalRequest> = {}) =>
      aRequest({ id: idOf('req', ++count), ...change });
    async function created(change: Partial<ApprovalRequest> = {}) {
      const creation = aCreation(fresh(change));
      assert.equal(await store.commit(creation), 'won');
      const row = await loaded(creation.id);
      return { ...row, creation };
    }
    async function loaded(id: string) {
      const row = await store.load(id);
      assert.ok(row);
      return row;
    }

    test('a request never created is absent, and so are its rows', async () => {
      const { id } = fresh();
      assert.equal(await store.load(id), undefined);
      assert.equal(await store.read(id, 'prompt-1'), undefined);
      assert.equal(await store.intent(id), undefined);
      assert.deepEqual(await store.list(id, 'event-'), []);
    });

    test('a created request is read back as it was written, with its event, its prompt and the bytes of its intent', async () => {
      const { creation, data } = await created({ justification: 'naïve 🙂 日本語', requestedUntil: '' });
      assert.deepEqual(data, creation.after);
      const event = await store.read<ChainEvent>(creation.id, eventKey(1));
      assert.deepEqual(event?.data, creation.events[0]);
      const bytes = await store.intent(creation.id);
      assert.deepEqual(Buffer.from(bytes ?? []), Buffer.from(INTENT_BYTES));
      assert.equal((await store.read<Prompt>(creation.id, 'prompt-1'))?.data.route, 'data-approvals');
    });

    test('a second creation of the same request loses and changes nothing', async () => {
      const { creation, etag } = await created();
      const again = aCreation(fresh({ id: creation.id, action: 'other' }), idOf('op', 2));
      assert.equal(await store.commit(again), 'lost');
      assert.equal((await loaded(creation.id)).etag, etag);
    });

    test('the same creation sent again is told as won, for its event is stored', async () => {
      const { creation } = await created();
      assert.equal(await store.commit(creation), 'won');
    });

    test('of 30 racers against one version exactly one wins, and its event is the stored one', async () => {
      const { data, etag } = await created();
      const racers = Array.from({ length: 30 }, (_, n) => aChange(data, etag, { op: idOf('op', 100 + n) }));
      const results = await Promise.all(racers.map((racer) => store.commit(racer)));
      assert.equal(results.filter((result) => result === 'won').length, 1);
      assert.equal(results.filter((result) => result === 'lost').length, 29);
      const event = await store.read<ChainEvent>(data.id, eventKey(2));
      assert.equal(event?.data.op, racers[results.indexOf('won')]?.events[0]?.op);
      assert.equal((await loaded(data.id)).data.head, event?.data.hash);
    });

    test('a commit with several events stores all of them, in order', async () => {
      const { data, etag } = await created();
      const one = aChange(data, etag, { op: idOf('op', 7) });
      const two = aChange(one.after, etag, { op: idOf('op', 7) });
      const both = { ...two, events: [...one.events, ...two.events] };
      assert.equal(await store.commit(both), 'won');
      const events = await store.list<ChainEvent>(data.id, 'event-');
      assert.deepEqual(
        events.map(({ row }) => row.data.seq),
        [1, 2, 3],
      );
    });

    test('a commit that brings a row which is there already leaves no trace at all', async () => {
      const { data, etag } = await created();
      const rows = [
        { key: 'text-new', data: { text: 'new' } },
        { key: 'prompt-1', data: aPrompt() },
      ];
      const clash = aChange(data, etag, { rows, change: { status: 'denied' } });
      assert.notEqual(await store.commit(clash), 'won');
      assert.equal((await loaded(data.id)).etag, etag);
      assert.equal(await store.read(data.id, eventKey(2)), undefined);
      assert.equal(await store.read(data.id, 'text-new'), undefined);
    });

    test('a commit against an old version is lost', async () => {
      const { data, etag } = await created();
      const first = aChange(data, etag, { op: idOf('op', 1) });
      assert.equal(await store.commit(first), 'won');
      assert.equal(await store.commit(aChange(data, etag, { op: idOf('op', 2) })), 'lost');
    });

    test('a commit against a version that a fence has changed is lost, and nothing of it is stored', async () => {
      const { data, etag } = await created();
      assert.equal(await store.fence(data.id, etag), true);
      assert.equal(await store.commit(aChange(data, etag)), 'lost');
      assert.equal(await store.read(data.id, eventKey(2)), undefined);
    });

    test('a fence changes the version and nothing else', async () => {
      const { data, etag } = await created();
      await store.fence(data.id, etag);
      const fenced = await loaded(data.id);
      assert.deepEqual(fenced.data, data);
      assert.notEqual(fenced.etag, etag);
      assert.equal(await store.commit(aChange(data, fenced.etag)), 'won');
    });

    test('a fence against an old version says that the version had changed', async () => {
      const { data, etag } = await created();
      await store.commit(aChange(data, etag));
      assert.equal(await store.fence(data.id, etag), false);
    });

    test('a row is inserted once, and the one that stands is not changed', async () => {
      const { data } = await created();
      assert.equal(await store.insert(data.id, { key: 'adopted-x', data: { by: 'first' } }), true);
      assert.equal(await store.insert(data.id, { key: 'adopted-x', data: { by: 'second' } }), false);
      assert.deepEqual((await store.read(data.id, 'adopted-x'))?.data, { by: 'first' });
    });

    test('of 30 inserts of one row exactly one is told that it was its own', async () => {
      const { data } = await created();
      const results = await Promise.all(
        Array.from({ length: 30 }, () => store.insert(data.id, { key: 'adopted-y', data: { same: true } })),
      );
      assert.equal(results.filter(Boolean).length, 1);
    });

    test('of 30 swaps of one row against one version exactly one wins, even when all write the same', async () => {
      const { data } = await created();
      const row = await store.read<Prompt>(data.id, 'prompt-1');
      assert.ok(row);
      const swaps = Array.from({ length: 30 }, () => store.swap(data.id, 'prompt-1', row.etag, row.data));
      const won = (await Promise.all(swaps)).filter((each) => each !== undefined);
      assert.equal(won.length, 1);
      assert.equal((await store.read(data.id, 'prompt-1'))?.etag, won[0]?.etag);
    });

    test('a swap replaces the whole row and does not touch the request', async () => {
      const { data, etag } = await created();
      const row = await store.read<Prompt>(data.id, 'prompt-1');
      assert.ok(row);
      const leased = { ...row.data, lease: { holder: 'h', until: '2026-11-21T14:00:20.000Z' } };
      const taken = await store.swap(data.id, 'prompt-1', row.etag, leased);
      assert.ok(taken);
      assert.ok(await store.swap(data.id, 'prompt-1', taken.etag, row.data));
      assert.deepEqual((await store.read(data.id, 'prompt-1'))?.data, row.data);
      assert.equal((await loaded(data.id)).etag, etag);
    });

    test('a swap of an absent row is not an insert', async () => {
      const { data } = await created();
      assert.equal(await store.swap(data.id, 'prompt-9', 'W/"1"', aPrompt()), undefined);
      assert.equal(await store.read(data.id, 'prompt-9'), undefined);
    });

    test('the request row cannot be swapped: state and record are never saved apart', async () => {
      const { data, etag } = await created();
      await assert.rejects(
        async () => store.swap(data.id, REQUEST_KEY, etag, { ...data, status: 'approved' }),
        StoreFault,
      );
      assert.equal((await loaded(data.id)).data.status, 'pending');
    });

    test('a list gives the rows of one prefix, in key order, and no other', async () => {
      const { data } = await created();
      for (const key of ['todo-tell-2', 'todo-tell-1', 'todp', 'todo']) {
        await store.insert(data.id, { key, data: { key } });
      }
      const found = await store.list<{ key: string }>(data.id, 'todo-tell-');
      assert.deepEqual(
        found.map(({ key, row }) => [key, row.data.key]),
        [
          ['todo-tell-1', 'todo-tell-1'],
          ['todo-tell-2', 'todo-tell-2'],
        ],
      );
    });

    test('the keys are those of all rows, in order, and of no other request', async () => {
      const { data } = await created();
      await store.insert(data.id, { key: 'text-b', data: {} });
      await store.insert(data.id, { key: 'text-a', data: {} });
      const all = ['event-000001', INTENT_KEY, 'prompt-1', REQUEST_KEY, 'text-a', 'text-b'];
      assert.deepEqual(await store.keys(data.id), all);
      assert.deepEqual(await store.keys(fresh().id), []);
    });

    test('rows go with the event that says so, 98 of them at once, also the bytes of the intent', async () => {
      const { data, etag } = await created();
      const texts = Array.from({ length: 97 }, (_, n) => `text-${String(n).padStart(2, '0')}`);
      for (const key of texts) await store.insert(data.id, { key, data: { key } });
      const removes = [INTENT_KEY, ...texts];
      assert.equal(await store.commit({ ...aChange(data, etag), removes }), 'won');
      assert.deepEqual(await store.keys(data.id), ['event-000001', 'event-000002', 'prompt-1', REQUEST_KEY]);
      assert.equal(await store.intent(data.id), undefined);
    });

    test('where one row that shall go is not there, nothing goes and nothing is written', async () => {
      const { data, etag } = await created();
      const removes = [INTENT_KEY, 'text-never'];
      assert.notEqual(await store.commit({ ...aChange(data, etag), removes }), 'won');
      assert.deepEqual(await store.keys(data.id), ['event-000001', INTENT_KEY, 'prompt-1', REQUEST_KEY]);
      assert.equal((await loaded(data.id)).etag, etag);
    });

    test('a removal against an old version is lost, and nothing goes', async () => {
      const { data, etag } = await created();
      assert.equal(await store.fence(data.id, etag), true);
      assert.equal(await store.commit({ ...aChange(data, etag), removes: [INTENT_KEY] }), 'lost');
      assert.ok(await store.intent(data.id));
    });

    for (const key of [REQUEST_KEY, eventKey(1)]) {
      test(`no commit takes ${key} away`, async () => {
        const { data, etag } = await created();
        await assert.rejects(store.commit({ ...aChange(data, etag), removes: [key] }), StoreFault);
        assert.equal((await loaded(data.id)).etag, etag);
      });
    }

    test('a request of nearly a mebibyte is stored whole, whatever its characters', async () => {
      const { data } = await created({ endReason: `${'é🙂'.repeat(100_000)}` });
      assert.equal(data.endReason?.length, 300_000);
      assert.equal(data.endReason?.slice(-3), 'é🙂');
    });

    const refused: readonly [string, () => Promise<unknown>][] = [
      ['a row of more than 1 MiB', () => store.commit(aCreation(fresh({ endReason: 'x'.repeat(524_288) })))],
      [
        'a property of more than 64 KiB',
        () => {
          const creation = aCreation(fresh());
          const rows = [{ key: INTENT_KEY, data: new Uint8Array(65_537) }];
          return store.commit({ ...creation, rows });
        },
      ],
      [
        'a transaction of more than 4 MiB',
        () => {
          const creation = aCreation(fresh());
          const rows = Array.from({ length: 6 }, (_, n) => ({
            key: `text-${n}`,
            data: { text: 'x'.repeat(400_000) },
          }));
          return store.commit({ ...creation, rows });
        },
      ],
      [
        'a transaction of more than 100 rows',
        () => {
          const creation = aCreation(fresh());
          const rows = Array.from({ length: 99 }, (_, n) => ({ key: `text-${n}`, data: { n } }));
          return store.commit({ ...creation, rows });
        },
      ],
      [
        'a transaction that names a row twice',
        () => {
          const creation = aCreation(fresh());
          return store.commit({ ...creation, rows: [...creation.rows, ...creation.rows] });
        },
      ],
      ...['a/b', 'a\\b', 'a#b', 'a?b', 'a\u0007b', 'a\u0085b', '', 'k'.repeat(513)].map(
        (key): [string, () => Promise<unknown>] => [
          `a key like ${JSON.stringify(key.slice(0, 5))} of ${key.length} characters`,
          () => store.insert(fresh().id, { key, data: {} }),
        ],
      ),
    ];
    for (const [what, act] of refused) {
      test(`refuses ${what}, for good and before anything is written`, async () => {
        await assert.rejects(act, (error) => error instanceof StoreFault && !error.retry);
        assert.deepEqual(await store.list(idOf('req', count), 'event-'), []);
      });
    }

    test('100 rows in one transaction are stored', async () => {
      const creation = aCreation(fresh());
      const texts = Array.from({ length: 96 }, (_, n) => ({ key: `text-${n}`, data: { n } }));
      assert.equal(await store.commit({ ...creation, rows: [...creation.rows, ...texts] }), 'won');
      assert.equal((await store.list(creation.id, 'text-')).length, 96);
    });
  });
}
