// A person's name wherever a card, a toast or an answer of the bot tells one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { historyCard } from '../../../bot/cards/list-card.ts';
import { personRun, personWords } from '../../../bot/cards/person.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { say } from '../../../bot/words/words.ts';
import { viewWith } from '../../hostile/hostile-view.ts';
import { benign, readCard } from '../../hostile/read-card.ts';
import { ALICE, at, REQUESTS, STATES, vote } from './views.ts';

const PERSON =
  /^(?:voter|commenter|opener) \d*|^(?:tester|late reporter|ender|taker back|recorder|second looker|earlier denier|last denier|pauser|opener)$/;
const ODD = 'Eve Ek 12:20 and Max Mo';

for (const state of STATES) {
  test(`${state}: a name that reads as two votes stands in quotation marks wherever it stands`, () => {
    const { view } = viewWith(state, (field) => (PERSON.test(field) ? ODD : benign(field)));
    const { comments } = view.request;
    const people = comments.map((each) => ({ ...each, by: { ...each.by, kind: 'person' as const } }));
    const odd = { ...view, request: { ...view.request, comments: people } };
    const runs = [
      ...readCard(buildCard(odd)).runs,
      ...readCard(buildCard({ ...odd, late: { click: 'deny' } })).runs,
      ...readCard(historyCard([odd.request], 'x', 'https://countersign.example.com', at('15:00'))).runs,
      summarise(odd),
    ];
    for (const run of runs) assert.ok(!run.replaceAll(`“${ODD}”`, '').includes(ODD), run);
  });
}

test('an agent’s name is the policy’s: it stands as it is', () => {
  const [comment] = REQUESTS['waiting-one-vote'].comments.slice(-1);
  assert.ok(comment !== undefined);
  const { view } = viewWith('waiting-one-vote', benign);
  const by = { ...comment.by, kind: 'agent' as const, name: 'nightly-etl' };
  const request = { ...view.request, comments: [{ ...comment, by }] };
  assert.ok(readCard(buildCard({ ...view, request })).runs.includes('nightly-etl'));
});

test('a refusal names those who approved, and counts whose name is more than a name', () => {
  const request = {
    ...REQUESTS['approved-unused'],
    votes: [
      vote(ALICE, '15:02'),
      ...['Max Mo or Sam Sato', 'Berg, Bob', '[x](y)'].map((name) => vote({ ...ALICE, name }, '15:03')),
    ],
  };
  assert.match(
    tellRefusal({ reason: 'not_approver', groups: [] }, request, 'revoke'),
    /^Only Alice Aho, 3 more who approved it or an administrator can/,
  );
});

test('somebody whose name Teams did not tell is called so in words of ours', () => {
  assert.equal(personWords(say.people.unnamed), say.people.unnamed);
});

test('a name keeps the type it is set in', () => {
  assert.deepEqual(personRun('a b', { weight: 'Bolder' }), {
    type: 'TextRun',
    text: '“a b”',
    weight: 'Bolder',
  });
});
