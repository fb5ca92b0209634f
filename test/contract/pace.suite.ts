// What the book of paces and the lines of held cards promise; run on the memory twins and on storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Held, HeldList, PaceBook } from '../../approvals/pace/pace-book.ts';
import { aConversation, idOf, NOW } from '../support/builders.ts';

export interface OpenPacing {
  readonly paces: PaceBook;
  readonly held: HeldList;
  close(): Promise<void>;
}

/** Runs the suite on what `open` opens. */
export function describePacing(name: string, open: () => Promise<OpenPacing>): void {
  describe(name, () => {
    let opened: OpenPacing;
    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    const held = (conversation: string, n: number, place: string): Held => ({
      conversation,
      to: { ...aConversation(), id: conversation },
      request: idOf('req', n),
      prompt: 'prompt-1',
      place,
      since: NOW,
    });
    const numbers = async (conversation: string, most = 10) =>
      (await opened.held.first(conversation, most)).map(({ request }) => request);

    test('a pace is written once for each version read: of many hosts one is first', async () => {
      const { paces } = opened;
      const of = '19:a/b\\c#d?e@thread.tacv2';
      assert.equal(await paces.read(of), undefined);
      const first = { recent: [1], minutes: [] };
      const firsts = await Promise.all([1, 2, 3].map(() => paces.write(of, first, undefined)));
      assert.equal(firsts.filter(Boolean).length, 1);
      const row = await paces.read(of);
      assert.deepEqual(row?.data, first);
      const seconds = await Promise.all(
        [1, 2, 3].map(() => paces.write(of, { recent: [1, 2], minutes: [] }, row?.etag)),
      );
      assert.equal(seconds.filter(Boolean).length, 1);
      assert.equal(await paces.write(of, first, row?.etag), false);
      assert.deepEqual((await paces.read(of))?.data.recent, [1, 2]);
    });

    test('a line is read by its places, once each, and belongs to one conversation', async () => {
      const [a, b] = ['19:a@thread.tacv2', '19:b@thread.tacv2'];
      for (const one of [held(a, 1, '2|1'), held(a, 2, '0|9'), held(b, 3, '0|1'), held(a, 4, '2|0')])
        await opened.held.add(one);
      await opened.held.add(held(a, 1, '2|1'));
      assert.deepEqual(await numbers(a), [idOf('req', 2), idOf('req', 4), idOf('req', 1)]);
      assert.deepEqual(await numbers(a, 2), [idOf('req', 2), idOf('req', 4)]);
      assert.deepEqual(await opened.held.first(b, 9), [held(b, 3, '0|1')]);
      await opened.held.remove(held(a, 2, '0|9'));
      await opened.held.remove(held(a, 2, '0|9'));
      assert.deepEqual(await numbers(a), [idOf('req', 4), idOf('req', 1)]);
    });

    test('a conversation is looked after as long as something is held there', async () => {
      const of = '19:c@thread.tacv2';
      await opened.held.add(held(of, 7, '2|1'));
      await opened.held.close(of);
      assert.ok((await opened.held.conversations()).includes(of));
      await opened.held.remove(held(of, 7, '2|1'));
      await opened.held.close(of);
      assert.ok(!(await opened.held.conversations()).includes(of));
      await opened.held.close(of);
    });
  });
}
