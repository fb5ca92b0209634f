import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { giveBackPlaces, pendingOf, takePlaces } from '../../../approvals/counting/quota.ts';
import type { QuotaBook } from '../../../approvals/counting/quota-book.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Answer } from '../../../approvals/refusal.ts';
import { AGENTS } from '../../../local/directory.ts';
import { anAsk, aRequest, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryQuotaBook } from '../../support/memory-store.ts';
import type { Around } from '../../support/memory-tables.ts';
import { createTestDesk, type FullDesk } from '../../support/test-desk.ts';

const AGENT = anAsk().agent;
const askOf = (n: number, limits: { maxPending: number; requestsPerMinute: number }, change = {}) =>
  anAsk({ id: idOf('req', n), limits, ...change });
const PENDING = (max: number) => ({ maxPending: max, requestsPerMinute: 6000 });
const RATE = (max: number) => ({ maxPending: 1000, requestsPerMinute: max });

function refusedFor(answer: Answer<unknown>): string | undefined {
  if (answer.ok) return undefined;
  return answer.refusal.reason === 'limit_reached' ? answer.refusal.quota?.name : answer.refusal.reason;
}

async function outcomes(desk: FullDesk, count: number, limits: ReturnType<typeof RATE>, change = {}) {
  const told: (string | undefined)[] = [];
  for (let n = 1; n <= count; n++) told.push(refusedFor(await submit(desk, askOf(n, limits, change))));
  return told;
}

test('one request more than may wait is refused, and says which limit of which agent', async () => {
  const { desk, tables } = createTestDesk();
  assert.deepEqual(await outcomes(desk, 3, PENDING(2)), [undefined, undefined, 'maxPending']);
  const before = [...tables.all()].length;
  assert.deepEqual(await submit(desk, askOf(4, PENDING(2))), {
    ok: false,
    refusal: {
      reason: 'limit_reached',
      limit:
        'nightly-etl may have 2 requests waiting at one time (maxPending in countersign.yaml). This call recorded nothing: send it again when one of them has ended, with the same Idempotency-Key.',
      retryAfterSeconds: 30,
      quota: { name: 'maxPending', max: 2, agent: { id: AGENT.clientId, name: AGENT.name } },
    },
  });
  assert.equal([...tables.all()].length, before, 'a refused ask leaves neither catalog nor watch rows');
});

test('one request more than a minute takes is refused until the minute is over', async () => {
  const stage = createTestDesk();
  stage.set('2026-11-21T14:00:17.200Z');
  assert.deepEqual(await outcomes(stage.desk, 2, RATE(2)), [undefined, undefined]);
  const refused = await submit(stage.desk, askOf(3, RATE(2)));
  assert.ok(!refused.ok && refused.refusal.reason === 'limit_reached');
  assert.equal(refused.refusal.retryAfterSeconds, 43);
  assert.deepEqual(refused.refusal.quota, {
    name: 'requestsPerMinute',
    max: 2,
    agent: { id: AGENT.clientId, name: AGENT.name },
  });
  stage.set('2026-11-21T14:01:00.000Z');
  assert.equal(refusedFor(await submit(stage.desk, askOf(3, RATE(2)))), undefined);
});

test('a flood is refused without a call to storage once its minute has had its number', async () => {
  const stage = createTestDesk();
  const calls: string[] = [];
  const around: Around = async ({ name }, apply) => {
    calls.push(name);
    return apply();
  };
  const desk = { ...stage.desk, quota: createMemoryQuotaBook(undefined, around) };
  const ask = async (n: number) => {
    calls.length = 0;
    return refusedFor(await submit(desk, askOf(n, RATE(2))));
  };
  for (const n of [1, 2]) assert.equal(await ask(n), undefined);
  assert.equal(await ask(3), 'requestsPerMinute');
  assert.notEqual(calls.length, 0, 'tries of a moment ago might still give way');
  stage.advance(10_001);
  assert.equal(await ask(4), 'requestsPerMinute');
  assert.equal(await ask(5), 'requestsPerMinute');
  assert.deepEqual(calls, []);
  stage.advance(MINUTE_MS);
  assert.equal(await ask(6), undefined);
});

test('where both limits are reached the rate is told, and nothing stays behind', async () => {
  const { desk } = createTestDesk();
  const limits = { maxPending: 1, requestsPerMinute: 1 };
  assert.deepEqual(await outcomes(desk, 2, limits), [undefined, 'requestsPerMinute']);
  assert.deepEqual(await pendingOf(desk, AGENT.clientId), [idOf('req', 1)]);
});

test('a rate that refuses gives the place among those that wait back', async () => {
  const { desk } = createTestDesk();
  assert.deepEqual(await outcomes(desk, 3, RATE(1)), [undefined, 'requestsPerMinute', 'requestsPerMinute']);
  assert.deepEqual(await pendingOf(desk, AGENT.clientId), [idOf('req', 1)]);
});

for (const effect of ['allow', 'deny'] as const) {
  test(`what a rule decides at once (${effect}) waits for nobody, but counts in its minute`, async () => {
    const { desk } = createTestDesk();
    const verdict = aVerdict({ effect, rules: [{ id: 'r', effect }] });
    const limits = { maxPending: 1, requestsPerMinute: 3 };
    assert.deepEqual(await outcomes(desk, 4, limits, { verdict }), [
      undefined,
      undefined,
      undefined,
      'requestsPerMinute',
    ]);
    assert.deepEqual(await pendingOf(desk, AGENT.clientId), []);
  });
}

test('limits are the agent’s, whoever asks for it, and no other agent’s', async () => {
  const { desk } = createTestDesk();
  const enforcer = { clientId: AGENTS.warehouse, name: 'warehouse' };
  assert.deepEqual(await outcomes(desk, 1, PENDING(1), { enforcer }), [undefined]);
  assert.equal(refusedFor(await submit(desk, askOf(2, PENDING(1)))), 'maxPending');
  const other = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
  assert.equal(refusedFor(await submit(desk, askOf(3, PENDING(1), { agent: other }))), undefined);
});

test('a request that exists takes nothing again and is told also when a limit is reached', async () => {
  const { desk } = createTestDesk();
  const limits = { maxPending: 1, requestsPerMinute: 1 };
  const ask = askOf(1, limits, { keyed: true });
  assert.ok((await submit(desk, ask)).ok);
  const again = await submit(desk, ask);
  assert.ok(again.ok && again.value.id === ask.id);
  assert.deepEqual(await submit(desk, { ...ask, bodyHash: 'f'.repeat(64) }), {
    ok: false,
    refusal: { reason: 'duplicate_request' },
  });
});

test('the same request twenty times at once takes one place', async () => {
  const { desk } = createTestDesk();
  const limits = { maxPending: 2, requestsPerMinute: 2 };
  const ask = askOf(1, limits, { keyed: true });
  const all = await Promise.all(Array.from({ length: 20 }, () => submit(desk, ask)));
  assert.deepEqual([...new Set(all.map(refusedFor))], [undefined]);
  assert.equal((await desk.quota.list({ kind: 'pending', agent: AGENT.clientId })).length, 1);
  assert.equal(refusedFor(await submit(desk, askOf(2, limits))), undefined);
  assert.equal(refusedFor(await submit(desk, askOf(3, limits))), 'requestsPerMinute');
});

test('a place is there before the request is, and goes when Show has told the end', async () => {
  const { desk } = createTestDesk();
  let placed: readonly string[] = [];
  const store = {
    ...desk.store,
    commit: async (write: Parameters<typeof desk.store.commit>[0]) => {
      placed = await pendingOf(desk, AGENT.clientId);
      return desk.store.commit(write);
    },
  };
  await submit({ ...desk, store }, askOf(1, PENDING(1)));
  assert.deepEqual(placed, [idOf('req', 1)]);
  await show(desk, idOf('req', 1), 'prompt-1');
  assert.deepEqual(await pendingOf(desk, AGENT.clientId), placed);
});

test('the sweep gives back the place of a request that has ended, when nobody else did', async () => {
  const stage = createTestDesk();
  await submit(stage.desk, askOf(1, PENDING(1)));
  stage.advance(31 * MINUTE_MS);
  await sweep(stage.desk);
  assert.deepEqual(await pendingOf(stage.desk, AGENT.clientId), []);
});

test('at the limit the places of requests that ended meanwhile are found and cleared', async () => {
  const { desk } = createTestDesk();
  await outcomes(desk, 3, PENDING(3));
  const by = { clientId: AGENT.clientId, kind: 'agent', name: AGENT.name } as const;
  assert.ok((await cancel(desk, idOf('req', 2), by)).ok);
  assert.equal(refusedFor(await submit(desk, askOf(4, PENDING(3)))), undefined);
  assert.deepEqual(
    (await pendingOf(desk, AGENT.clientId)).toSorted(),
    [1, 3, 4].map((n) => idOf('req', n)),
  );
});

test('a place whose request never came counts for five minutes, and not for ever', async () => {
  const stage = createTestDesk();
  const lost = { request: idOf('req', 9), op: idOf('op', 9), at: NOW };
  await stage.desk.quota.put({ kind: 'pending', agent: AGENT.clientId }, lost);
  stage.advance(5 * MINUTE_MS);
  assert.equal(refusedFor(await submit(stage.desk, askOf(1, PENDING(1)))), 'maxPending');
  stage.advance(1);
  assert.equal(refusedFor(await submit(stage.desk, askOf(1, PENDING(1)))), undefined);
  assert.deepEqual(await pendingOf(stage.desk, AGENT.clientId), [idOf('req', 1)]);
});

test('places that crashes left behind all go, however many wait beside them', async () => {
  const stage = createTestDesk();
  await outcomes(stage.desk, 40, PENDING(60));
  const quota = { kind: 'pending', agent: AGENT.clientId } as const;
  for (let n = 101; n <= 120; n++)
    await stage.desk.quota.put(quota, { request: idOf('req', n), op: idOf('op', n), at: NOW });
  stage.advance(6 * MINUTE_MS);
  let tries = 0;
  while (!(await submit(stage.desk, askOf(200, PENDING(60)))).ok) assert.ok(++tries < 20, 'locked out');
});

test('while storage is silent nobody is counted and nothing is recorded', async () => {
  for (const silent of ['put', 'list', 'remove'] as const) {
    const { desk, tables } = createTestDesk();
    if (silent === 'remove') await outcomes(desk, 1, PENDING(1));
    const before = [...tables.all()].length;
    const quota: QuotaBook = {
      ...desk.quota,
      [silent]: () => Promise.reject(new StoreFault('silent', true)),
    };
    await assert.rejects(submit({ ...desk, quota }, askOf(2, PENDING(1))), StoreFault);
    assert.equal([...tables.all()].length, before, silent);
  }
});

test('a fault before anything is recorded gives the places back, when storage answers again', async () => {
  const { desk } = createTestDesk();
  const fault = () => Promise.reject(new StoreFault('silent', true));
  const faulty = [
    { ...desk, quota: { ...desk.quota, list: fault } },
    { ...desk, catalog: { ...desk.catalog, add: fault } },
    { ...desk, watch: { ...desk.watch, add: fault } },
  ];
  for (const each of faulty) {
    await assert.rejects(submit(each, askOf(1, PENDING(1))), StoreFault);
    assert.deepEqual(await pendingOf(desk, AGENT.clientId), []);
  }
});

test('a commit that may still land keeps its place', async () => {
  const { desk } = createTestDesk();
  const store = { ...desk.store, commit: async () => 'unresolved' as const };
  const told = await submit({ ...desk, store }, askOf(1, PENDING(1)));
  assert.equal(refusedFor(told), 'not_known_yet');
  assert.deepEqual(await pendingOf(desk, AGENT.clientId), [idOf('req', 1)]);
});

test('gives back only what waited and has ended', async () => {
  const { desk } = createTestDesk();
  const cleared: string[] = [];
  const quota: QuotaBook = { ...desk.quota, clear: async (_quota, request) => void cleared.push(request) };
  const allow = aVerdict({ effect: 'allow' });
  for (const request of [aRequest(), aRequest({ status: 'approved', verdict: allow })])
    await giveBackPlaces({ quota }, request);
  assert.deepEqual(cleared, []);
  for (const status of ['approved', 'denied', 'expired', 'cancelled', 'failed'] as const)
    await giveBackPlaces({ quota }, aRequest({ status }));
  assert.equal(cleared.length, 5);
});

test('in whatever order tries on several hosts come by, never more than the limit get in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom(PENDING, RATE),
      async (s, limit, tries, limits) => {
        const around: Around = (access, apply) =>
          s.schedule(Promise.resolve(), access.name).then(() => apply());
        const all = claims(createMemoryQuotaBook(undefined, around), tries, limits(limit));
        await s.waitIdle();
        const admitted = (await Promise.all(all)).filter((each) => each.ok).length;
        assert.ok(admitted <= limit, `${admitted} of ${tries} got in, the limit is ${limit}`);
        if (tries <= limit) assert.equal(admitted, tries);
      },
    ),
    { numRuns: 300 },
  );
});

for (const limits of [PENDING, RATE]) {
  test(`tries that come at the very same time do not all give way to one another (${limits.name})`, async () => {
    for (const limit of [1, 2, 5, 29]) {
      const all = await Promise.all(claims(createMemoryQuotaBook(), 30, limits(limit)));
      assert.equal(all.filter((each) => each.ok).length, limit);
    }
  });
}

/** Tries to be counted, all under way at once; their order by chance is not the order they came in. */
function claims(quota: QuotaBook, tries: number, limits: ReturnType<typeof RATE>) {
  const desk = { ...createTestDesk().desk, quota };
  return Array.from({ length: tries }, (_, n) =>
    takePlaces(desk, {
      id: idOf('req', n + 1),
      op: idOf('op', (n * 7) % 31),
      agent: AGENT,
      limits,
      waits: true,
    }),
  );
}
