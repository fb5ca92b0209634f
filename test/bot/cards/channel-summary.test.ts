// What a channel reads whose route keeps the details for approvers: the same few words in every state, and nothing of what was asked.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summaryTitle } from '../../../bot/cards/channel-summary.ts';
import { digestCard } from '../../../bot/cards/digest-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { at, STATES, type State, viewOf } from './views.ts';

const GOLDEN = new URL('../../../../test/bot/cards/golden/', import.meta.url);
/** What the intent holds, and what anybody wrote: as in the views. */
const SECRET =
  /customers|4,?812|churn|csv|email|personal data|anonymised|exported|disk full|Teams was away|prod-export|Alice|Bob|Sam|data\.export/;

const summaryOf = (state: State, more: Partial<CardView> = {}) => viewOf(state, { ...more, summary: true });
const withoutLink = (card: unknown) => JSON.stringify(card).replaceAll(/"url":"[^"]*"/g, '');

for (const [name, state] of [
  ['summary-waiting', 'waiting-new'],
  ['summary-over', 'approved-succeeded'],
] as const) {
  test(`tells ${name} as its golden file does`, () => {
    const card = `${JSON.stringify(buildCard(summaryOf(state)), null, 1)}\n`;
    const file = new URL(`${name}.json`, GOLDEN);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, card);
    assert.equal(card, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  });
}

test('in no state does it hold a target, a parameter, anybody’s words or a button that decides', () => {
  for (const state of STATES)
    for (const prompt of [{}, { small: true }, { replaced: true }] as const) {
      const view = viewOf(state);
      const shown = { ...view, summary: true as const, prompt: { ...view.prompt, ...prompt } };
      for (const surface of ['teams', 'page'] as const) {
        const card = buildCard(shown, surface);
        assert.doesNotMatch(withoutLink(card), SECRET, state);
        assert.doesNotMatch(JSON.stringify(card), /Action\.Execute|Input\./, state);
      }
      assert.doesNotMatch(summarise(shown), SECRET, state);
    }
});

test('an action and an agent that the policy does not list are not named', () => {
  const { request } = viewOf('waiting-new');
  const { verdict, agent } = request;
  const unlisted = {
    ...request,
    agent: { ...agent, registered: false, name: 'my secret name' },
    verdict: { ...verdict, display: { ...verdict.display, listed: false, verb: 'data.export' } },
  };
  const card = withoutLink(buildCard({ ...summaryOf('waiting-new'), request: unlisted }));
  assert.match(card, /not registered.*the policy does not list/);
  assert.doesNotMatch(card, /secret|data\.export/);
});

test('a verb that needs its target does not break off before it', () => {
  const { request } = viewOf('waiting-new');
  const asking = (verb: string, more: Partial<CardView['request']> = {}) => {
    const { display } = request.verdict;
    const verdict = { ...request.verdict, display: { ...display, verb } };
    return summaryTitle({ request: { ...request, verdict, ...more } })
      .map(({ text }) => text)
      .join('');
  };
  assert.equal(asking('send mail from'), 'nightly-etl asks to send mail from something');
  assert.equal(asking('run a command on'), 'nightly-etl asks to run a command on something');
  assert.equal(asking('create in', { status: 'denied' }), 'nightly-etl asked to create in something');
  assert.equal(asking('export'), 'nightly-etl asks to export');
  assert.equal(asking('Begin'), 'nightly-etl asks to Begin');
});

test('a list of what waits in such a channel names the target of none', () => {
  const { request } = viewOf('waiting-new');
  const digest = { nonce: 'n', requests: [request], more: 0, isCut: false, at: at('15:00') };
  assert.match(JSON.stringify(digestCard({ ...digest, summaries: [] })), /customers/);
  const card = JSON.stringify(digestCard({ ...digest, summaries: [request.id], toRead: true }));
  assert.match(card, /to read one now, open its card/);
  assert.match(JSON.stringify(digestCard({ ...digest, summaries: [] })), /to decide one now, open its card/);
  assert.doesNotMatch(card, SECRET);
  assert.match(card, /"verb":"open"/);
  const idOnIt = new RegExp(`UTC\\)  ·  ${request.id}"`);
  assert.match(card, idOnIt, 'what tells one item from another');
  assert.doesNotMatch(JSON.stringify(digestCard({ ...digest, summaries: [] })), idOnIt);
});
