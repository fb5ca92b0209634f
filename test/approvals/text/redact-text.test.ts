// What looks like a secret is taken out of a text whoever reads it, and words that only speak of one stay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactText } from '../../../approvals/text/redact-text.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['password=hunter2 works', 'password=⟨redacted: password, 7 characters⟩ works'],
  ['the "client_secret": "abc def 123"', 'the "client_secret": "⟨redacted: secret, 11 characters⟩"'],
  ['AccountName=x;AccountKey=Zm9vYmFyYmF6cXV4;', 'AccountName=x;AccountKey=⟨redacted: key, 16 characters⟩;'],
  [
    'see https://x.blob.core.windows.net/c?sv=1&sig=abc%2Fdef',
    'see https://x.blob.core.windows.net/c?sv=1&sig=⟨redacted: signature, 9 characters⟩',
  ],
  ['postgres://me:geheim@db/prod', 'postgres://⟨redacted: credentials, 9 characters⟩@db/prod'],
  ['Bearer abcdefghijklmnopqrstuvwx', 'Bearer ⟨redacted: token, 24 characters⟩'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '⟨redacted: token, 41 characters⟩'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '⟨redacted: private key, 58 characters⟩'],
  ['-----BEGIN RSA PRIVATE KEY-----\ncut off', '⟨redacted: private key, 39 characters⟩'],
  ['ghp_0123456789abcdefghij', '⟨redacted: token, 24 characters⟩'],
  ['AKIAIOSFODNN7EXAMPLE', '⟨redacted: key, 20 characters⟩'],
  ['abc8Q~0123456789012345678901234', '⟨redacted: secret, 31 characters⟩'],
];

for (const [text, shown] of CASES) {
  test(`takes the secret out of "${text.slice(0, 24)}"`, () => assert.equal(redactText(text), shown));
}

for (const text of [
  'Reset the password of the service account.',
  'password: ok',
  'Ticket SEC-12: rotate the API key before Monday; see https://example.com/a?b=c',
  'Ask alice@contoso.example (5f2b6c1e-0c1d-4c8e-9a2b-1234567890ab).',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
]) {
  test(`leaves "${text.slice(0, 40)}" alone`, () => assert.equal(redactText(text), text));
}

test('a long text of an agent is looked through at once', () => {
  for (const each of ['a', '-', 'secret', '://', 'eyJ', '?sig', ' ', '"']) {
    const begun = performance.now();
    redactText(each.repeat(Math.ceil(64_000 / each.length)));
    assert.ok(performance.now() - begun < 1000, each);
  }
});
