import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { encodeBits } from '../../keys/base32.ts';
import { createMint } from '../../keys/mint.ts';

test('an id is its prefix and 26 letters and digits that cannot be misread', () => {
  assert.match(createMint()('op'), /^op_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('ten thousand ids are all different', () => {
  const mint = createMint();
  assert.equal(new Set(Array.from({ length: 10_000 }, () => mint('x'))).size, 10_000);
});

test('every one of the 128 bits can be read back from the letters', () => {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const text = encodeBits(bytes);
      const back = [...text].reduce((sum, letter) => sum * 32n + BigInt(alphabet.indexOf(letter)), 0n);
      assert.equal(text.length, 26);
      assert.equal(back.toString(16).padStart(32, '0'), Buffer.from(bytes).toString('hex'));
    }),
  );
});

test('anything but sixteen bytes is a bug of the caller', () => {
  assert.throws(() => encodeBits(new Uint8Array(15)), /16 bytes, not 15/);
});
