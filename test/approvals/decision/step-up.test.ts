import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { provesStepUp } from '../../../approvals/decision/step-up.ts';
import { later } from '../../../approvals/time.ts';
import type { SignIn } from '../../../approvals/words.ts';
import { PEOPLE, REVIEW_APP_ID } from '../../../local/directory.ts';
import { aPerson, aVerdict, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createStage } from '../../support/stage.ts';

const stepUp = { acrs: ['c1'], withinMs: 10 * MINUTE_MS };
const signedIn = (change: Partial<SignIn> = {}): SignIn => ({
  app: REVIEW_APP_ID,
  at: later(NOW, -MINUTE_MS),
  acrs: ['c1', 'c2'],
  ...change,
});
const { at: _untold, ...timeless } = signedIn();

const proofs: readonly (readonly [string, SignIn | undefined, boolean])[] = [
  ['fresh, in the context asked for, at the review page', signedIn(), true],
  ['just as old as allowed', signedIn({ at: later(NOW, -10 * MINUTE_MS) }), true],
  ['a few seconds ahead of our clock', signedIn({ at: later(NOW, 20_000) }), true],
  ['one millisecond too old', signedIn({ at: later(NOW, -10 * MINUTE_MS - 1) }), false],
  ['from the future', signedIn({ at: later(NOW, 31_000) }), false],
  ['of a token that does not tell when', timeless, false],
  ['in another context', signedIn({ acrs: ['c2'] }), false],
  ['in no context', signedIn({ acrs: [] }), false],
  ['at another app', signedIn({ app: PEOPLE.alice }), false],
  ['that was never made', undefined, false],
];
for (const [what, signIn, proven] of proofs) {
  test(`a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up`, () => {
    assert.equal(provesStepUp(stepUp, signIn, REVIEW_APP_ID, NOW), proven);
  });
}

test('every context that is named has to be met', () => {
  const both = { ...stepUp, acrs: ['c1', 'c3'] };
  assert.equal(provesStepUp(both, signedIn(), REVIEW_APP_ID, NOW), false);
  assert.equal(provesStepUp(both, signedIn({ acrs: ['c3', 'c1'] }), REVIEW_APP_ID, NOW), true);
});

const ballot = (signIn?: SignIn) => ({
  person: aPerson('alice'),
  choice: 'approve' as const,
  via: signIn === undefined ? ('teams' as const) : ('page' as const),
  ...(signIn === undefined ? {} : { signIn }),
});

test('a click alone does not approve what needs a step-up: refused, and nothing is written', async () => {
  const stage = await createStage({ verdict: aVerdict({ stepUp }) });
  const answer = await decide(stage.desk, stage.id, ballot());
  assert.deepEqual(answer, { ok: false, refusal: { reason: 'step_up_required', ...stepUp } });
  assert.deepEqual([stage.writes(), stage.told()], [[], []]);
});

test('a sign-in that proves it approves, and stands in the vote and its event', async () => {
  const stage = await createStage({ verdict: aVerdict({ stepUp }) });
  assert.ok((await decide(stage.desk, stage.id, ballot(signedIn()))).ok);
  assert.equal(stage.request().status, 'approved');
  assert.deepEqual(stage.request().votes[0]?.signIn, signedIn());
  const voted = stage.events().find((event) => event.type === 'voted');
  assert.deepEqual([voted?.facts.via, voted?.facts.sign_in], ['page', signedIn()]);
});

test('a deny needs no step-up', async () => {
  const stage = await createStage({ verdict: aVerdict({ stepUp }) });
  assert.ok((await decide(stage.desk, stage.id, { ...ballot(), choice: 'deny' })).ok);
  assert.equal(stage.request().status, 'denied');
});

test('who may not decide is told so, not sent to sign in again', async () => {
  const stage = await createStage({ verdict: aVerdict({ stepUp }) });
  const answer = await decide(stage.desk, stage.id, { ...ballot(), person: aPerson('dana') });
  assert.deepEqual(answer, { ok: false, refusal: { reason: 'own_request', because: 'owner' } });
});
