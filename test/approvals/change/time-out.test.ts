import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lapse, lapsed, lapsesAt } from '../../../approvals/change/time-out.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest, Grant } from '../../../approvals/words.ts';
import { aRequest, BASE_URL, CALLBACK, MINUTE_MS, NOW } from '../../support/builders.ts';
import { approved, redeemed } from '../../support/granted.ts';
import { createStage } from '../../support/stage.ts';

const grant = (change: Partial<Grant> = {}): Grant => ({
  state: 'unused',
  id: 'apr_1',
  token: 't',
  approvedAt: NOW,
  expiresAt: later(NOW, 5 * MINUTE_MS),
  ...change,
});
const dueAt = later(NOW, 20 * MINUTE_MS);
const used = grant({ state: 'redeemed', outcomeDueAt: dueAt });
const rows: [string, Partial<ApprovalRequest>, string | undefined][] = [
  ['a pending request', {}, '2026-11-21T14:30:00.000Z'],
  ['an unused grant', { status: 'approved', grant: grant() }, grant().expiresAt],
  ['a redeemed grant without an outcome', { status: 'approved', grant: used }, dueAt],
  [
    'a redeemed grant with an outcome',
    { status: 'approved', grant: { ...used, outcome: { result: 'succeeded', at: NOW } } },
    undefined,
  ],
  ['a lapsed grant', { status: 'approved', grant: grant({ state: 'lapsed' }) }, undefined],
  ['a revoked grant', { status: 'approved', grant: grant({ state: 'revoked' }) }, undefined],
  ['a denied request', { status: 'denied' }, undefined],
  ['an expired request', { status: 'expired' }, undefined],
];
for (const [what, change, at] of rows) {
  test(`${what} ends by the clock at ${at ?? 'no time'}, and never before`, () => {
    const request = aRequest(change);
    assert.equal(lapsesAt(request), at);
    const just = later(at ?? '2036-01-01T00:00:00.000Z', -1);
    assert.deepEqual(lapsed(request, just, BASE_URL), { do: 'keep' });
    assert.equal(lapsed(request, at ?? just, BASE_URL).do, at === undefined ? 'keep' : 'write');
  });
}

test('a request nobody decided expires by the clock, with its callback, once', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  stage.advance(30 * MINUTE_MS);
  await lapse(stage.desk, stage.id);
  await lapse(stage.desk, stage.id);
  const [, expired] = stage.events();
  assert.deepEqual(stage.told(), ['expired']);
  assert.deepEqual(expired?.actor, { kind: 'clock', id: 'clock' });
  assert.deepEqual(expired?.facts, { expires_at: stage.request().expiresAt });
  assert.deepEqual([stage.request().status, stage.request().todos.length], ['expired', 1]);
  assert.deepEqual(stage.writes(), ['watch', 'commit expired']);
});

test('until its event is stored a request is pending, whatever the clock says', async () => {
  const stage = await createStage();
  stage.advance(60 * MINUTE_MS);
  assert.equal(stage.request().status, 'pending');
});

test('an unused grant lapses at its end; the approval stays approved', async () => {
  const stage = await approved();
  stage.advance(5 * MINUTE_MS);
  const settled = await lapse(stage.desk, stage.id);
  assert.ok(settled.ok);
  const { status, grant } = stage.request();
  assert.deepEqual(
    [status, grant?.state, grant?.endedAt],
    ['approved', 'lapsed', '2026-11-21T14:05:00.000Z'],
  );
  assert.deepEqual(stage.told(), ['voted', 'approved', 'lapsed']);
});

test('a redemption nobody reports on becomes unknown in time', async () => {
  const stage = await redeemed();
  stage.advance(15 * MINUTE_MS);
  await lapse(stage.desk, stage.id);
  assert.deepEqual(stage.request().grant?.outcome, { result: 'unknown', at: '2026-11-21T14:15:00.000Z' });
  assert.equal(stage.request().grant?.state, 'redeemed');
  assert.deepEqual(stage.told().at(-1), 'outcome');
});

test('nothing has lapsed: nothing is written', async () => {
  const stage = await createStage();
  const settled = await lapse(stage.desk, stage.id);
  assert.ok(settled.ok && !settled.value.wrote);
  assert.deepEqual(stage.writes(), []);
});
