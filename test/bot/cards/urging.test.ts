// A card that a newer one replaced asks nothing; one that comes again says why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { STATES, viewOf } from './views.ts';

const replaced = { prompt: { key: 'prompt-1', nonce: 'n_91ab', replaced: true } } as const;
const json = (view: ReturnType<typeof viewOf>) => JSON.stringify(buildCard(view));

for (const state of STATES.filter((each) => each.startsWith('waiting'))) {
  test(`the replaced card of ${state} has no button, no input and no time that could pass`, () => {
    const card = json(viewOf(state, replaced));
    assert.doesNotMatch(card, /Action\.|Input\.|n_91ab|UTC|needed/);
    assert.match(card, /Asked again on a newer card/);
  });
}

test('what has ended stands on every card, also on one that was replaced', () => {
  for (const state of STATES.filter((each) => /^(?:denied|expired|approved)/.test(each)))
    assert.equal(json(viewOf(state, replaced)), json(viewOf(state)), state);
});

test('the toast says that it comes again, and why', () => {
  const { reminded: _twice, ...escalated } = viewOf('waiting-escalated').request;
  assert.match(summarise(viewOf('waiting-escalated')), /^Reminder: High risk: nightly-etl asks to/);
  assert.match(
    summarise({ ...viewOf('waiting-new'), request: escalated }),
    /^Escalated: High risk: nightly-etl/,
  );
  assert.match(summarise(viewOf('waiting-new')), /^High risk: nightly-etl asks to/);
});

test('says who was told when, why before its time, and who may decide since', () => {
  const card = json(viewOf('waiting-escalated'));
  for (const words of [
    '16:03 to #on-call',
    ', since no card had reached anybody',
    '16:15 to sre-leads',
    '; sre leads, one more person may decide too',
    '16:20, for the 2nd time',
  ])
    assert.ok(card.includes(words), words);
});
