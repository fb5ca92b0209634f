// Recording afterwards what was done without an approval: born closed, told on every route, never a way to act.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { record } from '../../../approvals/ask/record.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import { grantIdOf } from '../../../approvals/grant/grant.ts';
import { redeem } from '../../../approvals/grant/redeem.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { aDeed, aDeedOfAgent } from '../../support/a-deed.ts';
import { aConversation, aPerson, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');
const events = async ({ desk }: TestDesk) =>
  (await desk.store.list<ChainEvent>(ID, 'event-')).map(({ row }) => row.data);

test('is born closed: two events, no grant, and a card on every route of the verdict', async () => {
  const world = createTestDesk();
  const notify = ['data-approvals', 'on-call'].map((route) => ({ route, timeZone: 'UTC' }));
  const told = await record(world.desk, aDeed({ verdict: aVerdict({ notify }) }));
  assert.ok(told.ok);
  const { status, grant, endedAt, prompts, todos, record: what } = told.value;
  assert.deepEqual([status, grant, endedAt, todos], ['failed', undefined, NOW, []]);
  assert.deepEqual(prompts, ['prompt-1', 'prompt-2']);
  assert.deepEqual([what?.by.oid, what?.actor, what?.look], [PEOPLE.sam, 'person', undefined]);
  const [first, second, ...more] = await events(world);
  assert.deepEqual([first?.type, second?.type, more], ['recorded', 'failed', []]);
  assert.deepEqual(
    verifyChain(
      [first, second].filter((each) => each !== undefined),
      told.value,
    ),
    { ok: true },
  );

  for (const { route } of notify)
    await world.desk.routes.bind(route, aConversation({ id: route }), aPerson('ada'), NOW);
  for (const { request, todo } of [...world.nudges]) await show(world.desk, request, todo);
  assert.deepEqual(
    world.sent.map((each) => [each.kind, each.conversation.id]),
    [
      ['post', 'data-approvals'],
      ['post', 'on-call'],
    ],
  );
});

test('names people by id alone and keeps the reason out of the chain', async () => {
  const world = createTestDesk();
  await record(world.desk, aDeed());
  const [first] = await events(world);
  assert.deepEqual(
    [first?.actor, first?.facts.done_by],
    [{ kind: 'person', id: PEOPLE.sam }, { person: PEOPLE.sam }],
  );
  const text = JSON.stringify(await events(world));
  for (const secret of ['Sam Sato', 'Teams was away']) assert.ok(!text.includes(secret), secret);
});

test('posts its card also when the first nudge is lost', async () => {
  const world = createTestDesk();
  const { desk } = world;
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  await record(desk, aDeed());
  world.nudges.length = 0;
  world.advance(MINUTE_MS);
  await sweep(desk);
  for (const { request, todo } of [...world.nudges]) await show(desk, request, todo);
  assert.equal(world.sent.length, 1);
  // Nothing newer stands behind the first post: it is not sent a second time.
  world.advance(10 * MINUTE_MS);
  await sweep(desk);
  for (const { request, todo } of [...world.nudges]) await show(desk, request, todo);
  assert.equal(world.sent.length, 1);
});

test('gets the same record again for the same id and body, and refuses another body', async () => {
  const world = createTestDesk();
  const first = await record(world.desk, aDeed());
  assert.deepEqual(await record(world.desk, aDeed()), first);
  const other = await record(world.desk, aDeed({ bodyHash: 'other' }));
  assert.deepEqual(other, { ok: false, refusal: { reason: 'duplicate_request' } });
  assert.equal((await events(world)).length, 2);
});

test('takes it from enabled members of the tenant alone, and writes nothing otherwise', async () => {
  const world = createTestDesk();
  const { people } = world.directory;
  people.set(PEOPLE.carmen, { ...(people.get(PEOPLE.carmen) ?? assert.fail()), enabled: false });
  const cases = [
    [aPerson('gus'), 'guest'],
    [aPerson('xavier'), 'foreign_tenant'],
    [aPerson('sam', { oid: 'nobody' }), 'foreign_tenant'],
    [aPerson('carmen'), 'disabled_person'],
  ] as const;
  for (const [by, reason] of cases) {
    assert.deepEqual(await record(world.desk, aDeed({ by })), { ok: false, refusal: { reason } });
  }
  world.directory.silent = true;
  assert.deepEqual(await record(world.desk, aDeed()), { ok: false, refusal: { reason: 'could_not_verify' } });
  assert.equal(await world.desk.store.load(ID), undefined);
  assert.deepEqual(world.nudges, []);
});

test('can never be redeemed, by the agent it names or by anybody', async () => {
  const world = createTestDesk();
  const told = await record(world.desk, aDeedOfAgent());
  assert.ok(told.ok);
  for (const kind of ['agent', 'enforcer'] as const) {
    const used = await redeem(world.desk, ID, {
      grantId: grantIdOf(ID),
      token: 'signed.forged',
      requestId: 'x-1',
      caller: { clientId: AGENTS.nightlyEtl, kind, name: 'nightly-etl' },
      intentHash: told.value.intentHash,
      deniedNow: false,
    });
    assert.deepEqual(used, {
      ok: false,
      refusal: { reason: 'grant_unusable', why: 'approval_unverifiable' },
    });
  }
  assert.equal((await events(world)).length, 2);
});
