// What the book of denials promises; run on the memory twin and on storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Denial, DenialBook } from '../../approvals/denial/denial-book.ts';
import { later } from '../../approvals/time.ts';
import { idOf, MINUTE_MS, NOW } from '../support/builders.ts';

export interface OpenDenials {
  readonly denials: DenialBook;
  close(): Promise<void>;
}

const HASH = 'djGJi_yqcliNP_W7dKZKu6oVMO_GXXOUa-Yi36ZFx-E';

/** Runs the suite on what `open` opens. */
export function describeDenials(name: string, open: () => Promise<OpenDenials>): void {
  describe(name, () => {
    let book: DenialBook;
    let close: () => Promise<void>;
    before(async () => {
      const opened = await open();
      book = opened.denials;
      close = opened.close;
    });
    after(() => close());

    const denial = (agent: string, n: number, minutes: number, more: Partial<Denial> = {}): Denial => ({
      request: idOf('req', n),
      agent,
      at: later(NOW, minutes * MINUTE_MS),
      intentHash: HASH,
      action: 'data.export',
      resource: { type: 'database', id: 'prod/customers' },
      ...more,
    });
    const told = (denials: readonly Denial[]) =>
      denials.map(({ request, at, resource }) => ({ request, at, resource }));

    test('tells denials of an intent and of an action, the newest first, each once, not before the moment asked for', async () => {
      const all = [denial('a', 1, 0), denial('a', 2, 10), denial('a', 3, 5)];
      for (const each of [...all, denial('a', 2, 10)]) await book.note(each);
      const [first, second, third] = all;
      assert.ok(first && second && third);
      assert.deepEqual(await book.ofIntent('a', HASH, NOW, 50), told([second, third, first]));
      assert.deepEqual(await book.ofAction('a', 'data.export', third.at, 50), told([second, third]));
      assert.deepEqual(await book.ofIntent('a', HASH, NOW, 2), told([second, third]));
      assert.deepEqual(await book.ofIntent('a', HASH, later(NOW, 11 * MINUTE_MS), 50), []);
    });

    test('keeps agents, intents and actions apart, whatever an action is called and however an id is spelled', async () => {
      const odd = { action: 'a/b\\c#d?e', intentHash: 'other', resource: { type: 'x', id: '/\\#?|~' } };
      const all = [denial('B', 1, 0), denial('b-2', 2, 0), denial('b', 3, 1, odd)];
      for (const each of all) await book.note(each);
      const [own, , other] = all;
      assert.ok(own && other);
      assert.deepEqual(await book.ofIntent('b', HASH, NOW, 50), told([own]));
      assert.deepEqual(await book.ofAction('B', odd.action, NOW, 50), told([other]));
      assert.deepEqual(await book.ofAction('b', 'a', NOW, 50), []);
      assert.deepEqual(await book.ofIntent('b', HASH.slice(0, 20), NOW, 50), []);
    });

    test('finds a denial by the hash of its intent and by that of its likeness, each once', async () => {
      const spelled = denial('like', 1, 0, { intentHash: 'spelled', likeHash: 'like' });
      await book.note(spelled);
      for (const hash of ['like', 'spelled'])
        assert.deepEqual(await book.ofIntent('like', hash, NOW, 50), told([spelled]));
      assert.deepEqual(await book.ofAction('like', 'data.export', NOW, 50), told([spelled]));
    });

    test('forgets what is older than the moment named, and nothing else', async () => {
      await book.note(denial('old', 1, -60));
      await book.note(denial('old', 2, -40));
      await book.note(denial('old', 3, -30));
      const cut = later(NOW, -35 * MINUTE_MS);
      let gone = 0;
      for (let n = await book.forget(cut, 1); n > 0; n = await book.forget(cut, 1)) gone += n;
      assert.ok(gone >= 2, `${gone}`);
      const since = later(NOW, -90 * MINUTE_MS);
      assert.deepEqual(await book.ofIntent('old', HASH, since, 50), told([denial('old', 3, -30)]));
      assert.deepEqual(await book.ofAction('old', 'data.export', since, 50), told([denial('old', 3, -30)]));
      assert.equal((await book.ofIntent('a', HASH, NOW, 50)).length, 3);
    });
  });
}
