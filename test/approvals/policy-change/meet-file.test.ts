// A host starts with a policy file: when that is a load, and when it is nothing, however many start at once and whatever gets lost.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { logId, type RecordLog } from '../../../approvals/audit/log.ts';
import { verifyChain } from '../../../approvals/chain.ts';
import { meetFile, type PolicyDesk } from '../../../approvals/policy-change/meet-file.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { TENANT } from '../../../local/directory.ts';
import { createMemoryLog } from '../../support/memory-store.ts';
import { type Around, atOnce, createMemoryTables } from '../../support/memory-tables.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const ONE = 'rules: [{ id: first, effect: deny }]\n';
const TWO = 'rules: [{ id: first, effect: review }]\n';
const fileOf = (text: string) => ({ text, version: createHash('sha256').update(text).digest('hex') });

function aWorld(texts: readonly string[] = [ONE, TWO]) {
  const tables = createMemoryTables();
  const { desk, advance } = createTestDesk();
  const kept = new Map(texts.map((text) => [fileOf(text).version, text]));
  const { watch, clock, mint, waitBeforeTry } = desk;
  const hostOf = (around: Around = atOnce): PolicyDesk => ({
    ...{ watch, clock, mint, waitBeforeTry },
    tenant: TENANT,
    log: createMemoryLog(tables, around),
    readText: async (version) => kept.get(version),
  });
  const events = () =>
    tables.list(logId(TENANT), 'event-').map(({ row }) => row.data as unknown as ChainEvent);
  const head = () => tables.get(logId(TENANT), 'log')?.data as unknown as RecordLog;
  const told = () => {
    assert.deepEqual(verifyChain(events(), head()), { ok: true });
    return events().map(({ type, facts }) => [type, facts]);
  };
  return { hostOf, told, head, events, advance };
}

test('the first policy is loaded with nothing before it', async () => {
  const { hostOf, told, head } = aWorld();
  assert.ok((await meetFile(hostOf(), fileOf(ONE))).ok);
  assert.deepEqual(told(), [['policy_loaded', { version: fileOf(ONE).version }]]);
  assert.deepEqual(head().policy?.version, fileOf(ONE).version);
});

test('a start with the policy in force writes nothing', async () => {
  const { hostOf, told } = aWorld();
  for (let n = 0; n < 3; n++) await meetFile(hostOf(), fileOf(ONE));
  assert.equal(told().length, 1);
});

test('another file is a load with its difference to the one before, and the old one again is one more', async () => {
  const { hostOf, told } = aWorld();
  for (const text of [ONE, TWO, ONE]) await meetFile(hostOf(), fileOf(text));
  const difference = { added: 0, removed: 0, changed: 1, parts: { rules: { changed: ['first'] } } };
  const [one, two] = [fileOf(ONE).version, fileOf(TWO).version];
  assert.deepEqual(told(), [
    ['policy_loaded', { version: one }],
    ['policy_loaded', { version: two, previous: one, difference }],
    ['policy_loaded', { version: one, previous: two, difference }],
  ]);
});

test('a text that is not kept, or is another by now, stops no load: the difference is left out', async () => {
  const { hostOf, told } = aWorld([]);
  for (const text of [ONE, TWO]) await meetFile(hostOf(), fileOf(text));
  assert.deepEqual(told()[1], [
    'policy_loaded',
    { version: fileOf(TWO).version, previous: fileOf(ONE).version },
  ]);
});

test('thirty hosts that start at once with a new file load it once', async () => {
  const { hostOf, told } = aWorld();
  await meetFile(hostOf(), fileOf(ONE));
  const met = await Promise.all(Array.from({ length: 30 }, () => meetFile(hostOf(), fileOf(TWO))));
  assert.ok(met.every(({ ok }) => ok));
  assert.equal(told().length, 2);
});
