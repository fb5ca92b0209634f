// Removing what was kept long enough, over Table Storage itself: rows, lists and how far it has come.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { submit } from '../../approvals/ask/submit.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import { type PassDesk, purgePass } from '../../approvals/retention/purge-pass.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { AGENTS } from '../../local/directory.ts';
import { createCatalog } from '../../store/catalog.ts';
import { createIndex, createUnlist } from '../../store/index-rows.ts';
import { createProgressBook } from '../../store/progress-book.ts';
import { createRequestStore } from '../../store/request-store.ts';
import { openStorage } from '../../store/storage.ts';
import { startAzurite } from '../support/azurite.ts';
import { anAsk, aVerdict, idOf } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

const azurite = await startAzurite();
after(() => azurite.close());
const storage = openStorage(azurite);
await storage.ensure();
const world = createTestDesk();
const desk = {
  ...world.desk,
  store: createRequestStore(storage),
  catalog: createCatalog(storage),
  index: createIndex(storage),
};
const passDesk: PassDesk = { ...desk, unlist: createUnlist(storage), progress: createProgressBook(storage) };
const VERSION = 'a'.repeat(64);
const DENY = aVerdict({ effect: 'deny', requirements: [], rules: [{ id: 'no', effect: 'deny' }] });

async function listed(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { partitionKey, rowKey } of storage.lists.listEntities()) {
    const list = String(partitionKey).split('-')[0] ?? '';
    if (['agent', 'resource', 'dead'].includes(list)) found.push(`${list} ${String(rowKey).split('|')[1]}`);
  }
  return found.sort();
}

test('goes through the days in two stages, takes the lists along, and leaves chains that verify', async () => {
  const ids = [1, 2, 3].map((n) => idOf('req', n));
  for (const [n, id] of ids.entries()) {
    world.set(`2026-07-0${n + 1}T10:00:00.000Z`);
    const asked = await submit(desk, anAsk({ id, verdict: DENY, justification: 'my words' }));
    assert.ok(asked.ok);
    await desk.index(asked.value, { key: 'todo-tell-1', dead: false });
  }
  assert.equal((await listed()).length, 6);
  world.set('2026-11-21T10:00:00.000Z');
  const parameters = { what: 'parameters', retain: '90d', policyVersion: VERSION } as const;
  assert.deepEqual(await purgePass(passDesk, parameters, 2), { removed: 2, behind: 0, isDone: false });
  assert.deepEqual(await purgePass(passDesk, parameters, 2), { removed: 1, behind: 0, isDone: true });
  assert.equal((await listed()).length, 6);
  const row = await storage.book.getEntity<{ json0: string }>('purge', 'parameters');
  assert.deepEqual(JSON.parse(row.json0), { day: '2026-07-04', behind: [] });

  world.set('2033-07-03T10:00:00.000Z');
  const records = { what: 'records', retain: '7y', policyVersion: VERSION } as const;
  assert.deepEqual(await purgePass(passDesk, records, 100), { removed: 2, behind: 0, isDone: true });
  assert.deepEqual(await listed(), [`agent ${idOf('req', 3)}`, `resource ${idOf('req', 3)}`]);
  for (const [n, id] of ids.entries()) {
    const head = (await desk.store.load(id))?.data;
    const events = (await desk.store.list<ChainEvent>(id, 'event-')).map(({ row: { data } }) => data);
    assert.deepEqual(verifyChain(events, head), { ok: true });
    const types = ['requested', 'denied', 'purged', ...(n < 2 ? ['purged'] : [])];
    assert.deepEqual([events.map(({ type }) => type), head?.agent.clientId], [types, AGENTS.nightlyEtl]);
    assert.equal(await desk.store.intent(id), undefined);
  }
});

test('of two that note how far they came one is first, and the other changes nothing', async () => {
  const book = createProgressBook(storage);
  const before = await book.load('records');
  assert.ok(before);
  await book.save('records', { day: '2027-01-01', behind: [] }, before);
  await book.save('records', { day: '2001-01-01', behind: [] }, before);
  assert.deepEqual((await book.load('records'))?.data, { day: '2027-01-01', behind: [] });
});
