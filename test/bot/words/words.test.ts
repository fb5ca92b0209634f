// Cards and answers in a made-up language: every text of ours is one of the language's, so that another language is one more file.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { en } from '../../../bot/words/en.ts';
import { speak } from '../../../bot/words/words.ts';
import { viewOf } from '../cards/views.ts';
import { PSEUDO } from './pseudo.ts';

beforeEach(() => speak(PSEUDO));
afterEach(() => speak(en));

test('tells a card in the words of the language in use', () => {
  assert.deepEqual(
    buildCard(viewOf('waiting-unlisted')).actions?.map(({ title }) => title),
    ['⟦Approve⟧', '⟦Deny⟧', '⟦Send comment only⟧'],
  );
});
