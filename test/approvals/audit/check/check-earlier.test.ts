// What requests say of earlier denials, held against these: plain data, as it is collected over a package.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Citation,
  createEarlierDenials,
  type DeniedRequest,
} from '../../../../approvals/audit/check/check-earlier.ts';
import { later } from '../../../../approvals/time.ts';
import { NOW } from '../../../support/builders.ts';

const DAY = 24 * 3_600_000;
const DENIAL: DeniedRequest = {
  agent: 'a',
  intentHash: 'h',
  action: 'read',
  resource: 'db',
  at: NOW,
  by: 'bob',
};
const CITES: Citation = { ...DENIAL, request: 'req_1', same: 'intent' };

/** Why a request that says this of `req_1` cannot be good, in a package that has these days and this denial. */
function whyNot(
  cites: Partial<Citation>,
  {
    denial = DENIAL,
    here = true,
    from = NOW.slice(0, 10),
    to = NOW.slice(0, 10),
  }: { denial?: DeniedRequest | 'none' | 'flawed'; here?: boolean; from?: string; to?: string } = {},
): { readonly why: string | undefined; readonly beyond: number } {
  const all = createEarlierDenials();
  if (denial === 'flawed') all.passOver('req_1');
  else if (denial !== 'none') all.add({ denial }, { line: 1, id: 'req_1' });
  all.add({ cites: [{ ...CITES, ...cites }] }, { line: 2, id: 'req_2' });
  const isHere = () => here;
  return { why: all.flaws({ isHere, days: { from, to } })[0]?.why, beyond: all.beyond(isHere) };
}

test('what is said of a denial as it was is good', () => {
  assert.deepEqual(whyNot({}), { why: undefined, beyond: 0 });
  assert.equal(whyNot({ intentHash: 'x', same: 'target' }).why, undefined);
  assert.equal(whyNot({ intentHash: 'x', resource: 'other', same: 'action' }).why, undefined);
});

for (const [what, cites, words] of [
  ['another moment', { at: later(NOW, 1) }, /was denied at \S+, and not at/],
  ['another person', { by: 'eve' }, /bob denied, and not eve/],
  ['another agent', { agent: 'b' }, /is of another agent/],
  ['another intent', { intentHash: 'x' }, /has the same target, and not intent/],
  [
    'another resource',
    { intentHash: 'x', resource: 'other', same: 'target' },
    /has the same action, and not target/,
  ],
  [
    'another action',
    { intentHash: 'x', action: 'write', same: 'action' },
    /has the same agent, and not action/,
  ],
  ['less than was the same', { same: 'action' }, /has the same intent, and not action/],
] as const) {
  test(`an earlier denial that is told as one of ${what} is found`, () => {
    assert.match(whyNot(cites).why ?? '', words);
  });
}

test('what was denied because of it may be spelled otherwise, and asks nothing else', () => {
  assert.equal(whyNot({ same: 'meaning' }).why, undefined);
  assert.equal(whyNot({ intentHash: 'x', likeHash: 'h', same: 'meaning' }).why, undefined);
  assert.match(whyNot({ intentHash: 'x', same: 'meaning' }).why ?? '', /which asks something else/);
});

test('an earlier request that no person denied is found', () => {
  assert.match(whyNot({}, { denial: 'none' }).why ?? '', /req_1 as denied before it, which no person denied/);
});

test('one that is flawed itself is told by its own flaw alone', () => {
  assert.equal(whyNot({}, { denial: 'flawed' }).why, undefined);
});

test('one that is not there is found where it must have been asked within the days of the package', () => {
  const since = (days: number) => ({
    denial: 'none' as const,
    here: false,
    from: later(NOW, -days * DAY).slice(0, 10),
  });
  assert.match(whyNot({}, since(30)).why ?? '', /which is not in the package/);
  assert.deepEqual(whyNot({}, since(29)), { why: undefined, beyond: 1 });
  const before = { ...since(31), to: later(NOW, -DAY).slice(0, 10) };
  assert.deepEqual(whyNot({}, before), { why: undefined, beyond: 1 });
});
