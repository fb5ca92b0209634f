// What the watch list, the catalog, the books of routes and people and the work queue promise; run on the memory twins and on storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Catalog, Nudge, SendNudges, Watch, WatchList } from '../../approvals/ports.ts';
import type { PeopleBook } from '../../approvals/prompt/card-ports.ts';
import type { LinkBook } from '../../approvals/route/link-book.ts';
import { PEOPLE } from '../../local/directory.ts';
import { aConversation, aPerson, idOf, NOW } from '../support/builders.ts';

export interface OpenLists {
  readonly watch: WatchList;
  readonly catalog: Catalog;
  readonly routes: LinkBook;
  readonly people: PeopleBook;
  readonly nudge: SendNudges;
  /** What was sent, as a receiver decodes it. */
  received(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** Runs the suite on what `open` opens. */
export function describeLists(name: string, open: () => Promise<OpenLists>): void {
  describe(name, () => {
    let lists: OpenLists;
    before(async () => {
      lists = await open();
    });
    after(() => lists.close());

    const row = (due: string, n: number, change: Partial<Watch> = {}) => ({
      key: `${due}|${idOf('req', n)}`,
      due,
      request: idOf('req', n),
      event: 0,
      since: NOW,
      ...change,
    });
    const at = (minute: number) => `2026-11-21T14:${String(minute).padStart(2, '0')}:00.000Z`;
    const without = ({ shard: _shard, ...rest }: Watch) => rest;

    test('only watch rows that are due are read, the earliest first, whatever their shard', async () => {
      const rows = Array.from({ length: 40 }, (_, n) => row(at(n), n));
      for (const each of [...rows].reverse()) await lists.watch.add(each);
      const due = await lists.watch.due(at(30), 400);
      assert.deepEqual(due.map(without), rows.slice(0, 31));
      for (const each of await lists.watch.due(at(59), 400)) await lists.watch.remove(each);
      assert.deepEqual(await lists.watch.due(at(59), 400), []);
    });

    test('a watch row with a random part is due at its own slot too', async () => {
      const announced = row(at(5), 1, { key: `${at(5)}|${idOf('req', 1)}|${idOf('w')}`, event: 3 });
      await lists.watch.add(announced);
      assert.deepEqual(await lists.watch.due(at(4), 10), []);
      const [due] = await lists.watch.due(at(5), 10);
      assert.ok(due);
      assert.deepEqual(without(due), announced);
      await lists.watch.remove(due);
    });

    test('adding a watch row of the same key again changes nothing, removing it twice is harmless', async () => {
      await lists.watch.add(row(at(1), 1, { event: 7 }));
      await lists.watch.add(row(at(1), 1, { event: 8 }));
      const due = await lists.watch.due(at(1), 10);
      assert.deepEqual(
        due.map((each) => each.event),
        [7],
      );
      for (const each of [...due, ...due]) await lists.watch.remove(each);
      assert.deepEqual(await lists.watch.due(at(1), 10), []);
    });

    test('no more watch rows are read than asked for, and the rest is there at the next look', async () => {
      for (let n = 0; n < 60; n++) await lists.watch.add(row(at(n % 10), n));
      let seen = 0;
      for (let looks = 0; looks < 60; looks++) {
        const due = await lists.watch.due(at(59), 16);
        if (due.length === 0) break;
        assert.ok(due.length <= 16);
        seen += due.length;
        for (const each of due) await lists.watch.remove(each);
      }
      assert.equal(seen, 60);
    });

    test('the catalog lists each day in order of id, in pages, each request once', async () => {
      const ids = Array.from({ length: 50 }, (_, n) => idOf('req', n * 7919));
      for (const id of [...ids, ...ids]) await lists.catalog.add('2026-11-21', id);
      await lists.catalog.add('2026-11-22', idOf('req', 1));
      const found: string[] = [];
      for (;;) {
        const page = await lists.catalog.list('2026-11-21', found.at(-1), 7);
        assert.ok(page.length <= 7);
        if (page.length === 0) break;
        found.push(...page);
      }
      assert.deepEqual(found, [...ids].sort());
      assert.deepEqual(await lists.catalog.list('2026-11-20', undefined, 7), []);
    });

    test('the catalog names the next day on which anything was asked, and none outside of the range', async () => {
      for (const day of ['2025-02-01', '2025-02-28']) await lists.catalog.add(day, idOf('req', 5));
      assert.equal(await lists.catalog.nextDay('2000-01-01', '2025-03-01'), '2025-02-01');
      assert.equal(await lists.catalog.nextDay('2025-02-01', '2025-02-02'), '2025-02-01');
      assert.equal(await lists.catalog.nextDay('2025-02-02', '2025-03-01'), '2025-02-28');
      assert.equal(await lists.catalog.nextDay('2025-02-02', '2025-02-28'), undefined);
      assert.equal(await lists.catalog.nextDay('2000-01-01', '2025-02-01'), undefined);
    });

    test('a person is reached where Teams told last, until the app is taken out of that very chat', async () => {
      const { people } = lists;
      const own = (id: string) => aConversation({ id, type: 'personal' });
      assert.equal(await people.find(PEOPLE.alice), undefined);
      await people.forget(PEOPLE.alice, 'a:1');
      await people.remember(PEOPLE.alice, own('a:1'), NOW);
      await people.remember(PEOPLE.alice, own('a:1'), NOW);
      await people.remember(PEOPLE.alice, own('a:2'), NOW);
      await people.remember(PEOPLE.bob, own('a:3'), NOW);
      await people.forget(PEOPLE.alice, 'a:1');
      assert.deepEqual(await people.find(PEOPLE.alice), own('a:2'));
      await people.forget(PEOPLE.alice, 'a:2');
      await people.forget(PEOPLE.alice, 'a:2');
      assert.equal(await people.find(PEOPLE.alice), undefined);
      assert.deepEqual(await people.find(PEOPLE.bob), own('a:3'));
    });

    test('a route leads where it was bound last, and nowhere before', async () => {
      assert.equal(await lists.routes.find('data-approvals'), undefined);
      await lists.routes.bind(
        'data-approvals',
        aConversation({ id: '19:old@thread.tacv2' }),
        aPerson('ada'),
        NOW,
      );
      await lists.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
      assert.deepEqual(await lists.routes.find('data-approvals'), aConversation());
      assert.equal(await lists.routes.find('other'), undefined);
      assert.deepEqual(await lists.routes.all(), [
        { route: 'data-approvals', conversation: aConversation(), by: aPerson('ada'), at: NOW },
      ]);
      await lists.routes.unbind('data-approvals');
      await lists.routes.unbind('data-approvals');
      assert.equal(await lists.routes.find('data-approvals'), undefined);
      assert.deepEqual(await lists.routes.all(), []);
    });

    test('nudges carry ids only and arrive as they were sent', async () => {
      const nudges: readonly Nudge[] = [
        { kind: 'show', request: idOf('req', 1), todo: 'prompt-1' },
        { kind: 'tell', request: idOf('req', 1), todo: 'todo-tell-1' },
      ];
      await lists.nudge(nudges);
      await lists.nudge([]);
      const received = await lists.received();
      assert.deepEqual(
        new Set(received.map((each) => JSON.stringify(each))),
        new Set(nudges.map((each) => JSON.stringify(each))),
      );
    });
  });
}
