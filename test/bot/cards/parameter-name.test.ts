// What a parameter is labelled by on a card.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { parameterName, spelt } from '../../../bot/cards/parameter-name.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { viewOf } from './views.ts';

test('a parameter that is called as a label of ours stands in quotation marks', () => {
  for (const name of [
    'Resource',
    'Approvals',
    'RESOURCE',
    ' Resource',
    'Resource:',
    'Comments',
    'You approve exactly this',
    'environment, said by the enforcer',
    'claimed by the agent',
  ])
    assert.equal(parameterName(name), JSON.stringify(name));
});

test('so does one that is called as a circumstance', () => {
  for (const name of ['context.session', 'resource.owner', 'Context.x', 'context'])
    assert.equal(parameterName(name), JSON.stringify(name));
});

test('any other stands as it is', () => {
  for (const name of ['rows', 'reason', 'approve', 'agent', 'run', 'BucketName', 'contextual', 'a b'])
    assert.equal(parameterName(name), name);
});

test('one without a name can be seen, on the card and on the page', () => {
  const view = viewOf('waiting-new', { parameters: { '': 'x' } });
  assert.match(JSON.stringify(buildCard(view)), /"text":"\\"\\"","fontType":"Monospace"/);
  assert.equal(wholeOf(view).parameters[0]?.name, '""');
  assert.equal(parameterName('""'), '"\\"\\""');
});

test('two names never look the same', () => {
  const name = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('', '""', 'Resource', '"Resource"', 'context.a', '"context.a"', ' "', '" "'),
  );
  fc.assert(
    fc.property(name, name, (one, other) => {
      assert.equal(parameterName(one) === parameterName(other), one === other);
      assert.equal(spelt(one) === spelt(other), one === other);
    }),
  );
});
