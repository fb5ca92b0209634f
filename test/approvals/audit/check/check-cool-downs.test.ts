// A yes held against denials of the same, as they are collected over a package: plain data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEarlierDenials,
  type DeniedRequest,
  type Earlier,
} from '../../../../approvals/audit/check/check-earlier.ts';
import { later } from '../../../../approvals/time.ts';
import { MINUTE_MS, NOW } from '../../../support/builders.ts';

const ASKED = { agent: 'a', intentHash: 'h', action: 'read', resource: 'db' };
const DENIAL: DeniedRequest = { ...ASKED, at: NOW, by: 'bob' };
const YES: NonNullable<Earlier['yes']> = {
  ...ASKED,
  at: later(NOW, 10 * MINUTE_MS),
  coolDownMs: 60 * MINUTE_MS,
};
const DAY = NOW.slice(0, 10);

/** Why a yes like this cannot be, beside this denial. */
function whyNot(yes: Partial<NonNullable<Earlier['yes']>> = {}, denial: Partial<DeniedRequest> = {}) {
  const all = createEarlierDenials();
  // In either order: a package is in the order of ids.
  all.add({ yes: { ...YES, ...yes } }, { line: 1, id: 'req_1' });
  all.add({ denial: { ...DENIAL, ...denial } }, { line: 2, id: 'req_2' });
  return all
    .flaws({ isHere: () => true, days: { from: DAY, to: DAY } })
    .map(({ id, why }) => `${id} ${why}`)[0];
}

test('a yes while the cool-down of a denial of the same held is found, in whatever spelling', () => {
  const told =
    /^req_1 is approved at \S+ and a person had denied the same as req_2 at \S+ its cool-down held/;
  assert.match(whyNot() ?? '', told);
  assert.match(whyNot({ intentHash: 'x', likeHash: 'h' }) ?? '', told);
  assert.match(whyNot({}, { intentHash: 'x', likeHash: 'h' }) ?? '', told);
  assert.match(whyNot({ at: later(NOW, MINUTE_MS + 1) }) ?? '', told);
  assert.match(whyNot({ at: later(NOW, 59 * MINUTE_MS - 1) }) ?? '', told);
});

for (const [what, yes] of [
  ['of another agent', { agent: 'b' }],
  ['of another intent', { intentHash: 'x' }],
  ['of another likeness', { intentHash: 'x', likeHash: 'y' }],
  ['before the denial', { at: later(NOW, -1) }],
  ['so near to the denial that either may have been first', { at: later(NOW, MINUTE_MS) }],
  ['after the cool-down', { at: later(NOW, 60 * MINUTE_MS) }],
  ['at the end of the cool-down by a clock that is ahead', { at: later(NOW, 59 * MINUTE_MS) }],
] as const) {
  test(`a yes ${what} is good`, () => assert.equal(whyNot(yes), undefined));
}

test('of many denials of the same the one that held is found, in whatever order they were told', () => {
  const all = createEarlierDenials();
  const hours = [9, 5, 2, 0, -1, -3, -7];
  for (const [n, hour] of hours.entries()) {
    const at = later(NOW, hour * 60 * MINUTE_MS);
    all.add({ denial: { ...DENIAL, at } }, { line: n + 1, id: `req_${hour}` });
  }
  all.add({ yes: YES }, { line: 8, id: 'req_yes' });
  // Between two denials, and under neither.
  all.add({ yes: { ...YES, at: later(NOW, 90 * MINUTE_MS) } }, { line: 9, id: 'req_good' });
  const found = all.flaws({ isHere: () => true, days: { from: DAY, to: DAY } });
  assert.deepEqual(
    found.map(({ id }) => id),
    ['req_yes'],
  );
  assert.match(found[0]?.why ?? '', /the same as req_0 at /);
});
