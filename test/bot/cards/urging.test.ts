// A card that a newer one replaced asks nothing; one that comes again says why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { ALICE, at, STATES, type State, viewOf, vote } from './views.ts';

const replaced = { prompt: { key: 'prompt-1', nonce: 'n_91ab', replaced: true } } as const;
const json = (view: ReturnType<typeof viewOf>) => JSON.stringify(buildCard(view));

for (const state of STATES.filter((each) => each.startsWith('waiting'))) {
  test(`the replaced card of ${state} has no button, no input and no time that could pass`, () => {
    const card = json(viewOf(state, replaced));
    assert.doesNotMatch(card, /Action\.|Input\.|n_91ab|UTC|needed/);
    assert.match(card, /Asked again on a newer card/);
  });
}

test('what has ended stands on every card, also on one that was replaced', () => {
  for (const state of STATES.filter((each) => /^(?:denied|expired|approved)/.test(each)))
    assert.equal(json(viewOf(state, replaced)), json(viewOf(state)), state);
});

test('the toast says that it comes again, and why', () => {
  const { reminded: _twice, ...escalated } = viewOf('waiting-escalated').request;
  assert.match(summarise(viewOf('waiting-escalated')), /^Reminder: High risk: nightly-etl asks to/);
  assert.match(
    summarise({ ...viewOf('waiting-new'), request: escalated }),
    /^Escalated: High risk: nightly-etl/,
  );
  assert.match(summarise(viewOf('waiting-new')), /^High risk: nightly-etl asks to/);
});

test('says who was told when, why before its time, and who may decide since', () => {
  const card = json(viewOf('waiting-escalated'));
  for (const words of [
    '16:03 to #on-call',
    ', since no card had reached anybody',
    '16:15 to sre-leads',
    '; sre leads, one more person may decide too',
  ])
    assert.ok(card.includes(words), words);
});

test('a card that comes again says in its head why it is here, with the times', () => {
  const head = (state: State, change = {}) => linesOf(viewOf(state, {}, change))[1];
  const since = 'waiting since 16:00 (15:00 UTC)';
  assert.equal(head('waiting-reminded'), `↻  First reminder 16:10: ${since}`);
  assert.equal(head('waiting-escalated'), `↻  Second reminder 16:20: ${since}, escalated 16:15`);
  const words = 'now also for sre-leads, one more person';
  assert.equal(
    head('waiting-first-escalation'),
    `↻  Escalated 16:15: nobody answered for 15 min, ${words}; ${since}`,
  );
  const early = { escalated: [{ at: at('15:03'), because: 'nobody_reached' }] };
  assert.equal(
    head('waiting-first-escalation', early),
    `↻  Escalated 16:03: no card had reached anybody, ${words}; ${since}`,
  );
  const answered = { votes: [vote(ALICE, '15:02')] };
  assert.match(head('waiting-first-escalation', answered) ?? '', /15: not decided for 15 min/);
  const later = { votes: [vote(ALICE, '15:16')] };
  assert.match(head('waiting-first-escalation', later) ?? '', /15: nobody answered for 15 min/);
  assert.match(head('waiting-reminded', { reminded: { times: 12, at: at('15:20') } }) ?? '', /12th reminder/);
  assert.doesNotMatch(linesOf(viewOf('waiting-new')).join(), /↻/);
});

test('a card for one person says why that person got it, and no other does', () => {
  const why = (toldAs?: CardView['toldAs']) =>
    linesOf(viewOf('waiting-new', toldAs === undefined ? {} : { toldAs })).find((each) =>
      each.startsWith('You get this card'),
    );
  assert.equal(why({ group: 'data-owners' }), 'You get this card as a member of data-owners.');
  assert.equal(why('named'), 'You get this card because the policy names you.');
  assert.equal(why(), undefined);
  assert.equal(why({ group: 'a\u202eb\n' }), 'You get this card as a member of a\\u{202E}b .');
});

test('what a limit sent to people says that it is normally free, and how far it was counted', () => {
  const text = linesOf(viewOf('waiting-beyond-limit')).join('|');
  assert.match(
    text,
    /\|Normally runs freely\. 20 of 20 in 1 h are used by nightly-etl \(limit of rule small-reads\), so a person decides\|/,
  );
  assert.doesNotMatch(text, /reached: 20 in 1 h/, 'told once');
  const { verdict } = viewOf('waiting-beyond-limit').request;
  const counted = (change: object) => {
    const limits = (verdict.counted?.limits ?? []).map((limit) => ({ ...limit, ...change }));
    const view = viewOf('waiting-new', {}, { verdict: { ...verdict, counted: { at: at('15:00'), limits } } });
    return linesOf(view).join('|');
  };
  assert.match(counted({ per: 'resource' }), /by nightly-etl on prod\/customers \(/);
  assert.match(counted({ per: 'action' }), /by nightly-etl of data\.export \(/);
  assert.doesNotMatch(counted({ found: 19 }), /Normally runs freely/);
});

/** The card line by line. */
function linesOf(view: CardView): readonly string[] {
  const lines: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('inlines' in node && Array.isArray(node.inlines))
      lines.push(node.inlines.map((run: { text: string }) => run.text).join(''));
    for (const each of Object.values(node)) walk(each);
  };
  walk(buildCard(view).body);
  return lines;
}
