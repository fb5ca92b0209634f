import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fingerprintOf } from '../../../approvals/intent/fingerprint.ts';

test('a fingerprint is the first twelve hex digits of the hash, in fours', () => {
  const hash = createHash('sha256').update('an intent').digest();
  const hex = hash.toString('hex');
  const expected = `${hex.slice(0, 4)} ${hex.slice(4, 8)} ${hex.slice(8, 12)}`;
  assert.equal(fingerprintOf(hash.toString('base64url')), expected);
});
