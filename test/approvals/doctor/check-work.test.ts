import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDead, checkOverdue, checkPoison, checkSweep } from '../../../approvals/doctor/check-work.ts';

const NOW = '2026-11-21T14:00:00.000Z';
const NOTHING = { queue: 0, poison: 0, overdue: 0, newer: 0, dead: [] };

test('a sweep is late after two minutes, and one that never ran is no good sign', () => {
  assert.equal(checkSweep('2026-11-21T13:58:00.000Z', NOW).state, 'ok');
  const late = checkSweep('2026-11-21T13:57:59.000Z', NOW);
  assert.equal(late.state, 'failed');
  assert.match(late.says, /ran last at 2026-11-21T13:57:59\.000Z, 2 minutes ago/);
  assert.equal(checkSweep(undefined, NOW).state, 'failed');
  // Noted by an instance whose clock is a little ahead.
  assert.match(checkSweep('2026-11-21T14:00:02.000Z', NOW).says, /ran 0 s ago/);
});

test('nothing owed is ok, and each thing owed is told by what it counts', () => {
  for (const check of [checkOverdue, checkPoison, checkDead]) assert.equal(check(NOTHING).state, 'ok');
  assert.equal(checkOverdue({ ...NOTHING, queue: 40 }).state, 'ok');
  assert.match(checkOverdue({ ...NOTHING, overdue: 2 }).says, /^2 looks are due for more than a minute/);
  const both = checkOverdue({ ...NOTHING, overdue: 3, newer: 2 });
  assert.match(both.says, /; a newer version of Countersign wrote 2 of them$/);
  assert.match(both.cure ?? '', /look at the errors of sweepDue/);
  const alone = checkOverdue({ ...NOTHING, overdue: 2, newer: 2 });
  assert.equal(alone.state, 'failed');
  assert.match(alone.cure ?? '', /^Nothing is wrong with the sweep\..*newer version is deployed again/);
  assert.match(checkPoison({ ...NOTHING, poison: 1 }).says, /^1 message failed again and again/);
});

test('dead work is named, the first five of it', () => {
  const dead = Array.from({ length: 7 }, (_, n) => ({ request: `req_${n}`, work: 'prompt-1' }));
  const { state, says } = checkDead({ ...NOTHING, dead });
  assert.equal(state, 'failed');
  assert.match(says, /^7 pieces of work given up: req_0 prompt-1, .*req_4 prompt-1 and 2 more$/);
});
