// Who sees the whole of a request on the review page, and what they may do with it. The cases are a table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { record as recordAfterwards } from '../../../approvals/ask/record.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { lookAgain } from '../../../approvals/decision/look-again.ts';
import { type May, review } from '../../../approvals/decision/review.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import { reviewAddress, reviewLink } from '../../../approvals/review-link.ts';
import { OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { aDeedOfAgent } from '../../support/a-deed.ts';
import {
  aPerson,
  aRequest,
  aRequirement,
  aVerdict,
  BASE_URL,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { approved } from '../../support/granted.ts';
import { createStage, type Stage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
const look = (stage: Stage, who: Who, signIn: Parameters<typeof review>[3] = { app: 'teams', acrs: [] }) =>
  review(stage.desk, stage.id, aPerson(who), signIn);
const mayOf = async (stage: Stage, who: Who): Promise<May | Refusal['reason']> => {
  const seen = await look(stage, who);
  return seen.ok ? seen.value.may : seen.refusal.reason;
};
const ALL = { approve: true, deny: true, comment: true, report: true, revoke: false, look: false };
const NONE = { approve: false, deny: false, comment: false, report: false, revoke: false, look: false };

const pending: readonly (readonly [string, Who, May | Refusal['reason']])[] = [
  ['an approver decides and comments', 'alice', ALL],
  ['the agent’s owner may comment and not decide', 'dana', { ...NONE, comment: true }],
  ['an administrator may look', 'ada', NONE],
  ['a colleague sees nothing', 'olivia', 'not_approver'],
  ['a member of another group sees nothing', 'sam', 'not_approver'],
  ['a guest sees nothing', 'gus', 'guest'],
];
for (const [what, who, expected] of pending) {
  test(`while it waits: ${what}, and looking writes nothing`, async () => {
    const stage = await createStage();
    stage.forget();
    assert.deepEqual(await mayOf(stage, who), expected);
    assert.deepEqual(stage.writes(), []);
    assert.deepEqual(stage.lookUps, [PEOPLE[who]]);
  });
}

test('who can see and not decide is told why', async () => {
  const stage = await createStage();
  for (const [who, reason] of [
    ['dana', 'own_request'],
    ['ada', 'not_approver'],
  ] as const) {
    const seen = await look(stage, who);
    assert.ok(seen.ok);
    assert.equal(seen.value.whyNot?.reason, reason);
  }
  const alice = await look(stage, 'alice');
  assert.ok(alice.ok && alice.value.whyNot === undefined);
});

test('a refusal carries nothing of the request', async () => {
  const stage = await createStage();
  const seen = await look(stage, 'olivia');
  assert.deepEqual(seen, { ok: false, refusal: { reason: 'not_approver', groups: ['data-owners'] } });
});

test('people of another tenant, the disabled and those the directory does not know see nothing', async () => {
  const stage = await createStage();
  const foreign = { ...aPerson('alice'), tenant: OTHER_TENANT };
  const told = await review(stage.desk, stage.id, foreign, { app: 'teams', acrs: [] });
  assert.ok(!told.ok && told.refusal.reason === 'foreign_tenant');
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, enabled: false });
  assert.equal(await mayOf(stage, 'alice'), 'disabled_person');
  stage.directory.people.delete(PEOPLE.alice);
  assert.equal(await mayOf(stage, 'alice'), 'foreign_tenant');
});

test('a silent directory shows nothing', async () => {
  const stage = await createStage();
  stage.directory.silent = true;
  assert.equal(await mayOf(stage, 'alice'), 'could_not_verify');
});

test('who has approved may still deny, and still sees it after leaving the group', async () => {
  const stage = await createStage({ verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'approve', via: 'api' });
  assert.deepEqual(await mayOf(stage, 'alice'), { ...ALL, approve: false });
  assert.deepEqual(await mayOf(stage, 'bob'), ALL);
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, groups: [] });
  assert.deepEqual(await mayOf(stage, 'alice'), NONE);
});

test('approved and unused: its approvers and administrators may take it back, until its end', async () => {
  const stage = await approved();
  assert.deepEqual(await mayOf(stage, 'alice'), { ...NONE, revoke: true });
  assert.deepEqual(await mayOf(stage, 'ada'), { ...NONE, revoke: true });
  assert.deepEqual(await mayOf(stage, 'bob'), NONE);
  stage.set(stage.request().grant?.expiresAt ?? '');
  assert.deepEqual(await mayOf(stage, 'alice'), NONE);
});

test('a record: another approver may look at it, once; who made it, owns the agent or administers may read it', async () => {
  const stage = await createStage();
  const told = await recordAfterwards(stage.desk, { ...aDeedOfAgent(), id: idOf('req', 7) });
  assert.ok(told.ok);
  const may = async (who: Who) => {
    const seen = await review(stage.desk, told.value.id, aPerson(who), { app: 'teams', acrs: [] });
    return seen.ok ? seen.value.may : seen.refusal.reason;
  };
  assert.deepEqual(await may('alice'), { ...NONE, look: true });
  for (const who of ['sam', 'dana', 'ada'] as const) assert.deepEqual(await may(who), NONE, who);
  assert.equal(await may('olivia'), 'not_approver');
  await lookAgain(stage.desk, told.value.id, { person: aPerson('bob'), finding: 'looks_right', via: 'api' });
  assert.deepEqual(await may('alice'), NONE);
});

test('at its end nothing may be done, though no sweep has come by', async () => {
  const stage = await createStage();
  stage.set(stage.request().expiresAt);
  assert.deepEqual(await mayOf(stage, 'alice'), NONE);
});

test('the view holds every parameter and text, and no nonce of any card', async () => {
  const stage = await createStage({ justification: 'The report' });
  await comment(stage.desk, stage.id, { text: 'Why?', by: { kind: 'person', person: aPerson('alice') } });
  const seen = await look(stage, 'alice');
  assert.ok(seen.ok);
  const { view, name } = seen.value;
  assert.equal(name, 'Alice Aho');
  assert.deepEqual(view.parameters, { format: 'csv', rows: 5000 });
  assert.deepEqual(Object.values(view.texts).sort(), ['The report', 'Why?']);
  assert.equal(view.prompt.nonce, '');
  assert.equal(view.timeZone, 'Europe/Paris');
});

test('tells whether this sign-in proves what the rule asks', async () => {
  const stepUp = { acrs: ['c1'], withinMs: 5 * MINUTE_MS };
  const stage = await createStage({ verdict: aVerdict({ stepUp }) });
  const page = stage.desk.reviewApp;
  const cases = [
    [{ app: page, at: NOW, acrs: ['c1'] }, true],
    [{ app: page, at: NOW, acrs: [] }, false],
    [{ app: 'another', at: NOW, acrs: ['c1'] }, false],
    [{ app: page, acrs: ['c1'] }, false],
  ] as const;
  for (const [signIn, satisfied] of cases) {
    const seen = await look(stage, 'alice', signIn);
    assert.ok(seen.ok);
    assert.deepEqual(seen.value.stepUp, { ...stepUp, satisfied });
  }
  const plain = await look(await createStage(), 'alice');
  assert.ok(plain.ok && plain.value.stepUp === undefined);
});

test('a request that is not there is unknown', async () => {
  const stage = await createStage();
  const told = await review(stage.desk, 'req_00000000000000000000000000', aPerson('alice'), {
    app: 'teams',
    acrs: [],
  });
  assert.deepEqual(told, { ok: false, refusal: { reason: 'unknown_request' } });
});

test('a card’s link names the request, hints at the sign-in while it waits, and carries nothing else', () => {
  const request = aRequest();
  const here = `${BASE_URL}/review/${request.id}`;
  assert.equal(reviewAddress(BASE_URL, request.id), here);
  const link = (acrs: readonly string[], change = {}) =>
    reviewLink(BASE_URL, aRequest({ verdict: aVerdict({ stepUp: { acrs, withinMs: 1 } }), ...change }));
  assert.equal(reviewLink(BASE_URL, request), here);
  assert.equal(link([]), `${here}?step-up`);
  assert.equal(link(['c1', 'c2']), `${here}?step-up=c1,c2`);
  assert.equal(link(['c1'], { status: 'denied' }), here);
});
