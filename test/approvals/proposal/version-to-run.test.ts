// Which policy a host runs on, by its own and by what the log says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionToRun } from '../../../approvals/proposal/version-to-run.ts';
import { NOW } from '../../support/builders.ts';

for (const [what, mine, theirs, expected] of [
  ['of the log that a reviewed one is in force', false, true, 'new'],
  ['of the log that what is reviewed here is over', true, false, 'new'],
  ['of the log, where both are reviewed', true, true, 'new'],
  [
    'of its own file, where neither is: an old host that starts again must not bring the old file back',
    false,
    false,
    'old',
  ],
] as const)
  test(`a host runs on the word ${what}`, () => {
    const policy = { version: 'new', event: 2, at: NOW, ...(theirs ? { reviewed: true as const } : {}) };
    assert.equal(versionToRun({ version: 'old', reviewed: mine }, { policy }), expected);
  });

test('a host whose log tells of no policy runs on what it has', () => {
  assert.equal(versionToRun({ version: 'old', reviewed: true }, {}), 'old');
});
