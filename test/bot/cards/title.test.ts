// The opening sentence of a card: what is asked of which resource, so that no two resources look the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleLine } from '../../../bot/cards/title.ts';
import { trapsBeside } from '../../../bot/cards/traps.ts';
import { viewOf } from './views.ts';

const viewFor = (id: string) => viewOf('waiting-new', {}, { resource: { type: 'database', id } });

test('two resources that differ never look the same, also where only the kind of space does', () => {
  const ids = ['prod/a b', 'prod/a\u00a0b', 'prod/a\u2003b', 'prod/a  b', 'prod/ab', 'prod/a\u3000b'];
  const drawn = ids.map((id) => JSON.stringify(titleLine(viewFor(id), 'asks')));
  assert.equal(new Set(drawn).size, ids.length);
});

test('a resource with a space that is no plain one is warned of', () => {
  assert.deepEqual(trapsBeside(viewFor('prod/a\u00a0b')).hidden, ['resource']);
  assert.deepEqual(trapsBeside(viewFor('prod/a b')).hidden, []);
});
