// What the row of files that hosts hold promises; run on the memory twin and on storage.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type HeardBook, type HeardFiles, hearHost } from '../../approvals/proposal/heard-files.ts';
import { later } from '../../approvals/time.ts';
import { MINUTE_MS, NOW } from '../support/builders.ts';

export interface OpenHeard {
  readonly heard: HeardBook;
  close(): Promise<void>;
}

const VERSIONS = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));

/** Runs the suite on what `open` opens, in the order of its tests: there is one row. */
export function describeHeard(name: string, open: () => Promise<OpenHeard>): void {
  describe(name, () => {
    let book: HeardBook;
    let close: () => Promise<void>;
    before(async () => {
      const opened = await open();
      book = opened.heard;
      close = opened.close;
    });
    after(() => close());

    const filesOf = (...versions: readonly string[]): HeardFiles => ({
      files: versions.map((version) => ({ version, since: NOW, at: NOW })),
    });
    const versions = async () => (await book.load())?.data.files.map(({ version }) => version).sort();

    test('there is nothing until a host was heard, and of two that write first one does', async () => {
      assert.equal(await book.load(), undefined);
      const firsts = ['a', 'b'].map((version) => book.save(filesOf(version), undefined));
      assert.deepEqual((await Promise.all(firsts)).sort(), [false, true]);
      assert.equal(await book.save(filesOf('c'), undefined), false);
      assert.equal((await versions())?.length, 1);
    });

    test('what was read is written over once, and comes back as it was written', async () => {
      const seen = await book.load();
      assert.ok(seen);
      const next = filesOf('a', 'b');
      assert.equal(await book.save(next, seen), true);
      assert.equal(await book.save(filesOf('c'), seen), false);
      assert.deepEqual((await book.load())?.data, next);
    });

    test('hosts that start at once with files of their own are all heard', async () => {
      const clock = () => later(NOW, MINUTE_MS);
      await Promise.all(
        VERSIONS.map((version) => hearHost({ heard: book, clock }, { version, startedAt: clock() })),
      );
      assert.deepEqual(await versions(), ['a', 'b', ...VERSIONS].sort());
    });
  });
}
