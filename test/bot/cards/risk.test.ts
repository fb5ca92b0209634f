// The reasons of a risk on cards: whole where a card calls itself whole, counted where some are left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCard, drawCard } from '../../../bot/cards/build-card.ts';
import { holdsAll } from '../../../bot/cards/holds-all.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { readCard } from '../../hostile/read-card.ts';
import { longText } from '../../support/long-text.ts';
import { REQUESTS, type State, viewOf } from './views.ts';

const viewWith = (reasons: readonly string[], state: State = 'waiting-new') => {
  const { verdict } = REQUESTS[state];
  return viewOf(state, {}, { verdict: { ...verdict, risk: { level: 'high', reasons } } });
};
const toldOf = (view: ReturnType<typeof viewWith>) => readCard(buildCard(view)).runs.join('');
const actionsOf = (view: ReturnType<typeof viewWith>) => JSON.stringify(buildCard(view).actions);
const reasons = (count: number) => Array.from({ length: count }, (_, n) => `reason number ${n + 1}`);
/** Short as it was written. */
const GROWN = Array.from({ length: 50 }, (_, n) => `${n}\u200B`).join('');
/** As long as a policy may write one, with what matters last. */
const LONGEST = `${longText(190, 'a')} no backup`;

test('a card with Approve tells every reason of the risk to its end', () => {
  const view = viewWith([...reasons(7), LONGEST]);
  assert.equal(holdsAll(view), true);
  assert.match(actionsOf(view), /"verb":"approve"/);
  for (const n of [1, 2, 3, 4, 5, 6, 7]) assert.ok(toldOf(view).includes(`Reason number ${n}.`));
  assert.match(toldOf(view), /a no backup\./);
});

for (const [what, cut, words] of [
  ['one reason more', reasons(9), /And 1 more reason\./],
  ['a reason that grew too long', [GROWN], /…\(\d+ more characters\)/],
] as const) {
  test(`${what} than has room is told of: Approve gives way, and the page tells all of it`, () => {
    const view = viewWith(cut);
    assert.match(toldOf(view), words);
    assert.equal(holdsAll(view), false);
    assert.doesNotMatch(actionsOf(view), /"verb":"approve"/);
    assert.match(actionsOf(view), /Review everything/);
    const whole = wholeOf(view).reasons ?? [];
    assert.equal(whole.length, cut.length);
    assert.doesNotMatch(whole.join(), /more character/);
  });
}

test('once it is over the card counts the reasons that it leaves out, and the page tells them', () => {
  const view = viewWith(reasons(11), 'approved-unused');
  assert.match(toldOf(view), /high, cannot be undone: reason number 1; .*; reason number 8; and 3 more/);
  assert.deepEqual(wholeOf(view).reasons, reasons(11));
  const small = { ...view, prompt: { ...view.prompt, small: true as const } };
  assert.match(toldOf(small), /reason number 3; and 8 more/);
});

test('what was done is found right on its card only where all reasons of its risk stand there', () => {
  assert.match(actionsOf(viewWith(reasons(8), 'recorded')), /"verb":"looks_right"/);
  const cut = viewWith(reasons(9), 'recorded');
  assert.equal(drawCard(cut, 'teams').isComplete, false);
  assert.doesNotMatch(actionsOf(cut), /"verb":"looks_right"/);
  assert.match(toldOf(cut), /; and 1 more/);
});

test('a secret in a reason stands nowhere', () => {
  const view = viewWith(['the key is password=Hunter2Hunter2x']);
  assert.doesNotMatch(toldOf(view) + wholeOf(view).reasons?.join(), /Hunter2/);
});

test('a risk without reasons has none on the page', () => {
  assert.equal(wholeOf(viewWith([])).reasons, undefined);
});
