// What a card says of earlier requests of its kind: never less than that something differs, and where it differs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { APPROVED_BEFORE } from './a-history.ts';
import { viewOf } from './views.ts';

const wordsOf = (changes: readonly object[], parameters: Readonly<Record<string, unknown>>) =>
  [
    ...JSON.stringify(
      buildCard(
        viewOf(
          'waiting-history',
          { parameters, history: { changed: { changes: changes as never, more: 0 } } },
          { history: { approved: APPROVED_BEFORE } },
        ),
      ),
    ).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g),
  ]
    .map(([, text]) => text)
    .join('');

test('a change at the end of a long line is shown, not the beginning that both share', () => {
  const sql = `SELECT id FROM customers WHERE ${'x = 1 AND '.repeat(15)}y = 2`;
  const told = wordsOf([{ at: '/action/properties/sql', was: sql, now: `${sql} OR true` }], {
    sql: `${sql} OR true`,
  });
  assert.match(
    told,
    /\(\d+ characters as before\) [^(]*y = 2, is now \(\d+ characters as before\) [^(]*y = 2 OR true/,
  );
});

test('where there is no room for what differs the history still says that it does, and how much', () => {
  const padding = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`p${n}`, 'x'.repeat(1900)]));
  const told = wordsOf([{ at: '/action/properties/rows', was: '100', now: '1000000' }], {
    ...padding,
    rows: 1_000_000,
  });
  assert.match(told, /11 approved in 30 days; the last one, [^,]+, differs in one value/);
});

test('a value whose row has no room for what it was is told below', () => {
  const told = wordsOf([{ at: '/action/properties/body', was: 'ls', now: '["rm","-rf"]' }], {
    method: 'POST',
    url: 'https://api.example/run',
    body: ['rm', '-rf'],
  });
  assert.match(told, /was ls, is now/);
});
