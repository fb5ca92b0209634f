import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countAllowed, lookAtAllowed, type Yes } from '../../../approvals/counting/count-allowed.ts';
import type { Quota, QuotaBook } from '../../../approvals/counting/quota-book.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { type Counted, isReached, type RuleLimit } from '../../../approvals/rule-limit.ts';
import { later } from '../../../approvals/time.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aRequest, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryQuotaBook } from '../../support/memory-store.ts';
import type { Around } from '../../support/memory-tables.ts';
import { createTestDesk } from '../../support/test-desk.ts';

const HOUR_MS = 60 * MINUTE_MS;
const { agent, action, resource } = anAsk();

const limitOf = (change: Partial<RuleLimit> = {}): RuleLimit => ({
  rule: 'small-exports',
  count: 2,
  per: 'agent',
  windowMs: HOUR_MS,
  ...change,
});
const yesOf = (n: number, change: Partial<Yes> = {}): Yes => ({
  id: idOf('req', n),
  op: idOf('op', n),
  agent,
  action,
  resource,
  ...change,
});
const quotaOf = (rule = 'small-exports'): Quota => ({
  kind: 'allowed',
  agent: agent.clientId,
  rule,
  per: 'agent',
  of: '',
});
const ALLOWED = aVerdict({ effect: 'allow' });
/** Holds every request, each in this state. */
const storeOf = (change: Parameters<typeof aRequest>[0]) => ({
  ...createTestDesk().desk.store,
  peek: async () => ({ data: aRequest(change), etag: '1' }) as never,
});
const isIn = ({ limits }: Counted) => !limits.some(isReached);

/** Waiting that lets all the others go on. */
const giveWay = () => new Promise<void>((resolve) => setImmediate(resolve));

test('as many as the limit says are let in, and what is found is told', async () => {
  const { desk } = createTestDesk();
  const counts: Counted[] = [];
  for (const n of [1, 2, 3, 4]) counts.push(await countAllowed(desk, yesOf(n), [limitOf()]));
  assert.deepEqual(
    counts.map(({ limits }) => limits[0]?.found),
    [0, 1, 2, 2],
  );
  assert.deepEqual(counts[0], { at: NOW, limits: [{ ...limitOf(), found: 0 }] });
  assert.equal((await desk.quota.list(quotaOf())).length, 2, 'who is not let in leaves nothing behind');
});

test('the window slides: a yes counts until just before its time is over', async () => {
  const stage = createTestDesk();
  const desk = { ...stage.desk, store: storeOf({ status: 'approved', verdict: ALLOWED }) };
  const ask = async (n: number) => isIn(await countAllowed(desk, yesOf(n), [limitOf({ count: 1 })]));
  assert.equal(await ask(1), true);
  stage.advance(HOUR_MS - 1);
  assert.equal(await ask(2), false);
  stage.advance(1);
  assert.equal(await ask(3), true);
  assert.equal(await ask(4), false);
});

test('what a host whose clock is ahead let in counts too', async () => {
  const { desk } = createTestDesk();
  const place = { request: idOf('req', 9), op: idOf('op', 9), at: later(NOW, 30_000) };
  await desk.quota.put(quotaOf(), place);
  await desk.quota.letIn(quotaOf(), place);
  assert.equal(isIn(await countAllowed(desk, yesOf(1), [limitOf({ count: 1 })])), false);
});

for (const [per, same, other] of [
  ['agent', { action: 'data.delete' }, { agent: { clientId: AGENTS.deployBot } }],
  ['resource', { action: 'data.delete' }, { resource: { ...resource, id: 'prod/orders' } }],
  ['resource', {}, { resource: { type: 'bucket', id: resource.id } }],
  ['action', { resource: { type: 'bucket', id: 'x' } }, { action: 'data.delete' }],
] as const) {
  test(`per ${per} counts ${JSON.stringify(same)} together, and ${JSON.stringify(other)} apart`, async () => {
    const { desk } = createTestDesk();
    const limits = [limitOf({ count: 1, per })];
    const ask = async (n: number, change: Partial<Yes>) =>
      isIn(await countAllowed(desk, yesOf(n, change), limits));
    assert.equal(await ask(1, {}), true);
    assert.equal(await ask(2, same), false);
    assert.equal(await ask(3, other), true);
  });
}

test('the count goes on when a newer policy changes the number and the window', async () => {
  const { desk } = createTestDesk();
  for (const n of [1, 2]) await countAllowed(desk, yesOf(n), [limitOf()]);
  assert.equal(isIn(await countAllowed(desk, yesOf(3), [limitOf({ windowMs: 2 * HOUR_MS })])), false);
  assert.equal(isIn(await countAllowed(desk, yesOf(4), [limitOf({ count: 3 })])), true);
});

test('of several limits each has to have room, and where one has none nothing is taken of the others', async () => {
  const { desk } = createTestDesk();
  const limits = [limitOf({ count: 5 }), limitOf({ rule: 'reads', count: 1 })];
  assert.equal(isIn(await countAllowed(desk, yesOf(1), limits)), true);
  const counted = await countAllowed(desk, yesOf(2), limits);
  assert.deepEqual(
    counted.limits.map(({ rule, found }) => [rule, found]),
    [
      ['small-exports', 1],
      ['reads', 1],
    ],
  );
  assert.equal((await desk.quota.list(quotaOf())).length, 1);
});

test('the same request at the same time counts once', async () => {
  const { desk } = createTestDesk();
  const tries = Array.from({ length: 10 }, (_, n) =>
    countAllowed(desk, yesOf(1, { op: idOf('op', n) }), [limitOf({ count: 1 })]),
  );
  assert.deepEqual((await Promise.all(tries)).map(isIn), Array(10).fill(true));
  assert.equal(isIn(await countAllowed(desk, yesOf(2), [limitOf({ count: 1 })])), false);
});

test('looking takes nothing, and says so', async () => {
  const { desk } = createTestDesk();
  await countAllowed(desk, yesOf(1), [limitOf()]);
  const counted = { at: NOW, dry: true, limits: [{ ...limitOf(), found: 1 }] };
  for (const n of [2, 3, 4]) assert.deepEqual(await lookAtAllowed(desk, yesOf(n), [limitOf()]), counted);
  assert.equal((await desk.quota.list(quotaOf())).length, 1);
});

test('what a crash left behind counts for five minutes, then it goes at the limit', async () => {
  const stage = createTestDesk();
  const [limit] = [limitOf({ count: 1, windowMs: 24 * HOUR_MS })];
  await countAllowed(stage.desk, yesOf(1), [limit]);
  stage.advance(5 * MINUTE_MS);
  assert.equal(isIn(await countAllowed(stage.desk, yesOf(2), [limit])), false);
  stage.advance(1);
  assert.equal(isIn(await countAllowed(stage.desk, yesOf(3), [limit])), true);
});

for (const [what, change, counts] of [
  ['allowed by a rule', { status: 'approved', verdict: ALLOWED }, true],
  ['approved by people', { status: 'approved' }, false],
  ['closed by a pause', { status: 'denied', verdict: ALLOWED }, false],
] as const) {
  test(`at the limit an old place of a request that was ${what} ${counts ? 'stays' : 'goes'}`, async () => {
    const stage = createTestDesk();
    await countAllowed(stage.desk, yesOf(1), [limitOf({ count: 1 })]);
    stage.advance(6 * MINUTE_MS);
    const desk = { ...stage.desk, store: storeOf(change) };
    assert.equal(isIn(await countAllowed(desk, yesOf(2), [limitOf({ count: 1 })])), !counts);
  });
}

test('while storage is silent nothing is let in, and nothing stays behind once it answers again', async () => {
  for (const silent of ['put', 'list', 'letIn'] as const) {
    const { desk } = createTestDesk();
    const quota: QuotaBook = {
      ...desk.quota,
      [silent]: () => Promise.reject(new StoreFault('silent', true)),
    };
    await assert.rejects(countAllowed({ ...desk, quota }, yesOf(1), [limitOf()]), StoreFault, silent);
    assert.deepEqual(await desk.quota.list(quotaOf()), [], silent);
  }
});

test('a place that somebody removed before it was let in is no yes', async () => {
  const { desk } = createTestDesk();
  const quota: QuotaBook = {
    ...desk.quota,
    letIn: async (of, place) => {
      await desk.quota.remove(of, [place]);
      await desk.quota.letIn(of, place);
    },
  };
  await assert.rejects(countAllowed({ ...desk, quota }, yesOf(1), [limitOf()]), StoreFault);
});

/** Tries under way at once; their order by chance is not the order they came in. */
function together(quota: QuotaBook, tries: number, limits: readonly RuleLimit[]) {
  const desk = { ...createTestDesk().desk, quota, waitBeforeTry: giveWay };
  return Array.from({ length: tries }, (_, n) =>
    countAllowed(desk, yesOf(n + 1, { op: idOf('op', (n * 37) % 101) }), limits),
  );
}

test('in whatever order tries on several hosts come by, never more than the limit are let in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 10 }),
      async (s, count, tries) => {
        const around: Around = (access, apply) =>
          s.schedule(Promise.resolve(), access.name).then(() => apply());
        const limits = [limitOf({ count }), limitOf({ rule: 'reads', count: count + 1 })];
        const all = together(createMemoryQuotaBook(undefined, around), tries, limits);
        const done = Promise.all(all);
        await s.waitFor(done);
        const letIn = (await done).filter(isIn).length;
        assert.ok(letIn <= count, `${letIn} of ${tries} were let in, the limit is ${count}`);
        if (tries <= count) assert.equal(letIn, tries);
      },
    ),
    { numRuns: 200 },
  );
});

test('of many at the very same time exactly as many as the limit says are let in, whoever is slow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 60, maxLength: 400 }),
      async (count, slowness) => {
        let call = 0;
        const around: Around = async (_access, apply) => {
          const turns = slowness[call++ % slowness.length] ?? 0;
          for (let turn = 0; turn < turns; turn++) await giveWay();
          return apply();
        };
        const all = await Promise.all(
          together(createMemoryQuotaBook(undefined, around), 60, [limitOf({ count })]),
        );
        assert.equal(all.filter(isIn).length, Math.min(60, count));
      },
    ),
    { numRuns: 60 },
  );
});
