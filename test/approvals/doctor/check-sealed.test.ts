// Whether sealing goes on, judged by the newest list and by how old the record is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSealed } from '../../../approvals/doctor/check-sealed.ts';

const NOW = '2026-11-22T12:00:00.000Z';

test('a list of the last 26 hours is good, an older one is a failure with its cure', () => {
  const good = checkSealed({ newest: { n: 7, at: '2026-11-21T10:00:00.000Z' } }, NOW);
  assert.deepEqual(good, { state: 'ok', says: 'list 7 of sealed heads is 26 hours old' });
  const late = checkSealed({ newest: { n: 7, at: '2026-11-21T09:59:59.000Z' } }, NOW);
  assert.equal(late.state, 'failed');
  assert.match(late.cure ?? '', /sealDaily/);
});

test('a record that is younger than its first turn needs no list yet, an older one does', () => {
  assert.equal(checkSealed({}, NOW).state, 'ok');
  assert.equal(checkSealed({ firstDay: '2026-11-21' }, NOW).state, 'ok');
  assert.equal(checkSealed({ firstDay: '2026-11-19' }, NOW).state, 'failed');
});
