// What the one alone reads whose click came after the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { longText } from '../../support/long-text.ts';
import { ALICE, at, REQUESTS, type State, viewOf } from './views.ts';

type Late = NonNullable<CardView['late']>;

/** The lines of the box at the head of the card. */
function told(state: State, late: Late, more: Partial<CardView> = {}): string {
  const box = buildCard(viewOf(state, { late, ...more })).body?.[1];
  assert.ok(box?.type === 'Container');
  const lines = box.items as unknown as readonly { readonly inlines: readonly { readonly text: string }[] }[];
  return lines.map(({ inlines }) => inlines.map(({ text }) => text).join('')).join('\n');
}

test('tells a late Deny who approved and when, gives its words back, and names who can still take it back', () => {
  assert.equal(
    told('approved-unused', { click: 'deny', reason: 'too_much', comment: 'Stop this' }),
    [
      'Your Deny came too late, and nothing of yours was saved. Alice Aho approved this at 16:06.',
      'It is not used yet. If it must not run, ask at once for it to be taken back, with the button below: Bob Berg, Alice Aho or an administrator can. An administrator can stop the agent at once: “pause nightly-etl reason”, written to Countersign.',
      'You chose: Too much',
      'You wrote: “Stop this”',
    ].join('\n'),
  );
});

test('tells an approver who regrets that their own button stops it', () => {
  assert.match(
    told('approved-unused', { click: 'deny', approved: true }),
    /You approved it too: Take back, below/,
  );
});

test('never offers to take back what was used or is over', () => {
  const deny: Late = { click: 'deny' };
  assert.match(told('approved-running', deny), /was used at 16:07, so it cannot be taken back: check/);
  for (const state of ['approved-lapsed', 'taken-back'] as const) {
    assert.match(told(state, deny), /Nothing can run by it any more\.$/);
  }
});

test('says what ended it, whatever that was', () => {
  const ends: readonly (readonly [State, RegExp])[] = [
    ['denied-by-person', /Alice Aho denied this at 16:03/],
    ['denied-by-pause', /Ada Alm had paused the agent: this was denied at 16:04/],
    ['denied-by-cool-down', /It was denied at 16:00, as the same was before/],
    ['denied-by-policy', /The policy denied this at 16:00/],
    ['expired', /Its time ran out at 16:30/],
    ['cancelled', /The agent withdrew it at 16:10/],
    ['failed', /It was closed at 16:12, because nobody could decide it/],
  ];
  for (const [state, words] of ends) {
    assert.match(told(state, { click: 'approve' }), words);
    assert.match(told(state, { click: 'approve' }), /It may not run; the agent can ask again\.$/);
  }
  assert.match(
    told('recorded-looks-right', { click: 'look', comment: 'x' }),
    /Alice Aho looked at it at 17:20/,
  );
});

test('says of a report that stopped nothing that the agent goes on, and how it is stopped, unless it is', () => {
  assert.match(
    told('denied-by-person', { click: 'report' }),
    /has not stopped the agent.*\n.*“pause nightly-etl/,
  );
  assert.doesNotMatch(told('denied-by-pause', { click: 'report' }), /“pause/);
  const paused = { paused: { by: ALICE, at: at('15:07') } };
  assert.doesNotMatch(told('approved-unused', { click: 'deny' }, paused), /“pause/);
});

test('stays under 20 KB however much had been written', () => {
  const comment = longText(1000, '\u{202E}a');
  const card = buildCard(viewOf('approved-unused', { late: { click: 'deny', comment } }));
  assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 20 * 1024);
});

test('a refused click is told about what it wanted', () => {
  const refusal = { reason: 'not_approver', groups: ['data-owners'] } as const;
  const say = (verb: string, state: State = 'waiting-new') => tellRefusal(refusal, REQUESTS[state], verb);
  assert.match(say('approve'), /can decide this/);
  assert.match(say('comment'), /can comment here/);
  assert.match(say('report'), /can report this here/);
  assert.match(
    say('revoke', 'approved-unused'),
    /^Only Bob Berg, Alice Aho or an administrator can take this back/,
  );
});

test('names nobody in a short message whose name could be read as markdown', () => {
  const { votes, ...rest } = REQUESTS['approved-unused'];
  const named = votes.map((vote) => ({
    ...vote,
    person: { ...vote.person, name: '[x](https://evil.example)' },
  }));
  const words = tellRefusal({ reason: 'not_approver', groups: [] }, { ...rest, votes: named }, 'revoke');
  assert.match(words, /^Only those who approved it or an administrator can take this back/);
});

test('a late report counts: it says that the agent is stopped, and what is to be done about the yes that stands', () => {
  assert.equal(
    told('approved-unused', { click: 'reported', comment: 'Nobody ordered this.' }),
    [
      'Your report counts, and the agent is stopped. It has not changed what was decided before: Alice Aho approved this at 16:06.',
      'It is not used yet. If it must not run, ask at once for it to be taken back, with the button below: Bob Berg, Alice Aho or an administrator can.',
      'You wrote: “Nobody ordered this.”',
    ].join('\n'),
  );
  assert.match(told('approved-running', { click: 'reported' }), /was used at 16:07.*check the target\.$/);
  assert.match(
    told('approved-unused', { click: 'known' }),
    /^This had been reported as suspicious before you/,
  );
  assert.match(told('approved-unused', { click: 'known' }), /“pause nightly-etl reason”/);
});
