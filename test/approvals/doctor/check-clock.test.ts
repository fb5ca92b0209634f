import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkClocks } from '../../../approvals/doctor/check-clock.ts';

const apart = (ms: number) =>
  checkClocks(
    { ours: { whose: 'the app', atMs: 1_000_000 + ms }, theirs: { whose: 'storage', atMs: 1_000_000 } },
    'set it',
  );

test('half a minute apart is nothing, more is told with whose clock is ahead', () => {
  for (const ms of [0, 30_000, -30_000]) assert.equal(apart(ms).state, 'ok');
  assert.deepEqual(apart(30_001), {
    state: 'failed',
    says: 'the app is 30 s ahead of storage',
    cure: 'set it',
  });
  assert.equal(apart(-90_000).says, 'storage is 90 s ahead of the app');
  assert.equal(apart(-600_000).says, 'storage is 10 minutes ahead of the app');
});
