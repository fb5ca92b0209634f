import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { MAX_BODY_BYTES, readBody } from '../../functions/read-body.ts';
import { aPost } from '../support/http-calls.ts';

const invalid = (told: Awaited<ReturnType<typeof readBody>>) =>
  told !== 'length_required' && !told.ok && told.refusal.reason === 'invalid'
    ? told.refusal.problems
    : undefined;

test('reads strict JSON and the hash of the very bytes', async () => {
  const text = '{ "a": [1, "ü"] }';
  const hash = createHash('sha256').update(text).digest('base64url');
  assert.deepEqual(await readBody(aPost(text)), { ok: true, value: { value: { a: [1, 'ü'] }, hash } });
});

test('bodies that mean the same but are written otherwise have other hashes', async () => {
  const [one, two] = [await readBody(aPost('{"a":1}')), await readBody(aPost('{"a": 1}'))];
  assert.ok(one !== 'length_required' && two !== 'length_required' && one.ok && two.ok);
  assert.notEqual(one.value.hash, two.value.hash);
});

for (const length of [undefined, '', 'two', '-2', '2.0', '0x2', '2, 2']) {
  test(`a Content-Length of ${JSON.stringify(length)} is as good as none`, async () => {
    assert.equal(await readBody(aPost('{}', { 'content-length': length })), 'length_required');
  });
}

test('a call that says it has no body is an empty object', async () => {
  assert.deepEqual(await readBody(aPost('', { 'content-type': undefined })), {
    ok: true,
    value: { value: {}, hash: '' },
  });
});

for (const [what, length] of [
  ['as announced', undefined],
  ['announced as small', '2'],
] as const) {
  test(`a body over 64 KiB (${what}) is too large`, async () => {
    const body = JSON.stringify('x'.repeat(MAX_BODY_BYTES));
    const told = await readBody(aPost(body, length === undefined ? {} : { 'content-length': length }));
    const refusal = { reason: 'too_large', what: 'The body', limitBytes: MAX_BODY_BYTES };
    assert.deepEqual(told, { ok: false, refusal });
  });
}

test('a body of exactly 64 KiB is read', async () => {
  const told = await readBody(aPost(JSON.stringify('x'.repeat(MAX_BODY_BYTES - 2))));
  assert.ok(told !== 'length_required' && told.ok);
});

for (const type of [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;charset=UTF-8',
]) {
  test(`takes the content type ${type}`, async () => {
    const told = await readBody(aPost('{}', { 'content-type': type }));
    assert.ok(told !== 'length_required' && told.ok);
  });
}

for (const type of [
  undefined,
  'text/plain',
  'application/json; charset=utf-16',
  'application/jsonp',
  'text/json',
]) {
  test(`refuses the content type ${type}`, async () => {
    assert.equal(invalid(await readBody(aPost('{}', { 'content-type': type })))?.[0]?.at, 'Content-Type');
  });
}

for (const text of ['{"a":1,"a":2}', '{"a":9007199254740993}', '{', '']) {
  test(`refuses what two readers could read differently: ${text || 'nothing'}`, async () => {
    assert.ok((invalid(await readBody(aPost(text, { 'content-length': '9' })))?.length ?? 0) > 0);
  });
}

test('refuses bytes that are no UTF-8', async () => {
  assert.ok(invalid(await readBody(aPost(new Uint8Array([0x22, 0xff, 0x22])))));
});

test('a body announced as too large is not even read', async () => {
  const request = aPost('{}', { 'content-length': String(MAX_BODY_BYTES + 1) });
  const told = await readBody(request);
  assert.ok(told !== 'length_required' && !told.ok && told.refusal.reason === 'too_large');
  assert.equal(request.bodyUsed, false);
});
