import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { dayOf } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { aConversation, anAsk, aVerdict, NOW } from '../../support/builders.ts';
import { unanswered } from '../../support/memory-tables.ts';
import { createTestDesk } from '../../support/test-desk.ts';
import { anId } from '../policy/support/an-id.ts';

test('a request whose commit was stored is told, though reading it back failed once', async () => {
  const { desk, tables } = createTestDesk();
  let failures = 1;
  const load: typeof desk.store.load = async (id) => {
    if (failures-- > 0) throw unanswered('load');
    return desk.store.load(id);
  };
  const told = await submit({ ...desk, store: { ...desk.store, load } }, anAsk());
  assert.equal(told.ok && told.value.status, 'pending');
  assert.equal(tables.list(anAsk().id, 'event-').length, 1);
});

test('a request whose commit was stored is never told as a fault, however long reading fails', async () => {
  const { desk } = createTestDesk();
  const load = async () => Promise.reject(unanswered('load'));
  const told = await submit({ ...desk, store: { ...desk.store, load } }, anAsk());
  assert.deepEqual(told, { ok: false, refusal: { reason: 'not_known_yet' } });
});

test('a commit that storage refuses for good is a fault, for nothing was written', async () => {
  const { desk } = createTestDesk();
  const commit = async () => Promise.reject(new StoreFault('refused', false));
  await assert.rejects(submit({ ...desk, store: { ...desk.store, commit } }, anAsk()), StoreFault);
});

test('a request asked across midnight is in the catalog of the day it carries', async () => {
  const { desk, set } = createTestDesk();
  set('2026-11-21T23:59:59.990Z');
  let tries = 0;
  const commit: typeof desk.store.commit = async (write) => {
    if (++tries > 1) return desk.store.commit(write);
    set('2026-11-22T00:00:00.010Z');
    return 'unresolved';
  };
  const told = await submit({ ...desk, store: { ...desk.store, commit } }, anAsk());
  assert.ok(told.ok);
  const listed = await desk.catalog.list(dayOf(told.value.createdAt), undefined, 10);
  assert.deepEqual(listed, [told.value.id]);
});

test('an owner who is named twice gets one card, and of more owners than twenty the first twenty do', async () => {
  const { desk, tables } = createTestDesk();
  const many = Array.from({ length: 25 }, (_, nth) => anId(String(nth)));
  for (const oid of many)
    await desk.people.remember(oid, aConversation({ id: `a:${oid}`, type: 'personal' }), NOW);
  const owners = [many[0] ?? '', ...many];
  assert.ok((await submit(desk, anAsk({ owners, verdict: aVerdict({ notify: [] }) }))).ok);
  const prompts = tables.list(anAsk().id, 'prompt-').map(({ row }) => row.data as unknown as Prompt);
  assert.deepEqual(prompts.map(({ person }) => person).toSorted(), many.slice(0, 20));
});
