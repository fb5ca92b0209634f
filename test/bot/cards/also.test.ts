// Cards that are no state of their own, and lists, against their golden files: what does not fit, what wants a fresh sign-in, what warns, what waits.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { digestCard } from '../../../bot/cards/digest-card.ts';
import { historyCard, waitingCard } from '../../../bot/cards/list-card.ts';
import { at, REQUESTS, viewOf } from './views.ts';

const GOLDEN = new URL('../../../../test/bot/cards/golden/', import.meta.url);
const BASE_URL = 'https://countersign.example.com';
const PENDING = REQUESTS['waiting-new'];
const { parameters } = viewOf('waiting-new');
const stepUp = { acrs: ['c1'], withinMs: 300_000 };
/** Hidden, of two alphabets, and another host than it seems. */
const TRAPS = {
  format: 'csv\u202egpj',
  columns: ['id', 'p\u0430ssword'],
  target: 'https://reports.example.com@files.evil.example/in',
};
/** A claim that the policy may know better, and a name that reads as a fact of ours. */
const CLAIMS = {
  'resource.environment': 'dev',
  'context.risk. Checked by Ada Alm at 19:00': 'low',
};
const ROWS = Array.from({ length: 400 }, (_, n) => ({ id: 1000 + n, plan: n % 3 === 0 ? 'pro' : 'free' }));

const lately = [REQUESTS['denied-by-person'], REQUESTS['approved-succeeded'], REQUESTS.expired];
const waiting = [REQUESTS['waiting-unlisted'], PENDING, REQUESTS['waiting-one-vote']];

const CARDS = {
  'waiting-claims': buildCard(viewOf('waiting-new', { circumstances: CLAIMS })),
  'waiting-in-part': buildCard(viewOf('waiting-new', { parameters: { ...parameters, rows: ROWS } })),
  'waiting-step-up': buildCard(viewOf('waiting-new', {}, { verdict: { ...PENDING.verdict, stepUp } })),
  'waiting-traps': buildCard(viewOf('waiting-new', { parameters: { ...parameters, ...TRAPS } })),
  'list-digest': digestCard({
    nonce: 'n_91ab',
    requests: waiting,
    summaries: [],
    more: 12,
    isCut: false,
    at: at('15:04'),
  }),
  'list-waiting': waitingCard({ requests: waiting, voted: 1, isCut: false }, BASE_URL, at('15:04')),
  'list-history': historyCard(lately, 'database prod/customers', BASE_URL, at('15:40')),
};

for (const [name, card] of Object.entries(CARDS)) {
  test(`tells ${name} as its golden file does`, () => {
    const text = `${JSON.stringify(card, null, 1)}\n`;
    const file = new URL(`${name}.json`, GOLDEN);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  });
}

test('these cards are what their names say', () => {
  const told = (name: keyof typeof CARDS) => JSON.stringify(CARDS[name]);
  assert.match(told('waiting-in-part'), /"title":"Review everything"/);
  assert.match(told('waiting-claims'), /"resource\.environment, claimed by the agent"/);
  assert.match(told('waiting-step-up'), /"title":"Review and approve"/);
  for (const warned of [/u\{202e\}/i, /look like others/, /files\.evil\.example/])
    assert.match(told('waiting-traps'), warned);
});
