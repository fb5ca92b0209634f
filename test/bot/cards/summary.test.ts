// The one line about a request for where no card is drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenOutcome, summarise } from '../../../bot/cards/summary.ts';
import { REQUESTS, viewOf } from './views.ts';

test('spells an agent’s name as it is, also one that begins as “An agent” does', () => {
  const spoken = (name: string) =>
    spokenOutcome(viewOf('expired', {}, { agent: { ...REQUESTS.expired.agent, name } }));
  assert.match(spoken('Anna-bot'), /: what Anna-bot asked for\.$/);
  assert.match(spoken('**bold**'), /: what an agent asked for\.$/);
});

test('keeps apart what an agent calls its action and what it is done to', () => {
  const toast = (state: 'waiting-unlisted' | 'expired') => {
    const { verdict } = REQUESTS['waiting-unlisted'];
    return summarise(
      viewOf(state, {}, { action: 'Approve.everything', resource: { type: 'ok', id: 'x y' }, verdict }),
    );
  };
  assert.match(toast('waiting-unlisted'), / asks to do “Approve\.everything” on ok “x y”\. /);
  assert.match(toast('expired'), / asked to do “Approve\.everything” on ok “x y”\.$/);
});
