// The container of sealed lists after answers that were lost or refused: what lies there tells whose list it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerClient } from '@azure/storage-blob';
import { StoreFault } from '../../approvals/faults.ts';
import { createSealedLists } from '../../store/sealed-lists.ts';

interface Stored {
  readonly blocks: readonly string[];
  readonly jws: string;
}
type Commit = (put: (jws: string) => void) => void;

/** A container that takes blocks, and of which `commit` says what becomes of a list. */
function containerOf(commit: Commit, stored: { list?: Stored }) {
  const staged = new Map<string, string>();
  const client = {
    stageBlock: async (id: string, block: Uint8Array) => {
      staged.set(id, Buffer.from(block).toString());
    },
    commitBlockList: async (
      ids: readonly string[],
      options: { metadata: { jws: string }; conditions: object },
    ) => {
      assert.deepEqual(options.conditions, { ifNoneMatch: '*' });
      commit((jws) => {
        stored.list = { blocks: ids.map((id) => staged.get(id) ?? ''), jws };
      });
    },
    getProperties: async () => {
      if (stored.list === undefined) throw Object.assign(new Error('absent'), { statusCode: 404 });
      return { metadata: { jws: stored.list.jws } };
    },
  };
  return createSealedLists(async () => ({ getBlockBlobClient: () => client }) as unknown as ContainerClient);
}

async function write(commit: Commit, stored: { list?: Stored } = {}) {
  const writer = containerOf(commit, stored).begin(1);
  await writer.add(Buffer.from('one\n'));
  await writer.add(Buffer.from('two\n'));
  return { won: await writer.commit('mine'), stored };
}

const failing = (statusCode?: number) =>
  Object.assign(new Error('failed'), statusCode === undefined ? {} : { statusCode });

test('a list is its blocks in order, with its signature', async () => {
  const { won, stored } = await write((put) => put('mine'));
  assert.equal(won, true);
  assert.deepEqual(stored.list, { blocks: ['one\n', 'two\n'], jws: 'mine' });
});

test('written, but the answer got lost: ours', async () => {
  const { won } = await write((put) => {
    put('mine');
    throw failing();
  });
  assert.equal(won, true);
});

for (const status of [409, 412, undefined]) {
  test(`somebody else's list has the number (${status ?? 'no answer'}): not ours`, async () => {
    const { won, stored } = await write((put) => {
      put('theirs');
      throw failing(status);
    });
    assert.equal(won, false);
    assert.equal(stored.list?.jws, 'theirs');
  });
}

test('refused, or not answered and nothing there: a fault, and never a list', async () => {
  for (const [status, retry] of [
    [403, false],
    [undefined, true],
    [503, true],
  ] as const) {
    await assert.rejects(
      write(() => {
        throw failing(status);
      }),
      (error) => error instanceof StoreFault && error.retry === retry,
    );
  }
});
