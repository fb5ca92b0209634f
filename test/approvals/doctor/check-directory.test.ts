import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkAdmins,
  checkAdminsTold,
  checkGroup,
  checkSilence,
} from '../../../approvals/doctor/check-directory.ts';
import { DirectoryFault } from '../../../approvals/faults.ts';

test('a 403 is a missing permission, silence is unknown, and a bug stays a bug', () => {
  const missing = checkSilence(new DirectoryFault('no', 403), 'User.Read.All');
  assert.equal(missing.state, 'failed');
  assert.match(`${missing.says} ${missing.cure}`, /User\.Read\.All is missing.*setup -- --after-provision/);
  for (const status of [undefined, 429, 503]) {
    assert.equal(
      checkSilence(new DirectoryFault('Graph is away.', status), 'User.Read.All').state,
      'unknown',
    );
  }
  assert.throws(() => checkSilence(new TypeError('a bug'), 'User.Read.All'), /a bug/);
});

test('a group must be there and hold somebody; the administrators must be two', () => {
  assert.match(checkGroup('g', undefined, []).says, /knows no group g/);
  assert.match(checkGroup('g', 'Owners', []).says, /“Owners” has nobody/);
  assert.equal(checkGroup('g', 'Owners', ['a']).says, '“Owners” has 1 person');
  assert.equal(checkAdmins('g', 'Admins', ['a']).state, 'failed');
  assert.equal(checkAdmins('g', 'Admins', ['a', 'b']).state, 'ok');
  assert.match(checkAdmins('g', undefined, ['a', 'b']).says, /knows no group/);
});

test('as many people as were asked for may be more', () => {
  assert.match(checkGroup('g', 'All', Array.from({ length: 100 }, String)).says, /100 people or more/);
});

test('administrators without the app, or too many to be told, are a warning; none known is no yes', () => {
  assert.equal(checkAdminsTold(2, 0, 25).state, 'warning');
  assert.equal(checkAdminsTold(26, 3, 25).state, 'warning');
  assert.equal(checkAdminsTold(0, 0, 25).state, 'unknown');
  assert.equal(checkAdminsTold(25, 1, 25).says, '1 of 25 have Countersign in Teams, and are told of reports');
});
