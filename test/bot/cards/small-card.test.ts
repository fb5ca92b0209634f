// The card in place of one that Teams found too big.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard, drawCard } from '../../../bot/cards/build-card.ts';
import { holdsAll } from '../../../bot/cards/holds-all.ts';
import { longText } from '../../support/long-text.ts';
import { at, digest, REQUESTS, STATES, viewOf } from './views.ts';

const small = { prompt: { key: 'prompt-1', nonce: 'n_91ab', small: true } } as const;
const titles = (view: CardView) => buildCard(view).actions?.map(({ type, title }) => `${type} ${title}`);
const told = (view: CardView) => textsOf(buildCard(view)).join('');
const textsOf = (node: unknown): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'type' in node && node.type === 'TextRun' && 'text' in node ? [String(node.text)] : [];
  return [...own, ...Object.values(node).flatMap(textsOf)];
};
/** The last three of forty, in these names. */
const talkOf = (name: string) => ({
  comments: ['q', 'a', 'q'].map((letter) => ({
    by: { kind: 'person' as const, id: 'x', name },
    at: at('15:02'),
    seq: 3,
    text: digest(letter),
  })),
  commentCount: 40,
});
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
  const long = longText(4000, '\u202Ea');
  const { verdict } = REQUESTS['waiting-new'];
  const reasons = Array.from({ length: 20 }, () => long);
  const hostile = viewOf('waiting-new', small, {
    resource: { type: 'database', id: long },
    verdict: { ...verdict, risk: { level: 'critical', reasons } },
    ...talkOf(long),
    opened: Array.from({ length: 40 }, (_, n) => ({
      by: { oid: String(n), tenant: 't', name: long },
      at: '2026-11-21T15:04:00.000Z',
      seq: n + 2,
    })),
  });
  const shown = { ...hostile, texts: { [digest('q')]: long, [digest('a')]: long } };
  assert.ok(bytes(shown) <= 14 * 1024, `${bytes(shown)}`);
  assert.match(told(shown), /Comments \(37 earlier\)/);
  assert.match(told(shown), /Fingerprint.*Request.*req_/);
  for (const state of STATES) {
    const view = viewOf(state, small);
    assert.ok(bytes(view) <= 10 * 1024, `${state} ${bytes(view)}`);
  }
});

test('asks an owner nothing, and nobody where a newer card took its place', () => {
  const see = ['Action.OpenUrl Review everything'];
  assert.deepEqual(titles(viewOf('waiting-new', { ...small, toldAs: 'owner' })), see);
  const replaced = { prompt: { ...small.prompt, replaced: true } } as const;
  assert.equal(titles(viewOf('waiting-new', replaced)), undefined);
});

test('shows the last comments and their number, while it waits and once it is over', () => {
  for (const state of ['waiting-one-vote', 'small-denied'] as const) {
    const card = told(viewOf(state, small));
    assert.match(card, /Comments \(1 earlier\)/, state);
    assert.match(card, /“Why all columns\?”.*“Only id, email and plan are read\.”/, state);
  }
});

test('shows what was denied before wherever it points to it, and who asks, by which rule, and the way to report', () => {
  for (const state of [
    'waiting-denied-before',
    'waiting-denied-meanwhile',
    'waiting-denied-action',
  ] as const) {
    assert.match(told(viewOf(state, small)), /see below\..*[Dd]enied \d\d:\d\d by Alice Aho/, state);
  }
  const card = told(viewOf('waiting-new', small));
  assert.match(card, /Agentnightly-etl.*Ruleprod-export.*Fingerprint.*Requestreq_7Q2M.*Report as suspicious/);
  assert.doesNotMatch(told(viewOf('waiting-new', { ...small, toldAs: 'owner' })), /Report as suspicious/);
});

test('says of an end what the whole card says of it, and lets an unused approval be taken back', () => {
  const whole = (state: (typeof STATES)[number]) => viewOf(state, { prompt: { key: 'p', nonce: 'n' } });
  for (const state of STATES.filter((each) => !/^(waiting|owner|trial|small-waiting|recorded)/.test(each))) {
    const facts = buildCard(whole(state)).body?.filter(({ type }) => type === 'ColumnSet') ?? [];
    const card = JSON.stringify(buildCard(viewOf(state, small)).body);
    assert.ok(facts.length > 0, state);
    for (const each of facts)
      assert.ok(card.includes(JSON.stringify(each)), `${state}: ${JSON.stringify(each)}`);
  }
  const see = 'Action.OpenUrl See everything';
  assert.deepEqual(titles(viewOf('approved-unused', small)), [see, 'Action.Execute Take back']);
  assert.deepEqual(titles(viewOf('approved-unused', { ...small, toldAs: 'owner' })), [see]);
  assert.deepEqual(titles(viewOf('taken-back', small)), [see]);
  assert.match(told(viewOf('approved-late-deny', small)), /Your Deny came too late/);
});

test('is of a record still one of a record: who did it, that nobody approved it, and no way to find it right', () => {
  const card = told(viewOf('recorded', small));
  assert.match(
    card,
    /Done without an approval: .*Done bySam Sato.*Approved bynobody.*It is too large for a card/,
  );
  assert.deepEqual(titles(viewOf('recorded', small)), [
    'Action.OpenUrl Review in full',
    'Action.Execute Needs follow-up',
  ]);
  assert.deepEqual(titles(viewOf('recorded-looks-right', small)), ['Action.OpenUrl See everything']);
});

test('tells who has opened all of it', () => {
  assert.match(JSON.stringify(buildCard(viewOf('small-waiting'))), /Opened in full.*Bob Berg/);
});

test('holds not all that is approved, and neither does a card that a newer one replaced', () => {
  const large = { parameters: { sql: longText(30_000) } };
  const replaced = { prompt: { key: 'prompt-1', nonce: 'n_91ab', replaced: true } } as const;
  assert.equal(holdsAll(viewOf('waiting-new')), true);
  assert.equal(holdsAll(viewOf('waiting-new', small)), false);
  assert.equal(holdsAll(viewOf('waiting-new', large)), false);
  assert.equal(drawCard(viewOf('waiting-new', { ...large, ...replaced }), 'teams').isComplete, true);
  assert.equal(holdsAll(viewOf('waiting-new', { ...large, ...replaced })), false);
  assert.equal(holdsAll(viewOf('waiting-new', { summary: true })), false);
});
