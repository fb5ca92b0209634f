import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsSecret, isPacked } from '../../../functions/gateway/secrets.ts';

const SECRET = 'k3y/with+"odd\\chars"~1';
const told = (text: string, headers: Readonly<Record<string, string>> = {}) => ({
  headers: new Map(Object.entries(headers)),
  body: new TextEncoder().encode(text),
});
const base64 = (text: string) => Buffer.from(text).toString('base64');
const percent = (text: string) => text.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`);

const SPELLED: readonly (readonly [string, string])[] = [
  ['as it is', SECRET],
  ['in base64 behind a scheme', base64(`Bearer ${SECRET}`)],
  ['in base64 of another alignment', base64(`Bearer: ${SECRET}`)],
  ['in base64 between other words', base64(`{"authorization":"x ${SECRET}","host":"a"}`)],
  ['in base64 for addresses', Buffer.from(`ab${SECRET}`).toString('base64url')],
  ['escaped as in JSON', JSON.stringify({ authorization: `Bearer ${SECRET}` })],
  ['escaped as in JSON, more than needed', `\\u006b3y\\/with\\u002b\\"odd\\\\chars\\"~1`],
  ['percent-encoded', encodeURIComponent(SECRET)],
  ['percent-encoded letter by letter', percent(SECRET)],
  ['in hex', Buffer.from(`Bearer ${SECRET}`).toString('hex').toUpperCase()],
  ['in base64 that is percent-encoded', encodeURIComponent(base64(SECRET))],
];
for (const [how, text] of SPELLED) {
  test(`finds a secret ${how}, in a body and in a header`, () => {
    assert.equal(holdsSecret(told(`before ${text} behind`), SECRET), true);
    assert.equal(holdsSecret(told('', { etag: `"${text}"` }), SECRET), true);
  });
}

test('finds user and password of a secret that is their base64', () => {
  assert.equal(holdsSecret(told('{"user":"root:pass-word-1"}'), base64('root:pass-word-1')), true);
});

test('finds it in base64 wherever it begins', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, behind) =>
      holdsSecret(told(base64(`${before}${SECRET}${behind}`)), SECRET),
    ),
  );
});

test('lets answers pass in which it does not stand', () => {
  for (const text of ['', SECRET.slice(1), base64(SECRET.slice(0, -2)), '100% \\u00zz \\ %zz'])
    assert.equal(holdsSecret(told(text), SECRET), false, text);
});

test('an answer is packed when it names a coding of its content or its transfer', () => {
  for (const headers of [{ 'content-encoding': 'gzip' }, { 'content-encoding': 'identity, br' }])
    assert.equal(isPacked(told('', headers)), true);
  assert.equal(isPacked(told('', { 'transfer-encoding': 'gzip, chunked' })), true);
  assert.equal(isPacked(told('', { 'transfer-encoding': 'chunked', 'content-encoding': 'Identity' })), false);
  assert.equal(isPacked(told('')), false);
});
