// What a limit of a rule makes of an ask and of an evaluation: the request that comes of it, and what is left behind where none does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Evaluation, recordEvaluation } from '../../../approvals/ask/record-evaluation.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { type Counted, isReached } from '../../../approvals/rule-limit.ts';
import type { Ruling } from '../../../approvals/verdict.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { anAsk, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { pause } from '../../support/pausing.ts';
import { createTestDesk, type FullDesk } from '../../support/test-desk.ts';

const LIMIT = { rule: 'dev-read', count: 2, per: 'agent', windowMs: 60 * MINUTE_MS } as const;
const RULES = [{ id: 'dev-read', effect: 'allow' }] as const;
const REVIEW = aVerdict({ rules: RULES });
const ALLOW = aVerdict({ effect: 'allow', rules: RULES, requirements: [] });
const limited = { limits: [LIMIT], judge: (counted: Counted) => judge(counted) };
const judge = (counted: Counted) => ({ ...(counted.limits.some(isReached) ? REVIEW : ALLOW), counted });
const RULING: Ruling = { verdict: REVIEW, limited };
const LIMITS = { maxPending: 1, requestsPerMinute: 100 };

const askOf = (n: number, change = {}) => anAsk({ id: idOf('req', n), limits: LIMITS, ...change });
const ask = (desk: FullDesk, n: number, change = {}) => submit(desk, { ...askOf(n, change), ...RULING });
function evaluate(desk: FullDesk, n: number, dry = false) {
  const { keyed: _keyed, claims: _claims, callback: _callback, starter: _starter, ...rest } = askOf(n);
  const evaluation: Evaluation & Ruling = { ...rest, ...RULING, dry };
  return recordEvaluation(desk, evaluation);
}
const statusOf = (told: Awaited<ReturnType<typeof submit>>) =>
  told.ok ? told.value.status : told.refusal.reason;
const places = async ({ quota }: FullDesk) =>
  (
    await quota.list({
      kind: 'allowed',
      agent: anAsk().agent.clientId,
      rule: 'dev-read',
      per: 'agent',
      of: '',
    })
  )
    .map(({ request }) => request)
    .sort();

test('within the limit it is born approved, beyond it waits for people, and its first event tells what was counted', async () => {
  const { desk } = createTestDesk();
  const statuses = [];
  for (const n of [1, 2, 3]) statuses.push(statusOf(await ask(desk, n)));
  assert.deepEqual(statuses, ['approved', 'approved', 'pending']);
  const stored = await desk.store.load(idOf('req', 3));
  const [event] = await desk.store.list<ChainEvent>(idOf('req', 3), 'event-');
  const counted = { at: NOW, limits: [{ ...LIMIT, found: 2 }] };
  assert.deepEqual(stored?.data.verdict.counted, counted);
  assert.deepEqual(event?.row.data.facts, { ...event?.row.data.facts, effect: 'review', counted });
  assert.equal(stored?.data.prompts.length, 1, 'people are told');
  assert.deepEqual(await places(desk), [idOf('req', 1), idOf('req', 2)]);
});

test('what goes to people takes a place among those that wait, and is refused when there is none', async () => {
  const { desk } = createTestDesk();
  const statuses = [];
  for (const n of [1, 2, 3, 4]) statuses.push(statusOf(await ask(desk, n)));
  assert.deepEqual(statuses, ['approved', 'approved', 'pending', 'limit_reached']);
});

test('what the minute refuses takes no yes', async () => {
  const { desk } = createTestDesk();
  const one = { limits: { maxPending: 5, requestsPerMinute: 1 } };
  assert.equal(statusOf(await ask(desk, 1, one)), 'approved');
  assert.equal(statusOf(await ask(desk, 2, one)), 'limit_reached');
  assert.deepEqual(await places(desk), [idOf('req', 1)]);
});

test('evaluations and asks count together; a question is told how it stands and takes nothing', async () => {
  const { desk } = createTestDesk();
  for (const n of [1, 2, 3]) {
    const told = await evaluate(desk, n, true);
    assert.deepEqual(told.ok && [told.value.status, told.value.verdict.counted], [
      'approved',
      { at: NOW, dry: true, limits: [{ ...LIMIT, found: 0 }] },
    ]);
  }
  assert.equal(statusOf(await ask(desk, 4)), 'approved');
  assert.equal(statusOf(await evaluate(desk, 5)), 'approved');
  const beyond = await evaluate(desk, 6);
  assert.deepEqual(beyond.ok && beyond.value.evaluated, { decision: false, reason: 'approval_required' });
  assert.deepEqual(await places(desk), [idOf('req', 4), idOf('req', 5)]);
});

test('the same key again is the same request and counts once, also many times at once', async () => {
  const { desk } = createTestDesk();
  const all = await Promise.all(Array.from({ length: 10 }, () => ask(desk, 1, { keyed: true })));
  assert.deepEqual([...new Set(all.map(statusOf))], ['approved']);
  assert.equal((await places(desk)).length, 1);
  assert.equal(statusOf(await ask(desk, 2)), 'approved');
  assert.equal(statusOf(await ask(desk, 3)), 'pending');
});

test('a paused agent takes nothing of a limit', async () => {
  const stage = createTestDesk();
  await pause(stage);
  assert.equal(statusOf(await ask(stage.desk, 1)), 'agent_paused');
  const told = await evaluate(stage.desk, 2);
  assert.equal(told.ok && told.value.status, 'denied');
  assert.deepEqual(await places(stage.desk), []);
});

test('while storage is silent nothing is allowed: a fault before the record, and no place of it stays', async () => {
  for (const silent of ['catalog', 'list'] as const) {
    const { desk } = createTestDesk();
    const fault = () => Promise.reject(new StoreFault('silent', true));
    const faulty =
      silent === 'catalog'
        ? { ...desk, catalog: { ...desk.catalog, add: fault } }
        : { ...desk, quota: { ...desk.quota, list: fault } };
    await assert.rejects(ask(faulty, 1), StoreFault);
    await assert.rejects(evaluate(faulty, 2), StoreFault);
    assert.deepEqual(await places(desk), [], silent);
    for (const n of [1, 2]) assert.equal(await desk.store.load(idOf('req', n)), undefined);
  }
});

test('a yes whose commit may still land keeps its place', async () => {
  const { desk } = createTestDesk();
  const store = { ...desk.store, commit: async () => 'unresolved' as const };
  assert.equal(statusOf(await ask({ ...desk, store }, 1)), 'not_known_yet');
  assert.deepEqual(await places(desk), [idOf('req', 1)]);
});
