// What an evaluation was answered: recorded before it is told, closed from the beginning, and never a way to act.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Evaluation, recordEvaluation } from '../../../approvals/ask/record-evaluation.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { taskOf } from '../../../approvals/task.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { anAsk, aVerdict, BASE_URL, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { pause, resume } from '../../support/pausing.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');
const ALLOW = aVerdict({ effect: 'allow', rules: [{ id: 'dev-read', effect: 'allow' }], requirements: [] });
const DENY = aVerdict({ effect: 'deny', rules: [{ id: 'no-deletion', effect: 'deny' }], requirements: [] });

function anEvaluation(change: Partial<Evaluation> = {}): Evaluation {
  const { keyed: _keyed, claims: _claims, callback: _callback, starter: _starter, ...ask } = anAsk();
  return { ...ask, verdict: ALLOW, ...change };
}

const events = async ({ desk }: TestDesk, id = ID) =>
  (await desk.store.list<ChainEvent>(id, 'event-')).map(({ row }) => row.data);

const ANSWERS = [
  ['an allow rule', ALLOW, 'approved', { decision: true }, 'allowed by rule dev-read', 'evaluated'],
  [
    'a deny rule',
    DENY,
    'denied',
    { decision: false, reason: 'policy_denied' },
    'denied by rule no-deletion',
    undefined,
  ],
  [
    'a review',
    aVerdict(),
    'denied',
    { decision: false, reason: 'approval_required' },
    'an approval is required, and none was presented',
    'approval_required',
  ],
] as const;
for (const [what, verdict, status, evaluated, endReason, because] of ANSWERS) {
  test(`${what} is recorded as ${status}, closed, with no grant, card, callback or watch row`, async () => {
    const world = createTestDesk();
    const recorded = await recordEvaluation(world.desk, anEvaluation({ verdict, justification: 'my words' }));
    assert.ok(recorded.ok);
    const request = recorded.value;
    assert.deepEqual(
      [request.status, request.evaluated, request.endReason, request.endedAt],
      [status, evaluated, endReason, NOW],
    );
    assert.deepEqual(
      [request.grant, request.prompts, request.todos, request.callback],
      [undefined, [], [], undefined],
    );
    const chain = await events(world);
    assert.deepEqual(verifyChain(chain, request), { ok: true });
    assert.deepEqual(
      chain.map(({ type, actor, facts }) => [type, actor.kind, facts.because]),
      [
        ['requested', 'agent', undefined],
        [status, 'policy', because],
      ],
    );
    assert.equal(chain[0]?.facts.evaluated, true);
    assert.ok(!JSON.stringify(chain).includes('my words'));
    assert.deepEqual(await world.desk.catalog.list('2026-11-21', undefined, 9), [ID]);
    world.advance(60 * MINUTE_MS);
    assert.deepEqual(await sweep(world.desk), { looked: 0, nudged: 0, removed: 0, newer: [] });
    assert.deepEqual([world.nudges, world.sent], [[], []]);
    const told = taskOf(request, BASE_URL);
    assert.deepEqual([told.result, told.task.grant, told.task.evaluated], [undefined, undefined, evaluated]);
  });
}

test('names the enforcer that asked, and who owns the agent', async () => {
  const world = createTestDesk();
  const enforcer = { clientId: AGENTS.warehouse, name: 'warehouse' };
  const recorded = await recordEvaluation(world.desk, anEvaluation({ enforcer }));
  assert.ok(recorded.ok);
  assert.deepEqual([recorded.value.enforcer, recorded.value.excluded], [enforcer, [PEOPLE.dana]]);
  assert.deepEqual((await events(world))[0]?.actor, {
    kind: 'enforcer',
    id: AGENTS.warehouse,
    name: 'warehouse',
  });
});

test('a paused agent gets no yes from any rule, and the record says since when', async () => {
  const world = createTestDesk();
  assert.ok((await pause(world)).ok);
  world.advance(MINUTE_MS);
  const recorded = await recordEvaluation(world.desk, anEvaluation());
  assert.ok(recorded.ok);
  const { status, evaluated, endReason } = recorded.value;
  assert.deepEqual(
    [status, evaluated, endReason],
    ['denied', { decision: false, reason: 'policy_denied', pausedSince: NOW }, 'the agent was paused'],
  );
  const [, ended] = await events(world);
  assert.deepEqual([ended?.actor.id, ended?.facts.because], [PEOPLE.ada, 'agent_paused']);
  assert.ok((await resume(world)).ok);
  const later = await recordEvaluation(world.desk, anEvaluation({ id: idOf('req', 2) }));
  assert.ok(later.ok && later.value.status === 'approved');
});

test('a yes whose commit lost its reply is no yes once a pause is read before the next try', async () => {
  const world = createTestDesk();
  const { desk } = world;
  let tries = 0;
  const store = {
    ...desk.store,
    commit: async (...args: Parameters<typeof desk.store.commit>) => {
      const result = await desk.store.commit(...args);
      if (++tries > 1) return result;
      assert.equal(result, 'won');
      assert.ok((await pause(world)).ok);
      return 'unresolved' as const;
    },
  };
  const recorded = await recordEvaluation({ ...desk, store }, anEvaluation());
  assert.deepEqual(recorded, { ok: false, refusal: { reason: 'agent_paused', since: NOW } });
});

test('takes one of the minute’s places, none of those that wait; over the limit nothing is recorded', async () => {
  const world = createTestDesk();
  const limits = { maxPending: 1, requestsPerMinute: 2 };
  for (const n of [1, 2]) {
    const verdict = aVerdict();
    assert.ok((await recordEvaluation(world.desk, anEvaluation({ id: idOf('req', n), limits, verdict }))).ok);
  }
  const third = await recordEvaluation(world.desk, anEvaluation({ id: idOf('req', 3), limits }));
  assert.ok(!third.ok && third.refusal.reason === 'limit_reached');
  assert.equal(third.refusal.quota?.name, 'requestsPerMinute');
  assert.equal(await world.desk.store.load(idOf('req', 3)), undefined);
  assert.deepEqual((await world.desk.catalog.list('2026-11-21', undefined, 9)).length, 2);
});

test('nothing is answered that is not durable: storage that stays silent gives no yes', async () => {
  const { desk } = createTestDesk();
  const silent = { ...desk.store, commit: async () => 'unresolved' as const };
  const recorded = await recordEvaluation({ ...desk, store: silent }, anEvaluation());
  assert.deepEqual(recorded, { ok: false, refusal: { reason: 'not_known_yet' } });
  const down = async () => {
    throw new StoreFault('down', true);
  };
  await assert.rejects(
    recordEvaluation({ ...desk, catalog: { ...desk.catalog, add: down } }, anEvaluation()),
  );
  await assert.rejects(
    recordEvaluation({ ...desk, standings: { ...desk.standings, load: down } }, anEvaluation()),
  );
});
