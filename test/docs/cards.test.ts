// docs/cards.md shows every card there is: each golden file has its part with words and its picture, and no picture shows a card that is not sent.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const statesOf = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

test('every card stands in docs/cards.md, once, with words and its picture', () => {
  const text = readFileSync('docs/cards.md', 'utf8');
  const parts = [
    ...text.matchAll(/^### (\S+)\n(?<words>[^\n]{10,})\n\n!\[[^\]\n]+\]\(pictures\/cards\/(\S+)\.png\)$/gm),
  ];
  for (const [, state, , picture] of parts) assert.equal(picture, state);
  assert.deepEqual(
    parts.map(([, state]) => state ?? '').sort(),
    statesOf('test/bot/cards/golden', '.json'),
    'a part for each golden card: write it, then `npm run pictures`',
  );
});

test('every card has its picture, and no other is there', () => {
  assert.deepEqual(
    statesOf('docs/pictures/cards', '.png'),
    statesOf('test/bot/cards/golden', '.json'),
    '`npm run pictures` takes them',
  );
});
