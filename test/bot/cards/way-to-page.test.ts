// The way from a card to the review page, and the card as it stands there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard, drawCard } from '../../../bot/cards/build-card.ts';
import { longText } from '../../support/long-text.ts';
import { REQUESTS, STATES, viewOf } from './views.ts';

const LINK = 'https://countersign.example.com/review/req_7Q2M4K8Z1T5W9C3X6B0N2V4H8D?step-up=c1';
const stepped = (more: Partial<CardView> = {}): CardView => {
  const { verdict } = REQUESTS['waiting-new'];
  const stepUp = { acrs: ['c1'], withinMs: 300_000 };
  return viewOf('waiting-new', { reviewLink: LINK, ...more }, { verdict: { ...verdict, stepUp } });
};
const titles = (view: CardView) => buildCard(view).actions?.map(({ type, title }) => `${type} ${title}`);
const linksIn = (view: CardView) =>
  [...JSON.stringify(buildCard(view)).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);

test('a rule that wants a fresh sign-in takes Approve off the card and opens the page instead', () => {
  assert.deepEqual(titles(stepped()), [
    'Action.OpenUrl Review and approve',
    'Action.Execute Deny',
    'Action.Execute Send comment only',
  ]);
  assert.deepEqual(linksIn(stepped()), [LINK], 'one way is enough');
  const card = JSON.stringify(buildCard(stepped()));
  assert.match(card, /Approving this needs a fresh sign-in, on a page that Review and approve opens\./);
  assert.ok(!card.includes('"verb":"approve"'));
});

test('what does not fit on the card is told as the reason, also where a fresh sign-in is wanted', () => {
  const card = JSON.stringify(buildCard(stepped({ parameters: { sql: longText(30_000) } })));
  assert.match(card, /Not all of it has fitted on this card: Review everything opens the whole\./);
});

test('a record that does not fit on its card is called right only on the page; to ask for more needs no page', () => {
  const offers = ['Action.OpenUrl Review in full', 'Action.Execute Needs follow-up'];
  const { text: reason } = REQUESTS.recorded.record;
  for (const more of [
    { parameters: { sql: longText(30_000) } },
    { texts: { [reason]: longText(1200, 'why ') } },
  ] satisfies readonly Partial<CardView>[]) {
    const view = viewOf('recorded', more);
    assert.deepEqual(titles(view), offers);
    assert.deepEqual(linksIn(view), [view.reviewLink], 'one way is enough');
  }
  const told = JSON.stringify(
    buildCard(viewOf('recorded', { texts: { [reason]: longText(1200, 'why ') } }), 'page'),
  );
  assert.ok(told.includes(longText(1190, 'why ')), 'the page tells the whole reason');
});

/** More differs, or was said, than the card tells; a small one tells less of everything. */
const LEAVING_OUT = [
  'waiting-denied-before',
  'waiting-denied-meanwhile',
  'waiting-words-cut',
  'waiting-differences-cut',
  'small-waiting',
];

test('tells the page whether everything stands on the card', () => {
  const incomplete = STATES.filter((state) => !drawCard(viewOf(state), 'page').isComplete);
  assert.deepEqual(incomplete, LEAVING_OUT);
  for (const state of STATES) {
    const large = viewOf(state, { parameters: { sql: longText(30_000) } });
    // A test tells no parameters: it has none.
    assert.equal(drawCard(large, 'page').isComplete, state.startsWith('trial-'), state);
  }
});

test('every card has one quiet way to the page but that of a test, and a record only while nobody has looked at it', () => {
  const leads = (state: (typeof STATES)[number]) => {
    const { record, trial } = viewOf(state).request;
    return trial === undefined && record?.look === undefined;
  };
  for (const state of STATES) {
    const links = linksIn(viewOf(state));
    assert.equal(links.length, leads(state) ? 1 : 0, state);
  }
});

test('on the page the same card has no input, no button and no link, in every state', () => {
  for (const state of STATES) {
    const view = viewOf(state);
    const card = JSON.stringify(buildCard(view, 'page'));
    assert.doesNotMatch(card, /"Input\.|"Action\.(Execute|OpenUrl)"|"actions"/, state);
    assert.ok(!card.includes(view.prompt.nonce), state);
    // What Teams would not take whole is whole on the page.
    if (view.prompt.small === true) continue;
    const words = (json: string) =>
      [...json.matchAll(/"type":"TextRun","text":"([^"]*)"/g)].map(([, text]) => text);
    const inTeams = words(JSON.stringify(buildCard(view)));
    for (const word of words(card)) assert.ok(inTeams.includes(word), `${state}: ${word}`);
  }
});

test('a card that is over keeps who asked, the rule, the risk, the agent’s own words and the ID behind one toggle', () => {
  const over = STATES.filter((state) => /^(?:approved|denied|expired|cancelled|failed|taken)/.test(state));
  for (const state of over) {
    const { body = [] } = buildCard(viewOf(state));
    const behind = JSON.stringify(body.filter((element) => element.id === 'details'));
    for (const words of ['req_7Q2M4K8Z1T5W9C3X6B0N2V4H8D', '"Risk"', '"Rule"', '"Agent"', 'Open in full']) {
      assert.ok(behind.includes(words), `${state}: ${words}`);
    }
    assert.ok(behind.includes('Monthly churn model') || !viewOf(state).request.justification, state);
    assert.equal(body.filter((element) => element.id === 'details' && element.isVisible === false).length, 1);
  }
});
