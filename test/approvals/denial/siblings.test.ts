// The same asked several times at once: what a person denies on one request is approved on none of the others while the cool-down lasts.
// That this holds in every order of accesses is the model's: test/model/siblings.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { decideInTurn } from '../../../approvals/decision/decide-in-turn.ts';
import { fenceSiblings } from '../../../approvals/denial/siblings.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { viewOf } from '../../../approvals/prompt/view.ts';
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, RequestId } from '../../../approvals/words.ts';
import { AGENTS } from '../../../local/directory.ts';
import {
  anAsk,
  aPerson,
  aRequirement,
  aVerdict,
  CALLBACK,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const HOUR_MS = 60 * MINUTE_MS;
const cooling = aVerdict({ coolDownMs: HOUR_MS });

/** A stage on which the same was asked so often. */
async function asked(times: number, change: Partial<Ask> = {}): Promise<Stage> {
  const stage = createEmptyStage();
  for (let n = 1; n <= times; n++) {
    const { ok } = await submit(stage.desk, anAsk({ id: idOf('req', n), verdict: cooling, ...change }));
    assert.ok(ok);
  }
  return stage;
}
const vote = (stage: Stage, n: number, choice: 'approve' | 'deny', who: 'alice' | 'bob' = 'alice') =>
  decide(stage.desk, idOf('req', n), { person: aPerson(who), choice, via: 'api' });
const requestOf = (stage: Stage, n: number) =>
  stage.tables.get(idOf('req', n), REQUEST_KEY)?.data as ApprovalRequest;
const lastEvent = (stage: Stage, n: number) =>
  stage.tables.get(idOf('req', n), `event-00000${requestOf(stage, n).seq}`)?.data as ChainEvent;
const statuses = (stage: Stage, times: number) =>
  Array.from({ length: times }, (_, n) => requestOf(stage, n + 1).status);
/** As it is when whoever denied died before the siblings were: none of them is written to. */
const dying = (stage: Stage): Stage['desk'] => ({
  ...stage.desk,
  quota: { ...stage.desk.quota, list: async () => [] },
});

test('one denial ends all that wait for the same, each with its event and its callback', async () => {
  const stage = await asked(5, { callback: { endpoint: CALLBACK } });
  stage.advance(MINUTE_MS);
  assert.ok((await vote(stage, 2, 'deny')).ok);
  assert.deepEqual(statuses(stage, 5), ['denied', 'denied', 'denied', 'denied', 'denied']);
  const at = later(NOW, MINUTE_MS);
  const until = later(at, HOUR_MS);
  for (const n of [1, 3, 4, 5]) {
    const { coolDown, todos, grant, revision } = requestOf(stage, n);
    assert.deepEqual(coolDown, { request: idOf('req', 2), deniedAt: at, until });
    assert.deepEqual([todos, grant, revision], [['todo-tell-1'], undefined, 2]);
    const { type, actor, facts } = lastEvent(stage, n);
    assert.deepEqual([type, actor.kind, actor.name], ['denied', 'policy', 'cool-down']);
    assert.deepEqual(facts, { because: 'cooling_down', denied: idOf('req', 2), denied_at: at, until });
  }
  assert.ok(stage.nudges.some(({ kind, request }) => kind === 'show' && request === idOf('req', 5)));
});

test('of an equal intent of another agent, another intent, and without a cool-down, none is ended', async () => {
  const stage = await asked(1);
  const deployBot = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
  const others: Partial<Ask>[] = [{ agent: deployBot }, { intentHash: 'other' }, { verdict: aVerdict() }];
  for (const [index, change] of others.entries())
    await submit(stage.desk, anAsk({ id: idOf('req', index + 2), verdict: cooling, ...change }));
  assert.ok((await vote(stage, 1, 'deny')).ok);
  assert.deepEqual(statuses(stage, 4), ['denied', 'pending', 'pending', 'pending']);
  for (const n of [2, 3, 4]) assert.ok((await vote(stage, n, 'approve')).ok);
  assert.deepEqual(statuses(stage, 4), ['denied', 'approved', 'approved', 'approved']);
});

test('a yes on what waits still is refused, recorded as its end, and names who denied the same', async () => {
  const stage = await asked(2);
  assert.ok(
    (await decide(dying(stage), idOf('req', 1), { person: aPerson('bob'), choice: 'deny', via: 'api' })).ok,
  );
  assert.equal(requestOf(stage, 2).status, 'pending');
  stage.advance(MINUTE_MS);
  const told = await vote(stage, 2, 'approve');
  assert.deepEqual(told, { ok: false, refusal: { reason: 'same_denied', by: 'Bob Berg', at: NOW } });
  const { status, votes, coolDown } = requestOf(stage, 2);
  assert.deepEqual([status, votes, coolDown?.request], ['denied', [], idOf('req', 1)]);
  const prompt = { key: 'prompt-1', nonce: 'n', route: 'data-approvals' };
  assert.equal((await viewOf(stage.desk, requestOf(stage, 2), prompt)).earlier?.by, 'Bob Berg');
  assert.deepEqual(await vote(stage, 2, 'approve'), {
    ok: false,
    refusal: { reason: 'already_ended', status: 'denied' },
  });
});

test('the first of two votes is refused as well, and whoever may not decide is told that', async () => {
  const verdict = aVerdict({ coolDownMs: HOUR_MS, requirements: [aRequirement({ count: 2 })] });
  const stage = await asked(2, { verdict });
  const ballot = { choice: 'deny', via: 'api' } as const;
  await decide(dying(stage), idOf('req', 1), { person: aPerson('bob'), ...ballot });
  const olivia = { person: aPerson('olivia'), choice: 'approve', via: 'api' } as const;
  const stranger = await decide(stage.desk, idOf('req', 2), olivia);
  assert.ok(!stranger.ok && stranger.refusal.reason === 'not_approver');
  assert.equal(requestOf(stage, 2).status, 'pending');
  const told = await vote(stage, 2, 'approve');
  assert.ok(!told.ok && told.refusal.reason === 'same_denied');
});

test('what was approved first stays approved, and its approval may be used', async () => {
  const stage = await asked(2);
  assert.ok((await vote(stage, 1, 'approve')).ok);
  assert.ok((await vote(stage, 2, 'deny', 'bob')).ok);
  assert.deepEqual(statuses(stage, 2), ['approved', 'denied']);
  assert.equal(requestOf(stage, 1).grant?.state, 'unused');
});

test('once the cool-down is over what still waits may be approved', async () => {
  const verdict = aVerdict({ coolDownMs: 10 * MINUTE_MS });
  const stage = await asked(2, { verdict });
  await decide(dying(stage), idOf('req', 1), { person: aPerson('bob'), choice: 'deny', via: 'api' });
  stage.advance(10 * MINUTE_MS - 1);
  const early = await vote(stage, 2, 'approve');
  assert.ok(!early.ok);
  const again = await asked(2, { verdict });
  await decide(dying(again), idOf('req', 1), { person: aPerson('bob'), choice: 'deny', via: 'api' });
  again.advance(10 * MINUTE_MS);
  assert.ok((await vote(again, 2, 'approve')).ok);
  assert.equal(requestOf(again, 2).status, 'approved');
});

test('when whoever denied died, the next look of the sweep ends what waits', async () => {
  const stage = await asked(3);
  await decide(dying(stage), idOf('req', 1), { person: aPerson('bob'), choice: 'deny', via: 'api' });
  stage.advance(45_000);
  await sweep(stage.desk);
  assert.deepEqual(statuses(stage, 3), ['denied', 'denied', 'denied']);
});

test('a denial that was noted and never recorded keeps nobody from approving', async () => {
  const stage = await asked(2);
  const store = { ...stage.desk.store, commit: () => Promise.reject(new StoreFault('silent', false)) };
  const ballot = { person: aPerson('bob'), choice: 'deny', via: 'api' } as const;
  await decide({ ...stage.desk, store }, idOf('req', 1), ballot).catch(() => undefined);
  assert.equal(requestOf(stage, 1).status, 'pending');
  const early = await vote(stage, 2, 'approve');
  assert.equal(!early.ok && early.refusal.reason, 'busy', 'it may be on its way');
  stage.advance(2000);
  assert.ok((await vote(stage, 2, 'approve')).ok);
  assert.deepEqual(statuses(stage, 2), ['pending', 'approved']);
});

test('a denial goes ahead once every sibling that waits was fenced, and not before', async () => {
  const stage = await asked(3);
  const { desk } = stage;
  const busy = { ...desk.store, fence: async (id: RequestId) => id !== idOf('req', 3) };
  assert.equal(await fenceSiblings({ ...desk, store: busy }, requestOf(stage, 1)), false);
  assert.equal(await fenceSiblings(desk, requestOf(stage, 1)), true);
});

test('when seven people deny the same on seven requests at once all are denied, and nobody is told to try again', async () => {
  const stage = await asked(7);
  const answers = await Promise.all(
    Array.from({ length: 7 }, (_, n) =>
      decideInTurn(stage.desk, idOf('req', n + 1), { person: aPerson('alice'), choice: 'deny', via: 'api' }),
    ),
  );
  assert.deepEqual(
    answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.reason)).filter((each) => each === 'busy'),
    [],
  );
  assert.deepEqual(new Set(statuses(stage, 7)), new Set(['denied']));
  // Once over, what they put down hides nothing: the same is denied at once.
  const next = await submit(stage.desk, anAsk({ id: idOf('req', 8), verdict: cooling }));
  assert.ok(next.ok && next.value.status === 'denied');
});

test('people who approve beside many that are denied wait for the denials', async () => {
  const stage = await asked(6);
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      decideInTurn(stage.desk, idOf('req', n + 1), {
        ...{ person: aPerson(n < 3 ? 'alice' : 'bob'), choice: n < 3 ? 'approve' : 'deny', via: 'api' },
      }),
    ),
  );
  assert.ok(!answers.some((answer) => !answer.ok && answer.refusal.reason === 'busy'));
  const denied = Array.from({ length: 6 }, (_, n) => requestOf(stage, n + 1)).filter(
    ({ status }) => status === 'denied',
  );
  assert.ok(denied.length >= 3);
});

test('a denial is found behind as many rows as six people left whose clicks came to nothing', async () => {
  const stage = await asked(8);
  assert.ok((await vote(stage, 8, 'deny')).ok);
  const { agent, intentHash, action, resource } = requestOf(stage, 8);
  for (let n = 1; n <= 6; n++)
    await stage.desk.denials.note({
      ...{ request: idOf('req', 70 + n), agent: agent.clientId, at: later(NOW, n), intentHash },
      ...{ action, resource },
    });
  stage.advance(MINUTE_MS);
  const next = await submit(stage.desk, anAsk({ id: idOf('req', 9), verdict: cooling }));
  assert.ok(next.ok && next.value.status === 'denied');
});

test('while the book of denials is silent nothing is approved where a rule has a cool-down', async () => {
  const stage = await asked(1);
  const denials = { ...stage.desk.denials, ofIntent: () => Promise.reject(new StoreFault('silent', false)) };
  const ballot = { person: aPerson('alice'), choice: 'approve', via: 'api' } as const;
  await assert.rejects(decide({ ...stage.desk, denials }, idOf('req', 1), ballot), StoreFault);
  assert.equal(requestOf(stage, 1).status, 'pending');
});
