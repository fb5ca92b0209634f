// What the quota book promises; run on the memory twin and on storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Place, Quota, QuotaBook } from '../../approvals/counting/quota-book.ts';
import { StoreFault } from '../../approvals/faults.ts';
import type { Per } from '../../approvals/rule-limit.ts';
import { later } from '../../approvals/time.ts';
import { idOf, NOW } from '../support/builders.ts';

export interface OpenQuota {
  readonly quota: QuotaBook;
  close(): Promise<void>;
}

/** Runs the suite on what `open` opens. */
export function describeQuota(name: string, open: () => Promise<OpenQuota>): void {
  describe(name, () => {
    let book: QuotaBook;
    let close: () => Promise<void>;
    before(async () => {
      const opened = await open();
      book = opened.quota;
      close = opened.close;
    });
    after(() => close());

    const pending = (agent: string): Quota => ({ kind: 'pending', agent });
    const rate = (agent: string, minute: string): Quota => ({ kind: 'rate', agent, minute });
    const place = (n: number, op = 1): Place => ({ request: idOf('req', n), op: idOf('op', op), at: NOW });
    const allowed = (agent: string, rule = 'reads', per: Per = 'agent', of = ''): Quota => ({
      kind: 'allowed',
      agent,
      rule,
      per,
      of,
    });
    const listed = async (quota: Quota) =>
      (await book.list(quota)).map((each) => JSON.stringify(each)).sort();
    const told = (...places: readonly Place[]) => places.map((each) => JSON.stringify(each)).sort();

    test('tells every place as it was put down, each once', async () => {
      for (const each of [place(1), place(2), place(1), place(1, 2)]) await book.put(pending('a'), each);
      assert.deepEqual(await listed(pending('a')), told(place(1), place(2), place(1, 2)));
    });

    test('keeps agents, kinds and minutes apart', async () => {
      const quotas = [
        pending('b'),
        pending('b-2'),
        rate('b', '2026-11-21T14:00'),
        rate('b', '2026-11-21T14:01'),
        allowed('b'),
        allowed('b-2'),
        allowed('b', 'reads-2'),
        allowed('b', 'reads', 'resource', '["database","a/b?c#d\\\\e"]'),
        allowed('b', 'reads', 'resource', '["database","a/b?c#d"]'),
        allowed('b', 'reads', 'action', 'data.read'),
      ];
      for (const [n, quota] of quotas.entries()) await book.put(quota, place(n));
      for (const [n, quota] of quotas.entries()) assert.deepEqual(await listed(quota), told(place(n)));
    });

    test('removes the places named and no other, and again without harm', async () => {
      for (const each of [place(1), place(1, 2), place(2)]) await book.put(pending('c'), each);
      await book.remove(pending('c'), [place(1)]);
      await book.remove(pending('c'), [place(1), place(9)]);
      assert.deepEqual(await listed(pending('c')), told(place(1, 2), place(2)));
    });

    test('clears all tries of one request and of no other', async () => {
      for (const each of [place(1), place(1, 2), place(10), place(11)]) await book.put(pending('d'), each);
      await book.clear(pending('d'), idOf('req', 1));
      await book.clear(pending('d'), idOf('req', 1));
      assert.deepEqual(await listed(pending('d')), told(place(10), place(11)));
    });

    test('of many put down at once, whoever counts last counts all', async () => {
      const counts = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => {
          await book.put(pending('e'), place(n));
          return (await book.list(pending('e'))).length;
        }),
      );
      const sorted = counts.toSorted((a, b) => a - b);
      // The n-th place in the order of counting sees itself and at least the n - 1 that counted before.
      for (const [n, count] of sorted.entries()) assert.ok(count > n, `${sorted}`);
      assert.equal(sorted.at(-1), 30);
    });

    test('tells which places were let in; one that is not there is not let in', async () => {
      for (const each of [place(1), place(2)]) await book.put(allowed('k'), each);
      await book.letIn(allowed('k'), place(1));
      await book.letIn(allowed('k'), place(1));
      assert.deepEqual(await listed(allowed('k')), told({ ...place(1), letIn: true }, place(2)));
      await book.put(allowed('k'), place(1));
      assert.deepEqual(await listed(allowed('k')), told({ ...place(1), letIn: true }, place(2)));
      await book.remove(allowed('k'), [place(2)]);
      await assert.rejects(book.letIn(allowed('k'), place(2)), StoreFault);
      assert.deepEqual(await listed(allowed('k')), told({ ...place(1), letIn: true }));
    });

    test('forgets windows that are over, and nothing else', async () => {
      const until = (ms: number) => ({ until: later(NOW, ms) });
      await book.put(pending('l'), place(1));
      await book.put(rate('l', '2026-11-21T14:00'), place(2));
      for (let n = 0; n < 3; n++) await book.put(allowed('l'), { ...place(n), ...until(-1) });
      await book.put(allowed('l'), { ...place(3), ...until(0) });
      await book.put(allowed('m'), { ...place(4), ...until(-1) });
      await book.letIn(allowed('m'), place(4));
      assert.equal(await book.forgetUntil(NOW), 4);
      assert.equal(await book.forgetUntil(NOW), 0);
      assert.deepEqual(
        (await book.list(allowed('l'))).map(({ request }) => request),
        [idOf('req', 3)],
      );
      assert.deepEqual(await book.list(allowed('m')), []);
      assert.deepEqual(await listed(pending('l')), told(place(1)));
      assert.deepEqual(await listed(rate('l', '2026-11-21T14:00')), told(place(2)));
      await book.forgetUntil(later(NOW, 1));
    });

    test('remembers which minute of which agent has had its number', () => {
      const [now, next] = ['2026-11-21T14:00', '2026-11-21T14:01'];
      assert.equal(book.isOver(rate('h', now)), false);
      book.noteOver(rate('h', now));
      assert.equal(book.isOver(rate('h', now)), true);
      for (const other of [rate('i', now), rate('h', next), pending('h')])
        assert.equal(book.isOver(other), false);
      book.noteOver(rate('i', next));
      assert.deepEqual([book.isOver(rate('i', next)), book.isOver(rate('h', next))], [true, false]);
    });

    test('forgets minutes that are over, as many places as asked, and nothing that waits', async () => {
      const [old, last, now] = ['2026-11-21T13:58', '2026-11-21T13:59', '2026-11-21T14:00'];
      await book.put(pending('f'), place(1));
      for (let n = 0; n < 5; n++) await book.put(rate('f', old), place(n));
      await book.put(rate('g', last), place(7));
      await book.put(rate('f', now), place(8));
      assert.equal(await book.forget(now, 4), 4);
      assert.equal((await book.list(rate('f', old))).length, 1);
      assert.equal(await book.forget(now, 400), 2);
      assert.equal(await book.forget(now, 400), 0);
      assert.deepEqual(await listed(rate('g', last)), []);
      assert.deepEqual(await listed(rate('f', now)), told(place(8)));
      assert.deepEqual(await listed(pending('f')), told(place(1)));
    });

    test('two that forget or remove the same places at once leave none behind, and both succeed', async () => {
      const now = '2026-11-21T15:00';
      const places = Array.from({ length: 12 }, (_, n) => place(n));
      for (const quota of [rate('j', '2026-11-21T14:58'), pending('j')])
        await Promise.all(places.map((each) => book.put(quota, each)));
      await Promise.all([
        book.forget(now, 400),
        book.remove(rate('j', '2026-11-21T14:58'), places.slice(3, 9)),
        book.forget(now, 400),
        book.remove(pending('j'), places),
        book.remove(pending('j'), places.slice(5)),
      ]);
      assert.deepEqual(await listed(rate('j', '2026-11-21T14:58')), []);
      assert.deepEqual(await listed(pending('j')), []);
    });
  });
}
