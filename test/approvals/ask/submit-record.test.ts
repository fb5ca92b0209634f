// What is recorded when an agent asks: born pending, approved or denied; once for each key. Lost replies at birth are in submit.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import type { Verdict } from '../../../approvals/verdict.ts';
import type { Prompt, Todo } from '../../../approvals/work.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import {
  anAsk,
  aVerdict,
  CALLBACK,
  INTENT_BYTES,
  INTENT_HASH,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { createEmptyStage } from '../../support/stage.ts';

const byRule = (effect: Verdict['effect'], ...ids: readonly string[]) =>
  aVerdict({ effect, rules: [...ids.map((id) => ({ id, effect })), { id: 'other', effect: 'review' }] });
const ask = async (change: Partial<Ask> = {}) => {
  const wish = anAsk(change);
  const stage = createEmptyStage(wish);
  const asked = await submit(stage.desk, wish);
  return { ...stage, asked };
};

test('a review is born pending: request, intent, event and a prompt for each route in one commit', async () => {
  const routes = ['data-approvals', 'security'].map((route) => ({ route, timeZone: 'UTC' }));
  const stage = await ask({ verdict: aVerdict({ notify: routes }) });
  assert.deepEqual(stage.asked, { ok: true, value: stage.request() });
  assert.deepEqual(stage.writes(), ['catalog', 'watch', 'commit requested']);
  const { status, seq, revision, createdAt, expiresAt, prompts, todos, grant } = stage.request();
  assert.deepEqual([status, seq, revision, grant], ['pending', 1, 1, undefined]);
  assert.deepEqual([createdAt, expiresAt], [NOW, '2026-11-21T14:30:00.000Z']);
  assert.deepEqual([prompts, todos], [['prompt-1', 'prompt-2'], []]);
  const rows = prompts.map((key) => stage.row<Prompt>(key));
  assert.deepEqual(
    rows.map((row) => row.route),
    ['data-approvals', 'security'],
  );
  assert.equal(new Set(rows.map((row) => row.nonce)).size, 2);
  assert.deepEqual(await stage.desk.store.intent(stage.id), INTENT_BYTES);
  assert.deepEqual(
    stage.nudges.map((each) => each.todo),
    ['prompt-1', 'prompt-2'],
  );
});

test('catalog and watch rows stand before the first commit', async () => {
  const stage = createEmptyStage();
  let listed: readonly string[] = [];
  let watched = 0;
  stage.before('commit', async () => {
    listed = await stage.desk.catalog.list('2026-11-21', undefined, 9);
    watched = stage.tables.list('watch', '').length;
  });
  await submit(stage.desk, anAsk());
  assert.deepEqual([listed, watched], [[stage.id], 1]);
});

for (const name of ['catalog', 'watch']) {
  test(`without its ${name} row nothing is recorded`, async () => {
    const stage = createEmptyStage();
    stage.spoil(name, 'fail');
    await assert.rejects(submit(stage.desk, anAsk()), StoreFault);
    assert.equal(stage.tables.get(stage.id, 'request'), undefined);
  });
}

test('an allow rule approves at once, by name, with a grant and without any prompt', async () => {
  const stage = await ask({ verdict: byRule('allow', 'dev-read') });
  const { status, endReason, grant, prompts, votes } = stage.request();
  assert.deepEqual([status, endReason, prompts, votes], ['approved', 'allowed by rule dev-read', [], []]);
  assert.deepEqual([grant?.state, grant?.expiresAt], ['unused', '2026-11-21T14:05:00.000Z']);
  const [, approved] = stage.events();
  assert.deepEqual(approved?.actor, { kind: 'policy', id: aVerdict().policyVersion, name: 'dev-read' });
  assert.deepEqual(approved?.facts, {
    rules: ['dev-read'],
    grant: grant?.id,
    grant_expires_at: grant?.expiresAt,
    intent_hash: INTENT_HASH,
  });
});

test('deny rules deny at once, by name, without a grant', async () => {
  const stage = await ask({ verdict: byRule('deny', 'no-delete', 'frozen') });
  const { status, endReason, grant } = stage.request();
  assert.deepEqual([status, endReason, grant], ['denied', 'denied by rule no-delete, frozen', undefined]);
  assert.deepEqual(stage.told(), ['denied']);
});

for (const effect of ['allow', 'deny'] as const) {
  test(`what is decided at birth (${effect}) owes its callback like any decision`, async () => {
    const stage = await ask({ verdict: byRule(effect, 'r'), callback: { endpoint: CALLBACK } });
    const todo = stage.row<Todo>('todo-tell-1');
    assert.deepEqual([todo.state, todo.event], ['live', 2]);
    assert.deepEqual(stage.nudges, [{ kind: 'tell', request: stage.id, todo: 'todo-tell-1' }]);
  });
}

test('a signing key that fails never approves: nothing is recorded', async () => {
  const stage = createEmptyStage();
  const desk = { ...stage.desk, sign: () => Promise.reject(new TypeError('no key')) };
  await assert.rejects(submit(desk, anAsk({ verdict: byRule('allow', 'r') })), /no key/);
  assert.equal(stage.tables.get(stage.id, 'request'), undefined);
});

test('the first event tells who asked for what under which policy, and no words of the agent', async () => {
  const agent = {
    clientId: AGENTS.nightlyEtl,
    name: 'nightly-etl',
    registered: true,
    onBehalfOf: PEOPLE.bob,
  };
  const stage = await ask({
    agent,
    excluded: [PEOPLE.dana, PEOPLE.bob],
    justification: 'The quarterly report',
    claims: { model: 'gpt-nine' },
  });
  const [event] = stage.events();
  assert.deepEqual(event?.actor, { kind: 'agent', id: AGENTS.nightlyEtl, name: 'nightly-etl' });
  assert.deepEqual([event?.facts.intent_hash, event?.facts.effect], [INTENT_HASH, 'review']);
  assert.deepEqual(event?.facts.excluded, [PEOPLE.dana, PEOPLE.bob]);
  assert.doesNotMatch(JSON.stringify(stage.events()), /quarterly|gpt-nine/);
  const digest = stage.request().justification;
  assert.equal(stage.row<{ text: string }>(`text-${digest}`).text, 'The quarterly report');
});

test('what an enforcer asks names both: the enforcer as actor, the agent as subject', async () => {
  const enforcer = { clientId: AGENTS.warehouse, name: 'warehouse' };
  const stage = await ask({ enforcer });
  const [event] = stage.events();
  assert.deepEqual(event?.actor, { kind: 'enforcer', id: AGENTS.warehouse, name: 'warehouse' });
  assert.deepEqual(event?.facts.agent, anAsk().agent);
  assert.deepEqual(stage.request().enforcer, enforcer);
});

test('a justification and claims of the very same words are both kept', async () => {
  const claims = { model: 'm' };
  const stage = await ask({ claims, justification: JSON.stringify(claims) });
  assert.ok(stage.asked.ok);
});

test('spaces are no justification', async () => {
  const stage = await ask({ justification: ' \n ' });
  assert.equal(stage.request().justification, undefined);
});

test('same key, same body: one request, same answer, and nobody is nudged again', async () => {
  const stage = await ask();
  stage.forget();
  stage.advance(MINUTE_MS);
  const again = await submit(stage.desk, anAsk());
  assert.deepEqual(again, stage.asked);
  assert.deepEqual([stage.told(), stage.nudges], [[], []]);
});

test('same key, other body: refused, and the first request stays as it was', async () => {
  const stage = await ask();
  const before = JSON.stringify(stage.request());
  const again = await submit(stage.desk, anAsk({ bodyHash: 'f'.repeat(64), action: 'infra.delete' }));
  assert.deepEqual(again, { ok: false, refusal: { reason: 'duplicate_request' } });
  assert.equal(JSON.stringify(stage.request()), before);
});

test('thirty calls at once with one key are one request, and all get it', async () => {
  const stage = createEmptyStage();
  const all = await Promise.all(Array.from({ length: 30 }, () => submit(stage.desk, anAsk())));
  for (const each of all) assert.deepEqual(each, { ok: true, value: stage.request() });
  assert.deepEqual([stage.told(), stage.nudges.length], [[], 1]);
});

for (const how of ['lost', 'fail'] as const) {
  test(`a birth answered by nobody (${how}) is one request with one event`, async () => {
    const stage = createEmptyStage();
    stage.spoil('commit', how);
    const asked = await submit(stage.desk, anAsk());
    assert.deepEqual(asked, { ok: true, value: stage.request() });
    assert.deepEqual([stage.events().length, stage.nudges.length], [1, 1]);
  });
}

test('a birth that lands late is found by the same call made again', async () => {
  const stage = createEmptyStage();
  stage.spoil('commit', ...Array<'late'>(6).fill('late'));
  assert.deepEqual(await submit(stage.desk, anAsk()), { ok: false, refusal: { reason: 'not_known_yet' } });
  assert.deepEqual(stage.release(), [true, false, false, false, false, false]);
  const again = await submit(stage.desk, anAsk());
  assert.deepEqual(again, { ok: true, value: stage.request() });
  assert.equal(stage.request().id, idOf('req'));
});

test('nobody is asked for longer than the agent could use the answer', async () => {
  const requestedUntil = '2026-11-21T14:02:00.000Z';
  const early = (await ask({ requestedUntil })).request();
  assert.equal(early.expiresAt, requestedUntil);
  const late = (await ask({ requestedUntil: '2027-01-01T00:00:00.000Z' })).request();
  assert.equal(late.expiresAt, (await ask({})).request().expiresAt);
});

test('the digests of what the agent said stand in the event, its wish for an early end in the request', async () => {
  const requestedUntil = '2026-11-21T14:02:00.000Z';
  const claims = { model: 'm' };
  const rules = [{ id: 'r', effect: 'review', error: 'no such key' }] as const;
  const stage = await ask({
    justification: 'because',
    claims,
    requestedUntil,
    verdict: aVerdict({ rules }),
  });
  const request = stage.request();
  assert.deepEqual([request.requestedUntil, request.claims], [requestedUntil, claims]);
  const facts = stage.events()[0]?.facts;
  assert.equal(facts?.justification, request.justification);
  assert.equal(stage.row<{ text: string }>(`text-${facts?.claims}`).text, JSON.stringify(claims));
  assert.deepEqual(facts?.rules, rules);
});
