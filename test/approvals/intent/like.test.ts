// Spellings of one act, drawn: empty members put in and taken out at any depth, keys in any order. None of them is another act.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashesOf, likeHash, saySame } from '../../../approvals/intent/like.ts';
import { aLikeness, anotherValue, aValue, respelled } from '../../support/spellings.ts';

const wish = (properties: unknown) => ({ action: { name: 'data.export', properties } });

test('however an act is spelled, it is the same act', () => {
  fc.assert(
    fc.property(aValue, fc.infiniteStream(fc.nat(99)), (value, chance) => {
      const other = respelled(value, chance);
      assert.ok(saySame(aLikeness(wish(value)), aLikeness(wish(other))), JSON.stringify(other));
    }),
    { numRuns: 2000 },
  );
});

test('another value anywhere is another act, in whatever spelling', () => {
  fc.assert(
    fc.property(aValue, fc.infiniteStream(fc.nat(99)), (value, chance) => {
      const other = anotherValue(value, chance);
      assert.ok(!saySame(aLikeness(wish(value)), aLikeness(wish(other))), JSON.stringify(other));
      assert.ok(!saySame(aLikeness(wish(respelled(value, chance))), aLikeness(wish(other))));
    }),
    { numRuns: 2000 },
  );
});

test('what holds nothing counts nowhere; what is false, zero or a space does', () => {
  const plain = aLikeness(wish({ rows: 5 }));
  for (const more of [null, '', {}, [], [null, [[]]], { a: { b: [''] } }])
    assert.ok(saySame(plain, aLikeness(wish({ rows: 5, more }))), JSON.stringify(more));
  for (const more of [false, 0, ' ', [0], { a: false }])
    assert.ok(!saySame(plain, aLikeness(wish({ rows: 5, more }))), JSON.stringify(more));
  assert.ok(saySame(aLikeness(wish(undefined)), aLikeness(wish({}))));
});

test('the place in a list counts, and what holds nothing there does not', () => {
  const limits = (...items: readonly unknown[]) => aLikeness(wish({ limits: items }));
  assert.ok(!saySame(limits(null, 10), limits(10, null)));
  assert.ok(!saySame(limits('a', {}, 'b'), limits('a', 'b')));
  assert.ok(saySame(limits(null, 10), limits({}, 10, [])));
  assert.ok(saySame(limits(10), limits(10, null, '')));
});

test('an intent without empty members has no likeness of its own, and is found under one hash alone', () => {
  const whole = wish({ rows: 5, tables: ['a', { name: 'b' }] });
  assert.equal(likeHash(whole), undefined);
  assert.equal(hashesOf(aLikeness(whole)).length, 1);
  const spelled = aLikeness(wish({ rows: 5, tables: ['a', { name: 'b' }, {}] }));
  assert.deepEqual(hashesOf(spelled), [aLikeness(whole).intentHash, spelled.intentHash]);
});

test('rows of before there were likenesses are the same by the hash of the intent alone', () => {
  const { intentHash } = aLikeness(wish({ rows: 5, more: {} }));
  assert.ok(saySame({ intentHash }, aLikeness(wish({ rows: 5, more: {} }))));
  assert.ok(!saySame({ intentHash }, aLikeness(wish({ rows: 5 }))));
});

test('a body that was read is the same however it was written; one that was not is known by its bytes alone', () => {
  const sent = (body: unknown, digest: string, more: object = {}) =>
    aLikeness(wish({ method: 'PATCH', body, body_bytes: digest.length, body_sha256: digest, ...more }));
  assert.ok(saySame(sent({ replicas: 0 }, 'aa'), sent({ replicas: 0 }, 'bbb')));
  assert.ok(saySame(sent({ replicas: 0 }, 'aa'), sent({ replicas: 0, labels: {} }, 'bbb')));
  assert.ok(!saySame(sent({ replicas: 0 }, 'aa'), sent({ replicas: 1 }, 'aa')));
  const unseen = (digest: string) =>
    aLikeness(wish({ body_shown: false, body_bytes: 2, body_sha256: digest }));
  assert.ok(!saySame(unseen('aa'), unseen('bb')));
});
