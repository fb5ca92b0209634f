// A test of the way to a person and back: judged like any decision, and nothing comes of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { end } from '../../../approvals/change/end.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { orderTrial, type TrialOrder, viewTrial } from '../../../approvals/decision/trial.ts';
import { makeGrant } from '../../../approvals/grant/grant.ts';
import { taskOf } from '../../../approvals/task.ts';
import type { ApprovalRequest, ChainEvent, Choice } from '../../../approvals/words.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { PEOPLE, TENANT } from '../../../local/directory.ts';
import { aPerson, aRequest, aVerdict, BASE_URL, idOf, NOW } from '../../support/builders.ts';
import { createTestDesk, type TestDesk } from '../../support/test-desk.ts';

const ID = idOf('req');

function anOrder(change: Partial<TrialOrder> = {}): TrialOrder {
  return {
    id: ID,
    tenant: TENANT,
    by: aPerson('ada'),
    bodyHash: createHash('sha256').update('{}').digest('hex'),
    verdict: aVerdict(),
    ...change,
  };
}

async function ordered(world: TestDesk, change?: Partial<TrialOrder>): Promise<ApprovalRequest> {
  const told = await orderTrial(world.desk, anOrder(change));
  assert.ok(told.ok, JSON.stringify(told));
  return told.value;
}

const events = async ({ desk }: TestDesk) =>
  (await desk.store.list<ChainEvent>(ID, 'event-')).map(({ row }) => row.data);
const press = ({ desk }: TestDesk, who: keyof typeof PEOPLE, choice: Choice) =>
  decide(desk, ID, { person: aPerson(who), choice, via: 'teams' });

for (const choice of ['approve', 'deny'] as const) {
  test(`ends as withdrawn when an approver presses ${choice}, without a grant, and says who did`, async () => {
    const world = createTestDesk();
    await ordered(world);
    const pressed = await press(world, 'alice', choice);
    assert.ok(pressed.ok);
    const { request } = pressed.value;
    assert.deepEqual([request.status, request.grant, request.todos], ['cancelled', undefined, []]);
    assert.deepEqual(
      (await events(world)).map(({ type }) => type),
      ['requested', 'voted', 'cancelled'],
    );
    const { status, decided } = viewTrial(request, []);
    assert.deepEqual([status, decided?.by.oid, decided?.decision], ['answered', PEOPLE.alice, choice]);
    const { task, result } = taskOf(request, BASE_URL);
    assert.equal(result, undefined);
    assert.match(JSON.stringify(task), /Nothing may run from it/);
  });
}

test('is answered only by somebody who may approve', async () => {
  const world = createTestDesk();
  await ordered(world);
  const outsider = await press(world, 'olivia', 'approve');
  assert.equal(outsider.ok ? '' : outsider.refusal.reason, 'not_approver');
  assert.equal((await world.desk.store.load(ID))?.data.status, 'pending');
});

test('is ordered by administrators alone', async () => {
  const world = createTestDesk();
  for (const who of ['alice', 'olivia', 'gus'] as const) {
    const told = await orderTrial(world.desk, anOrder({ by: aPerson(who) }));
    assert.ok(!told.ok, who);
  }
  assert.equal(await world.desk.store.load(ID), undefined);
});

test('can become approved by nobody: neither its end nor its grant can be made', async () => {
  const trial = aRequest({ trial: { by: aPerson('ada') } });
  assert.throws(() => end(trial, 'approved', NOW, BASE_URL), /a test approves nothing/);
  await assert.rejects(
    makeGrant(trial, NOW, async () => 'signed'),
    /a test has no grant/,
  );
});

test('asks the directory for no owners: no agent asked', async () => {
  const world = createTestDesk();
  const trial = await ordered(world);
  let asked = 0;
  const desk = {
    ...world.desk,
    ownersOf: async () => {
      asked++;
      return [];
    },
  };
  assert.ok((await decide(desk, trial.id, { person: aPerson('alice'), choice: 'approve', via: 'teams' })).ok);
  assert.equal(asked, 0);
});

test('tells of each route whether its card was delivered and shows the test as it is', async () => {
  const world = createTestDesk();
  const trial = { ...(await ordered(world)), revision: 2 };
  const prompt = (activities: Prompt['activities']): Prompt => ({
    key: 'prompt-1',
    route: 'data-approvals',
    nonce: 'n',
    revision: 2,
    attempts: 0,
    unconfirmed: 0,
    dead: false,
    activities,
  });
  const told = (...activities: Prompt['activities']) => {
    const [first] = viewTrial(trial, [prompt(activities)]).prompts;
    return [first?.state, first?.current];
  };
  assert.deepEqual(told(), ['waiting', false]);
  assert.deepEqual(told({ id: 'a', shows: 1, gone: false }), ['delivered', false]);
  assert.deepEqual(told({ id: 'a', shows: 2, gone: false }), ['delivered', true]);
  assert.deepEqual(told({ id: 'a', shows: 2, gone: true }), ['gone', false]);
});
