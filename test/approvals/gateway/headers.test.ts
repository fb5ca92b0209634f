import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { passedHeaders } from '../../../approvals/gateway/headers.ts';

const pass = (headers: Record<string, string>, listed: readonly string[] = [], hasBody = true) =>
  passedHeaders(Object.entries(headers), listed, hasBody);

test('passes the kind of a body, what is wanted in return, and what is listed', () => {
  const headers = {
    'Content-Type': 'application/json',
    accept: 'text/plain',
    'x-note': ' a ',
    'x-other': 'b',
  };
  assert.deepEqual(pass(headers, ['x-note']), {
    ok: true,
    value: { 'content-type': 'application/json', accept: 'text/plain', 'x-note': 'a' },
  });
  assert.deepEqual(pass({ 'content-type': 'application/json', accept: '*/*' }, [], false), {
    ok: true,
    value: {},
  });
});

test('never passes what proves somebody or frames the message, listed or not', () => {
  const never = [
    'authorization',
    'cookie',
    'host',
    'content-length',
    'transfer-encoding',
    'connection',
    'te',
  ];
  const more = [
    'proxy-authorization',
    'x-forwarded-for',
    'x-ms-client-principal',
    'countersign-request',
    'forwarded',
  ];
  const all = [...never, ...more];
  assert.deepEqual(pass(Object.fromEntries(all.map((name) => [name, 'x'])), all), { ok: true, value: {} });
});

const REFUSED: readonly (readonly [Record<string, string>, readonly string[], RegExp])[] = [
  [{ 'if-match': '"1"' }, [], /if-match.*changes what the call does/],
  [{ 'content-encoding': 'gzip' }, [], /content-encoding/],
  [{ 'x-http-method-override': 'DELETE' }, ['x-http-method-override'], /another method/],
  [{ 'X-HTTP-Method': 'DELETE' }, [], /another method/],
  [{ 'x-original-path': '/admin' }, [], /another method or address/],
  [{ 'x-rewrite-url': '/admin' }, [], /another method or address/],
  [{ 'x-note': 'a\u00e9' }, ['x-note'], /visible ASCII/],
  [{ 'x-note': 'a\r\nX-Evil: 1' }, ['x-note'], /visible ASCII/],
  [{ 'content-type': 'application/json,text/plain' }, [], /not one media type/],
  [{ 'content-type': 'application/json;' }, [], /not one media type/],
  [{ 'x-note': 'a'.repeat(9000) }, ['x-note'], /longer than/],
];
for (const [headers, listed, why] of REFUSED) {
  test(`refuses ${JSON.stringify(headers).slice(0, 60)}`, () => {
    const passed = pass(headers, listed);
    assert.equal(passed.ok, false);
    assert.match(JSON.stringify(passed), why);
  });
}

test('takes what the platform itself writes, and passes none of it on', () => {
  const names = [
    'x-original-url',
    'x-waws-unencoded-url',
    'x-original-for',
    'x-original-proto',
    'disguised-host',
  ];
  assert.deepEqual(pass(Object.fromEntries(names.map((name) => [name, '/x'])), names.slice(0, 1)), {
    ok: true,
    value: {},
  });
});

test('lets a condition through that the target lists', () => {
  assert.deepEqual(pass({ 'if-match': '"1"' }, ['if-match']), { ok: true, value: { 'if-match': '"1"' } });
});

test('whatever headers come, what passes is listed, plain and on one line', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (headers) => {
      const passed = pass(headers, ['x-note']);
      if (!passed.ok) return;
      for (const [name, value] of Object.entries(passed.value)) {
        assert.ok(['accept', 'content-type', 'x-note'].includes(name));
        assert.match(value, /^[\x20-\x7e]*$/);
      }
    }),
  );
});
