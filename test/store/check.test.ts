// The look at storage on the emulator: it finds what is there, leaves nothing, and tells a right that is missing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import { createStorageCheck } from '../../store/check.ts';
import { openStorage, type Storage } from '../../store/storage.ts';
import { createSweepNote } from '../../store/sweep-note.ts';
import { aStorage } from '../support/a-storage.ts';

const { azurite, storage } = await aStorage();
after(azurite.close);

async function rows(): Promise<number> {
  let count = 0;
  for (const table of [storage.requests, storage.lists, storage.quotas, storage.book]) {
    for await (const _row of table.listEntities()) count++;
  }
  return count;
}

test('reads and writes every table and queue, and leaves nothing in any of them', async () => {
  const look = createStorageCheck(storage);
  assert.equal((await look.tables()).length, 4);
  assert.equal((await look.queues()).length, 2);
  assert.equal(await rows(), 0);
  assert.equal((await storage.work.getProperties()).approximateMessagesCount, 0);
});

test('tells the time by the clock of storage', async () => {
  const theirs = await createStorageCheck(storage).clock();
  assert.ok(theirs !== undefined && Math.abs(theirs - Date.now()) < 60_000);
});

test('names the table or queue that refuses: asking again will not help', async () => {
  const refuse = () =>
    Promise.reject(Object.assign(new Error('AuthorizationPermissionMismatch'), { statusCode: 403 }));
  const book = {
    tableName: 'countersignbook',
    listEntities: async function* () {
      yield await refuse();
    },
  };
  const readOnly = {
    tableName: 'countersignlists',
    listEntities: async function* () {},
    updateEntity: refuse,
  };
  const work = { name: 'countersign-work', getProperties: async () => ({}), deleteMessage: refuse };
  for (const [change, what, ask] of [
    [{ book }, 'table countersignbook', 'tables'],
    [{ lists: readOnly }, 'table countersignlists', 'tables'],
    [{ work }, 'queue countersign-work', 'queues'],
  ] as const) {
    const look = createStorageCheck({ ...storage, ...change } as unknown as Storage);
    await assert.rejects(look[ask](), (error) => {
      assert.ok(error instanceof StoreFault && !error.retry);
      assert.equal(error.message, `${what}: status 403 from storage`);
      return true;
    });
  }
});

test('a queue or table that is not there is told, and not taken for a message or row that is not there', async () => {
  const other = createStorageCheck(openStorage({ ...azurite, prefix: 'nowhere' }));
  await assert.rejects(other.queues(), /queue nowhere-work.*status 404/);
  await assert.rejects(other.tables(), /table nowhere\w+: status 404/);
});

test('remembers when the sweep ran last, and nothing before the first one', async () => {
  const sweeps = createSweepNote(storage);
  assert.equal(await sweeps.last(), undefined);
  await sweeps.note('2026-11-21T14:00:00.000Z');
  await sweeps.note('2026-11-21T14:00:15.000Z');
  assert.equal(await sweeps.last(), '2026-11-21T14:00:15.000Z');
});
