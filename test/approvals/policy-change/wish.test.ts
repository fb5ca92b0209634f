import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { changeWish, deploymentAs } from '../../../approvals/policy-change/wish.ts';
import { AUDIENCE, TENANT } from '../../../local/directory.ts';

const file = (text: string) => ({ text, version: createHash('sha256').update(text).digest('hex') });
const wish = (from: string, to: string) =>
  changeWish(file(from), file(to), deploymentAs(AUDIENCE), TENANT)?.intent.action.properties?.lines;

test('every changed line is asked to its end, however long it is', () => {
  const rule = (action: string) => `{ description: ${'x'.repeat(2000)}, when: action.name == "${action}" }`;
  assert.deepEqual(wish(rule('data.read'), rule('data.drop')), [
    `-${rule('data.read')}`,
    `+${rule('data.drop')}`,
  ]);
});

test('what is too much to be seen whole is no wish', () => {
  const padding = '# padding, so that nobody reads on\n'.repeat(1000);
  assert.equal(wish('a', `${padding}b`), undefined);
  assert.equal(wish('a', `${'\u0001'.repeat(5000)}`), undefined);
});
