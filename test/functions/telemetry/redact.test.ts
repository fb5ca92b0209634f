import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneLine, redact } from '../../../functions/telemetry/redact.ts';

const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const KEY = `${'Zm9vYmFyMTIz'.repeat(7)}Ab==`;
/** What must be gone, and the text it stands in. */
const secrets: readonly (readonly [what: string, secret: string, text: string])[] = [
  ['a token', JWT, `the token ${JWT} was refused`],
  ['a token that was cut off', 'eyJhbGciOiJSUzI1NiIsImtp', 'got eyJhbGciOiJSUzI1NiIsImtp'],
  ['an encrypted token', 'AAA.BBB.CCC.DDD', 'eyJlbmMiOiJBMjU2R0NNIn0.AAA.BBB.CCC.DDD'],
  ['a header', 'hunter2hunter2', 'Authorization: Bearer hunter2hunter2'],
  ['a header of an object', 'hunter2', "{ authorization: 'Basic hunter2', host: 'x' }"],
  ['a header in JSON', 'hunter2', '{"Authorization":"hunter2","host":"x"}'],
  ['a function key', 'hunter2', 'x-functions-key: hunter2'],
  ['a key of storage', KEY, `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${KEY};`],
  ['a key of a bus', 'hunter2', 'Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=hunter2'],
  ['a key alone', KEY, `unexpected ${KEY} at line 1`],
  [
    'a signed address',
    'sv=2024&sig=abc%3D',
    'GET https://x.blob.core.windows.net/c/b?sv=2024&sig=abc%3D failed',
  ],
  ['a fragment of an address', 'access_token=abc', 'opened https://host.example/cb#access_token=abc'],
  ['a name and password in an address', 'bob:pw', 'connecting to https://bob:pw@host.example/x'],
  ['a client secret', 'hunter2', 'client_secret=hunter2&grant_type=client_credentials'],
  [
    'a secret of Entra, by its mark',
    'abc8Q~0123456789012345678901234567890',
    'x abc8Q~0123456789012345678901234567890 y',
  ],
  ['a password', 'p w"d', 'password="p w\\"d" user=x'],
  ['a callback secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['a private key', 'MIIEvQIBADAN', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----'],
  ['a private key that was cut off', 'MIIEvQIBADAN', '-----BEGIN EC PRIVATE KEY-----\nMIIEvQIBADAN'],
  ['the private part of a JWK', 'x7Yz', '{"kty":"EC","crv":"P-256","d":"x7Yz"}'],
  ['a token of GitHub', 'ghp_0123456789abcdefghij', 'ghp_0123456789abcdefghij'],
  ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['a cookie', 'hunter2', 'set-cookie: hunter2'],
  ['who somebody is', 'alice@contoso.example', 'no mailbox for alice@contoso.example here'],
];
for (const [what, secret, text] of secrets) {
  test(`takes out ${what}`, () => {
    const clean = redact(text);
    assert.ok(!clean.includes(secret), clean);
    assert.match(clean, /\[redacted\]/);
  });
}

const harmless: readonly string[] = [
  'committing to req_000000000000000000000000ab: status 503 from storage',
  'Microsoft Graph answered 403 (members of a group). Grant GroupMember.Read.All.',
  'The bot got no token for Teams (401).',
  'No token for https://graph.microsoft.com/.default (managed-identity). Check the identity of the app.',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '7c0ffee0-0000-4000-8000-000000000001',
  '    at decide (/home/site/wwwroot/app.cjs:12:345)',
];
for (const text of harmless) {
  test(`leaves alone: ${text}`, () => assert.equal(redact(text), text));
}

test('a text of any length is read no further than its first 8,192 characters, in little time', () => {
  const begun = performance.now();
  const hostile = [
    'a'.repeat(5_000_000),
    '@.'.repeat(100_000),
    'eyJ'.repeat(50_000),
    '"token":"\\'.repeat(50_000),
  ];
  for (const text of hostile) assert.ok(redact(text).length < 20_000);
  assert.ok(performance.now() - begun < 5000);
});

test('what is logged stays on its line and steers no terminal', () => {
  const text = oneLine('first\nsecond\r\u001b[31mred\u2028third\u202eright\ttab');
  assert.equal(text, 'first\\nsecond\\u{d}\\u{1b}[31mred\\u{2028}third\\u{202e}right tab');
});
