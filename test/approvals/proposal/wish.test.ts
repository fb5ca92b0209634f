import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { changeWish, deploymentAs } from '../../../approvals/proposal/wish.ts';
import { AUDIENCE, TENANT } from '../../../local/directory.ts';

const file = (text: string) => ({ text, version: createHash('sha256').update(text).digest('hex') });
const wish = (from: string, to: string) => changeWish(file(from), file(to), deploymentAs(AUDIENCE), TENANT);
const asked = (from: string, to: string) => wish(from, to)?.intent.action.properties;

test('every edit is asked to its end, however long it is, between both hashes', () => {
  const text = (end: string) => `tomorrow: ${'x'.repeat(2000)}${end}\n`;
  const edit = {
    of: 'tomorrow',
    is: 'changed',
    values: [{ was: `${'x'.repeat(2000)}a`, now: `${'x'.repeat(2000)}b` }],
  };
  assert.deepEqual(asked(text('a'), text('b')), {
    from: file(text('a')).version,
    to: file(text('b')).version,
    may_be_laxer: [edit],
  });
});

test('the hash that people approve is another as soon as one letter of one value is', () => {
  const hash = (to: string) => wish('tomorrow: a\n', to)?.hash;
  assert.notEqual(hash('tomorrow: b\n'), hash('tomorrow: c\n'));
});

test('what is too much to be seen whole is no wish', () => {
  const padding = '# padding, so that nobody reads on\n'.repeat(1000);
  assert.equal(wish('a: 1', `${padding}a: 2`), undefined);
  assert.equal(wish('a: 1', `a: "${'\\u0001'.repeat(5000)}"`), undefined);
});
