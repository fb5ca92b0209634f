// What stands in the chat of somebody who may not read a request any more: the same few words in every state, and nothing of what was asked.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { STATES, viewOf } from './views.ts';

const GOLDEN = new URL('../../../../test/bot/cards/golden/withdrawn.json', import.meta.url);

test('tells withdrawn as its golden file does', () => {
  const card = `${JSON.stringify(buildCard(viewOf('waiting-new', { withdrawn: true })), null, 1)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, card);
  assert.equal(card, readFileSync(GOLDEN, 'utf8').replaceAll('\r\n', '\n'));
});

test('in every state, and whatever else the view says, it is the same: nothing of the request but its ID, and nothing to press', () => {
  const golden = readFileSync(GOLDEN, 'utf8');
  for (const state of STATES)
    for (const more of [{}, { summary: true }, { toldAs: 'owner' }] as const)
      for (const surface of ['teams', 'page'] as const) {
        const view = viewOf(state, { ...more, withdrawn: true });
        const card = `${JSON.stringify(buildCard(view, surface), null, 1)}\n`;
        assert.equal(
          card.replace(view.request.id, ''),
          golden.replace(viewOf('waiting-new').request.id, ''),
          state,
        );
        assert.equal(summarise(view), 'You no longer see this request', state);
      }
});
