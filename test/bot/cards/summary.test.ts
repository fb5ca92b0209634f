// The one line about a request for where no card is drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenOutcome } from '../../../bot/cards/summary.ts';
import { REQUESTS, viewOf } from './views.ts';

test('spells an agent’s name as it is, also one that begins as “An agent” does', () => {
  const spoken = (name: string) =>
    spokenOutcome(viewOf('expired', {}, { agent: { ...REQUESTS.expired.agent, name } }));
  assert.match(spoken('Anna-bot'), /: what Anna-bot asked for\.$/);
  assert.match(spoken('**bold**'), /: what an agent asked for\.$/);
});
