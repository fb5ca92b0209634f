// Cards and answers in a made-up language: every text of ours is one of the language's, so that another language is one more file.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { fingerprint } from '../../../bot/cards/details.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { en } from '../../../bot/words/en.ts';
import { speak } from '../../../bot/words/words.ts';
import { STATES, viewOf } from '../cards/views.ts';
import { PSEUDO } from './pseudo.ts';

beforeEach(() => speak(PSEUDO));
afterEach(() => speak(en));

/** What people get to read of a card. */
const READ = ['text', 'title', 'label', 'placeholder', 'speak', 'fallbackText', 'altText'];

function* textsOf(part: unknown): Generator<string> {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, each] of Object.entries(part)) {
    if (typeof each === 'string' && READ.includes(name)) yield each;
    yield* textsOf(each);
  }
}

/** What of a text stands outside of all brackets. */
function bareOf(text: string): string {
  let depth = 0;
  let bare = '';
  for (const char of text) {
    if (char === '⟦') depth += 1;
    else if (char === '⟧') depth -= 1;
    else if (depth === 0) bare += char;
  }
  return bare;
}

/** All strings in a value, and the names of its members. */
const stringsOf = (part: unknown): readonly string[] => {
  if (typeof part !== 'object' || part === null) return [String(part)];
  return Object.entries(part).flatMap(([name, each]) => [name, ...stringsOf(each)]);
};

/** The bare words of these texts that nothing of the view accounts for. The first letter of a policy's reason is made a capital. */
function foreign(texts: Iterable<string>, view: unknown, more: readonly string[] = []): readonly string[] {
  const known = [...stringsOf(view), ...more, 'countersign.yaml'].join('\n').toLowerCase();
  return [...texts].flatMap((text) => {
    const bare = bareOf(text).replaceAll(/\\u\{[\dA-F]+\}/g, ' ');
    return bare
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter((word) => /\p{L}/u.test(word) && !known.includes(word.toLowerCase()))
      .map((word) => `${word} in: ${text}`);
  });
}

for (const state of STATES) {
  test(`tells ${state} in no words but those of the language in use`, () => {
    const view = viewOf(state);
    const card = buildCard(view);
    assert.deepEqual(foreign([...textsOf(card), summarise(view)], view, [fingerprint(view)]), []);
  });
}
