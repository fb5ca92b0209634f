// Loads that people approved, held against the requests that the log names for them: plain data, as it is collected over a package.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPolicyChanges, type PolicyChange } from '../../../../approvals/audit/check/check-changes.ts';

const LOAD = {
  request: 'req_1',
  version: 'new',
  previous: 'old',
  proposedAt: '2026-11-20T23:59:00.000Z',
  loadedAt: '2026-11-21T00:10:00.000Z',
};
const USED: PolicyChange = { asks: { from: 'old', to: 'new' }, isUsed: true };

function whyNot(change: PolicyChange | undefined, from = '2026-11-01', to = '2026-11-30') {
  const changes = createPolicyChanges();
  if (change !== undefined) changes.add(change, { line: 1, id: 'req_1' });
  return changes.flaws([LOAD], { from, to })[0]?.why;
}

test('an approval that was used for this change is good, also where what it asked was removed since', () => {
  assert.equal(whyNot(USED), undefined);
  assert.equal(whyNot({ isUsed: true }), undefined);
});

test('one that was not used, or asked for another change, is found', () => {
  assert.match(whyNot({ ...USED, isUsed: false }) ?? '', /is no approval that was used/);
  assert.match(whyNot({ ...USED, asks: { from: 'old', to: 'third' } }) ?? '', /asks for third/);
  assert.match(whyNot({ ...USED, asks: { from: 'first', to: 'new' } }) ?? '', /and asks for/);
});

test('one that is not there is found where it was asked within the days of the package', () => {
  assert.match(whyNot(undefined) ?? '', /asks for no change of it/);
  assert.equal(whyNot(undefined, '2026-11-21'), undefined);
  assert.equal(whyNot(undefined, '2026-11-01', '2026-11-20'), undefined);
});
