import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lapse } from '../../../approvals/change/time-out.ts';
import type { Report } from '../../../approvals/grant/report-outcome.ts';
import { reportOutcome } from '../../../approvals/grant/report-outcome.ts';
import { AGENTS } from '../../../local/directory.ts';
import { MINUTE_MS, NOW } from '../../support/builders.ts';
import { approved, redeemed } from '../../support/granted.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const agent = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
const report = (stage: Stage, change: Partial<Report> = {}) =>
  reportOutcome(stage.desk, stage.id, { ...agent, result: 'succeeded', ...change });

for (const result of ['succeeded', 'failed'] as const) {
  test(`whoever redeemed reports that it ${result}: recorded as their claim`, async () => {
    const stage = await redeemed();
    const settled = await report(stage, { result });
    assert.ok(settled.ok && settled.value.wrote);
    assert.deepEqual(stage.request().grant?.outcome, { result, at: NOW, by: 'nightly-etl' });
    const event = stage.events().at(-1);
    assert.deepEqual(
      [event?.type, event?.actor.id, event?.facts.result],
      ['outcome', agent.clientId, result],
    );
  });
}

test('who is not sure how it ended says so at once, once, and may correct it', async () => {
  const stage = await redeemed();
  const unsure = await report(stage, { result: 'unknown' });
  assert.ok(unsure.ok && unsure.value.wrote);
  const again = await report(stage, { result: 'unknown' });
  assert.ok(again.ok && !again.value.wrote);
  await report(stage, { result: 'succeeded' });
  const told = stage.events().slice(-2);
  assert.deepEqual(
    told.map(({ type, facts }) => [type, facts.result]),
    [
      ['outcome', 'unknown'],
      ['outcome_corrected', 'succeeded'],
    ],
  );
});

test('details go into a row of their own', async () => {
  const stage = await redeemed();
  await report(stage, { detail: '5000 rows written' });
  const digest = stage.request().grant?.outcome?.text;
  assert.equal(stage.row<{ text: string }>(`text-${digest}`).text, '5000 rows written');
  assert.doesNotMatch(JSON.stringify(stage.events()), /rows written/);
});

test('the same report again writes nothing', async () => {
  const stage = await redeemed();
  await report(stage);
  stage.forget();
  const again = await report(stage);
  assert.ok(again.ok && !again.value.wrote);
  assert.deepEqual(stage.writes(), []);
});

test('a second, different report is refused', async () => {
  const stage = await redeemed();
  await report(stage);
  const message = 'The outcome was reported as succeeded already.';
  const second = await report(stage, { result: 'failed' });
  assert.deepEqual(second, { ok: false, refusal: { reason: 'wrong_state', message } });
});

test('a report after `unknown` is recorded as a correction', async () => {
  const stage = await redeemed();
  stage.advance(15 * MINUTE_MS);
  await lapse(stage.desk, stage.id);
  await report(stage, { result: 'failed' });
  assert.equal(stage.request().grant?.outcome?.result, 'failed');
  assert.deepEqual(stage.told().slice(-2), ['outcome', 'outcome_corrected']);
});

for (const [what, make] of [
  ['pending request', createStage],
  ['unused grant', approved],
] as const) {
  test(`a ${what} has no outcome: nothing may have run`, async () => {
    const stage = await make();
    const message = 'The approval was not redeemed, so nothing may have run.';
    assert.deepEqual(await report(stage), { ok: false, refusal: { reason: 'wrong_state', message } });
    assert.deepEqual(stage.writes(), []);
  });
}

test('only the caller that redeemed reports, whatever was known when the call came in', async () => {
  const stage = await redeemed();
  const refused = await report(stage, { clientId: AGENTS.warehouse, kind: 'enforcer', name: 'warehouse' });
  const needs = 'to be the caller that redeemed the approval';
  assert.deepEqual(refused, { ok: false, refusal: { reason: 'not_permitted', needs } });
  assert.deepEqual(stage.writes(), []);
});
