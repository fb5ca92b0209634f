// What `countersign status` says of the cards of a request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryOf } from '../../../cli/requests/delivery-words.ts';
import type { CardDelivery, Delivery, Task } from '../../../client/wire.ts';

const told = (delivery: Delivery): readonly string[] => deliveryOf({ delivery } as Task);
const card = (change: Partial<CardDelivery>): readonly string[] =>
  told({ prompts: [{ route: 'data-approvals', state: 'delivered', ...change }] });

test('tells of each card where it is meant to stand, how it stands, and below what became of it when', () => {
  const lines = card({
    history: [
      { at: '2026-11-22T14:00:03.120Z', what: 'held' },
      {
        at: '2026-11-22T14:00:09.000Z',
        what: 'failed',
        why: 'Teams answered 502',
        times: 3,
        last: '2026-11-22T14:01:00.000Z',
      },
      { at: '2026-11-22T14:01:30.000Z', what: 'posted' },
      { at: '2026-11-22T14:02:00.000Z', what: 'updated' },
    ],
  });
  assert.deepEqual(lines, [
    '  route data-approvals: its card stands there',
    '    2026-11-22 14:00:03 UTC waits for its turn',
    '    2026-11-22 14:00:09 UTC failed, 3 times until 2026-11-22 14:01:00 UTC: Teams answered 502',
    '    2026-11-22 14:01:30 UTC posted',
    '    2026-11-22 14:02:00 UTC brought up to date',
  ]);
});

for (const [state, words] of [
  ['unconfirmed', 'a card was sent, and Teams did not say that it stands: late'],
  ['waiting', 'its card was not sent yet: late'],
  ['held', 'its card waits for its turn: Teams takes only so many at a time: late'],
  ['gone', 'its card stood there, and was removed or withdrawn: late'],
  ['dead', 'its card was given up: late'],
  ['beside', 'no card of its own: its conversation has another card of this request: late'],
  ['ended', 'no card: the request was over before one was sent: late'],
  ['delivered', 'its card stands there'],
  ['another', 'another: late'],
] as const) {
  test(`tells a card that is ${state} in words, with the reason unless it stands`, () => {
    assert.deepEqual(card({ state, last_error: 'late' }), [`  route data-approvals: ${words}`]);
  });
}

test('names a person’s or an owner’s card, a summary, and the route it moved to', () => {
  const stands = 'its card stands there';
  assert.deepEqual(
    told({
      prompts: [
        { person: 'e001', state: 'delivered' },
        { person: 'e002', owner: true, state: 'delivered' },
        { route: 'ops', summary: true, fallback: 'all', state: 'delivered' },
      ],
    }),
    [
      `  person e001: ${stands}`,
      `  owner e002: ${stands}`,
      `  route ops (a summary, now by route all): ${stands}`,
    ],
  );
});

test('says first that nobody was reached, and tells groups and callbacks last', () => {
  const lines = told({
    nobody_reached: true,
    prompts: [{ route: 'ops', state: 'dead', last_error: 'the route leads nowhere' }],
    groups: [
      { group: 'owners', state: 'told', people: 1 },
      { group: 'leads', state: 'waiting', last_error: 'Graph is silent' },
    ],
    callbacks: [{ state: 'waiting', attempts: 2, last_error: 'answered 500' }],
  });
  assert.deepEqual(lines, [
    '  nobody was reached: no card stands anywhere, and none will before somebody acts',
    '  route ops: its card was given up: the route leads nowhere',
    '  group owners: 1 person told',
    '  group leads: its members are being looked up: Graph is silent',
    '  callback: waiting, 2 attempts: answered 500',
  ]);
  assert.deepEqual(deliveryOf({} as Task), []);
});

test('what others wrote stays on its line and shows what cannot be seen', () => {
  const [line = '', ...others] = card({
    state: 'dead',
    last_error: 'no\n  route x: its card stands there\u202e',
  });
  assert.equal(others.length, 0);
  assert.ok(!line.includes('\n') && !line.includes('\u202e'));
});
