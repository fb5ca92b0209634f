// What the one alone reads whose approval counts and does not do alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { Requirement } from '../../../approvals/verdict.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { ALICE, REQUESTS, STATES, viewOf, vote } from './views.ts';

const { verdict } = REQUESTS['waiting-new'];
const small: Partial<CardView> = { prompt: { key: 'prompt-1', nonce: 'n_91ab', small: true } };
const of = (name: string, count: number): Requirement => ({
  groups: [{ name, id: `7c0ffee0-0000-4000-8000-0000000000${name.length}` }],
  people: [],
  count,
});

interface Json {
  readonly type?: string;
  readonly inlines?: readonly { readonly text: string }[];
}

/** The lines of a card that stand in no box. */
const lines = (view: CardView): readonly string[] =>
  ((buildCard(view).body ?? []) as unknown as readonly Json[])
    .filter(({ type }) => type === 'RichTextBlock')
    .map(({ inlines = [] }) => inlines.map(({ text }) => text).join(''));

/** The second line, of those who may decide so many of each kind, where `votes` have approved. */
const second = (requirements: readonly Requirement[], votes: CardView['request']['votes'], more = {}) =>
  lines(
    viewOf('waiting-new', { counted: true, ...more }, { verdict: { ...verdict, requirements }, votes }),
  )[1];

const mine = vote(ALICE, '15:02', { groups: [of('data-owners', 1).groups[0]?.id ?? ''] });

test('tells them at once below the state that their vote counts, and how many more of whom are needed', () => {
  const told = (requirements: readonly Requirement[]) => second(requirements, [mine]);
  assert.equal(told([of('data-owners', 2)]), '✓  Your vote is counted. One more data owner needed.');
  assert.equal(told([of('data-owners', 3)]), '✓  Your vote is counted. Two more data owners needed.');
});

test('names each kind of people that is still needed, and no kind that is not', () => {
  const told = (requirements: readonly Requirement[]) => second(requirements, [mine]);
  assert.equal(
    told([of('data-owners', 2), of('leads', 2)]),
    '✓  Your vote is counted. One more data owner and two more leads needed.',
  );
  assert.equal(
    told([of('data-owners', 1), of('leads', 1)]),
    '✓  Your vote is counted. One more lead needed.',
  );
  const many = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff'].map((name) => of(`${name}-leads`, 1));
  assert.match(told([of('data-owners', 1), ...many]) ?? '', / and one more dddd lead and 2 more needed\.$/);
});

test('says so also on the card in place of one that was too big', () => {
  assert.equal(
    second([of('data-owners', 2)], [mine], small),
    '✓  Your vote is counted. One more data owner needed.',
  );
});

test('tells nobody else that a vote of theirs counts', () => {
  for (const state of STATES.filter((each) => each !== 'waiting-vote-counted'))
    assert.ok(!lines(viewOf(state)).some((text) => text.includes('Your vote')), state);
});
