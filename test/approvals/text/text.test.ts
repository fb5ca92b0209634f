import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digestText, textKey, textRow } from '../../../approvals/text/text.ts';

const salted = { salt: 's_1' };

test('a digest is SHA-256 over the salt, the number of the event and the text, so that an auditor can recompute it', () => {
  const expected = createHash('sha256').update('s_1.7\nWhy now?').digest('base64url');
  assert.equal(digestText(salted, 7, 'Why now?'), expected);
});

test('the same text under another salt or event has another digest', () => {
  const digests = [
    digestText(salted, 1, 'yes'),
    digestText(salted, 11, 'yes'),
    digestText({ salt: 's_2' }, 1, 'yes'),
    digestText(salted, 1, 'no'),
  ];
  assert.equal(new Set(digests).size, 4);
});

test('the row of a text holds what is needed to check its digest, under a key storage takes', () => {
  const { digest, row } = textRow(salted, 2, 'a/b? #1 — naïve');
  assert.deepEqual(row, {
    key: textKey(digest),
    data: { digest, salt: 's_1.2', text: 'a/b? #1 — naïve' },
  });
  assert.match(row.key, /^text-[A-Za-z0-9_-]{43}$/);
});
