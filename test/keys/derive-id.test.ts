import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { requestIdFor } from '../../keys/derive-id.ts';

const key = Buffer.alloc(32, 7);
const call = { tenant: 't', caller: 'c', idempotencyKey: 'k' };

test('the same caller and key give the same id, of the shape of a minted one', () => {
  assert.equal(requestIdFor(key, call), requestIdFor(key, { ...call }));
  assert.match(requestIdFor(key, call), /^req_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('an id stays what it is from release to release: stored requests are found again', () => {
  assert.equal(requestIdFor(key, call), 'req_18dhaq5z3hwd33rq07m5s742cr');
});

test('another tenant, caller, idempotency key or secret key gives another id', () => {
  const ids = [
    requestIdFor(key, call),
    requestIdFor(key, { ...call, tenant: 'u' }),
    requestIdFor(key, { ...call, caller: 'd' }),
    requestIdFor(key, { ...call, idempotencyKey: 'l' }),
    requestIdFor(randomBytes(32), call),
  ];
  assert.equal(new Set(ids).size, ids.length);
});

test('moving a letter from one part to the next gives another id', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  fc.assert(
    fc.property(text, text, text, text, text, text, (a, b, c, d, e, f) => {
      const same = a === d && b === e && c === f;
      const one = requestIdFor(key, { tenant: a, caller: b, idempotencyKey: c });
      const other = requestIdFor(key, { tenant: d, caller: e, idempotencyKey: f });
      assert.equal(one === other, same);
    }),
  );
  assert.notEqual(
    requestIdFor(key, { tenant: 'ab', caller: 'c', idempotencyKey: '' }),
    requestIdFor(key, { tenant: 'a', caller: 'bc', idempotencyKey: '' }),
  );
});

test('refuses text that UTF-8 would change, and a key that could be guessed', () => {
  assert.throws(() => requestIdFor(key, { ...call, idempotencyKey: '\ud800' }), /well-formed/);
  assert.throws(() => requestIdFor(Buffer.alloc(31), call), /at least 32/);
});
