// The card in place of one that Teams found too big.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard, drawCard } from '../../../bot/cards/build-card.ts';
import { holdsAll } from '../../../bot/cards/holds-all.ts';
import { REQUESTS, STATES, viewOf } from './views.ts';

const small = { prompt: { key: 'prompt-1', nonce: 'n_91ab', small: true } } as const;
const titles = (view: CardView) => buildCard(view).actions?.map(({ type, title }) => `${type} ${title}`);
const bytes = (view: CardView) => Buffer.byteLength(JSON.stringify(buildCard(view)));

test('tells the risk and who is needed, leads to the whole, and can be denied and commented on, never approved', () => {
  const view = viewOf('waiting-new', small);
  assert.deepEqual(titles(view), [
    'Action.OpenUrl Review everything',
    'Action.Execute Deny',
    'Action.Execute Send comment only',
  ]);
  const card = JSON.stringify(buildCard(view));
  assert.match(card, /High risk/);
  assert.match(card, /It is too large for a card in Teams/);
  assert.match(card, /Review everything opens the whole\. You can deny it or comment here\./);
  assert.ok(!card.includes('"verb":"approve"'));
  assert.ok(!card.includes('s3://churn-model'), 'no parameter stands on it');
});

test('is far under what Teams refused, whatever others wrote', () => {
  const long = '\u202E'.repeat(4000);
  const { verdict } = REQUESTS['waiting-new'];
  const reasons = Array.from({ length: 20 }, () => long);
  const hostile = viewOf('waiting-new', small, {
    resource: { type: 'database', id: long },
    verdict: { ...verdict, risk: { level: 'critical', reasons } },
    opened: Array.from({ length: 40 }, (_, n) => ({
      by: { oid: String(n), tenant: 't', name: long },
      at: '2026-11-21T15:04:00.000Z',
      seq: n + 2,
    })),
  });
  assert.ok(bytes(hostile) <= 14 * 1024, `${bytes(hostile)}`);
  for (const state of STATES) {
    const view = viewOf(state, small);
    assert.ok(bytes(view) <= 6 * 1024, `${state} ${bytes(view)}`);
  }
});

test('asks an owner nothing, and nobody where a newer card took its place', () => {
  const see = ['Action.OpenUrl Review everything'];
  assert.deepEqual(titles(viewOf('waiting-new', { ...small, toldAs: 'owner' })), see);
  const replaced = { prompt: { ...small.prompt, replaced: true } } as const;
  assert.equal(titles(viewOf('waiting-new', replaced)), undefined);
});

test('tells who has opened all of it', () => {
  assert.match(JSON.stringify(buildCard(viewOf('small-waiting'))), /Opened in full.*Bob Berg/);
});

test('holds not all that is approved, and neither does a card that a newer one replaced', () => {
  const large = { parameters: { sql: 'x'.repeat(30_000) } };
  const replaced = { prompt: { key: 'prompt-1', nonce: 'n_91ab', replaced: true } } as const;
  assert.equal(holdsAll(viewOf('waiting-new')), true);
  assert.equal(holdsAll(viewOf('waiting-new', small)), false);
  assert.equal(holdsAll(viewOf('waiting-new', large)), false);
  assert.equal(drawCard(viewOf('waiting-new', { ...large, ...replaced }), 'teams').isComplete, true);
  assert.equal(holdsAll(viewOf('waiting-new', { ...large, ...replaced })), false);
  assert.equal(holdsAll(viewOf('waiting-new', { summary: true })), false);
});
