import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttonsOf, inputValuesOf, refreshOf } from '../../../local/teams/cards.ts';

const button = (verb: string, data: unknown = {}) => ({ type: 'Action.Execute', verb, data });

test('finds buttons wherever a card may hold them, in reading order', () => {
  const card = {
    type: 'AdaptiveCard',
    body: [
      { type: 'Container', selectAction: button('open') },
      { type: 'ActionSet', actions: [button('one'), { type: 'Action.OpenUrl', url: 'https://example.com' }] },
      {
        type: 'ColumnSet',
        columns: [{ type: 'Column', items: [{ type: 'ActionSet', actions: [button('two')] }] }],
      },
    ],
    actions: [{ type: 'Action.ShowCard', card: { type: 'AdaptiveCard', actions: [button('three')] } }],
  };
  assert.deepEqual(
    buttonsOf(card).map(({ verb }) => verb),
    ['open', 'one', 'two', 'three'],
  );
});

test("takes nothing for a button that hides in a button's data, and not the card's refresh", () => {
  const card = {
    refresh: { action: button('refresh') },
    actions: [button('deny', { x: button('approve') })],
  };
  assert.deepEqual(
    buttonsOf(card).map(({ verb }) => verb),
    ['deny'],
  );
  assert.equal(refreshOf(card)?.verb, 'refresh');
  assert.equal(refreshOf({}), undefined);
});

test('reads the values inputs start with and leaves out the empty ones', () => {
  const card = {
    body: [{ type: 'Input.Text', id: 'a', value: 'x' }, { type: 'Input.Text', id: 'b' }, null, 7],
  };
  assert.deepEqual(inputValuesOf(card), { a: 'x' });
});
