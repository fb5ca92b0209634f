import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { AGENTS } from '../../../local/directory.ts';
import { aPerson, CALLBACK, MINUTE_MS } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
const withdraw = (stage: Stage, words?: string) =>
  cancel(stage.desk, stage.id, words === undefined ? by : { ...by, words });

test('a pending request is withdrawn in one commit with its callback', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  const settled = await withdraw(stage);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.writes(), ['watch', 'commit cancelled']);
  assert.deepEqual([stage.request().status, stage.request().todos], ['cancelled', ['todo-tell-1']]);
  assert.deepEqual(
    stage.nudges.map((each) => each.kind),
    ['tell', 'show'],
  );
});

test('the event names the caller that withdrew it, agent or enforcer', async () => {
  const stage = await createStage();
  await cancel(stage.desk, stage.id, { clientId: AGENTS.warehouse, kind: 'enforcer', name: 'warehouse' });
  const actor = { kind: 'enforcer', id: AGENTS.warehouse, name: 'warehouse' };
  assert.deepEqual(stage.events()[1]?.actor, actor);
});

test('the words given go into a row of their own', async () => {
  const stage = await createStage();
  await withdraw(stage, 'no longer needed');
  const digest = stage.events()[1]?.facts.text;
  assert.equal(stage.row<{ text: string }>(`text-${digest}`).text, 'no longer needed');
  assert.doesNotMatch(JSON.stringify(stage.events()), /needed/);
});

test('withdrawing again gets the same answer and writes nothing', async () => {
  const stage = await createStage();
  const first = await withdraw(stage);
  stage.forget();
  const again = await withdraw(stage, 'really');
  assert.ok(first.ok && again.ok && !again.value.wrote);
  assert.deepEqual(again.value.request, first.value.request);
  assert.deepEqual(stage.writes(), []);
});

for (const choice of ['approve', 'deny'] as const) {
  test(`after ${choice} nothing is withdrawn: a terminal state never changes`, async () => {
    const stage = await createStage();
    await decide(stage.desk, stage.id, { person: aPerson('alice'), choice, via: 'teams' });
    stage.forget();
    const status = choice === 'approve' ? 'approved' : 'denied';
    assert.deepEqual(await withdraw(stage), { ok: false, refusal: { reason: 'already_ended', status } });
    assert.deepEqual(stage.writes(), []);
  });
}

test('at the moment of expiry it has expired: recorded as that, and told so', async () => {
  const stage = await createStage();
  stage.advance(30 * MINUTE_MS);
  const settled = await withdraw(stage);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'already_ended', status: 'expired' } });
  assert.deepEqual(stage.told(), ['expired']);
});

test('a withdrawal that cannot be sent before expiry is not sent', async () => {
  const stage = await createStage();
  stage.advance(30 * MINUTE_MS - 100);
  stage.before('watch', () => stage.advance(100));
  const settled = await withdraw(stage);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'already_ended', status: 'expired' } });
  assert.deepEqual(stage.told(), ['expired']);
});

test('withdrawing and approving at once: exactly one of them ends it', async () => {
  const stage = await createStage();
  stage.before('commit cancelled', () =>
    decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'approve', via: 'teams' }),
  );
  const settled = await withdraw(stage);
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'already_ended', status: 'approved' } });
  assert.deepEqual(stage.told(), ['voted', 'approved']);
});
