import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../approvals/decision/decide.ts';
import { revoke } from '../../../approvals/decision/revoke.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import { OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { aPerson, aRequirement, aVerdict, MINUTE_MS, NOW } from '../../support/builders.ts';
import { approved, redeemed } from '../../support/granted.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
const takeBack = (stage: Stage, who: Who) => revoke(stage.desk, stage.id, aPerson(who));
const refused = (refusal: Refusal) => ({ ok: false, refusal });
const notApprover = refused({
  reason: 'not_approver',
  groups: ['those who approved it', 'administrators'],
});

for (const [who, as] of [
  ['alice', 'approver'],
  ['ada', 'administrator'],
] as const) {
  test(`an unused approval is taken back by its ${as}`, async () => {
    const stage = await approved();
    const settled = await takeBack(stage, who);
    assert.ok(settled.ok && settled.value.wrote);
    assert.deepEqual(stage.writes(), ['watch', 'commit revoked']);
    const { status, grant } = stage.request();
    assert.deepEqual([status, grant?.state, grant?.endedAt], ['approved', 'revoked', NOW]);
    assert.equal(grant?.endedBy?.oid, PEOPLE[who]);
    assert.equal(stage.events().at(-1)?.facts.as, as);
    assert.deepEqual(stage.lookUps, [PEOPLE[who]]);
  });
}

test('taking it back again gets the same answer and writes nothing', async () => {
  const stage = await approved();
  await takeBack(stage, 'alice');
  stage.forget();
  const again = await takeBack(stage, 'ada');
  assert.ok(again.ok && !again.value.wrote);
  assert.deepEqual(stage.writes(), []);
});

const outsiders: [string, Who, ReturnType<typeof refused>][] = [
  ['an approver who did not approve it', 'bob', notApprover],
  ["the agent's owner", 'dana', notApprover],
  ['an ordinary member', 'olivia', notApprover],
  ['a guest', 'gus', refused({ reason: 'guest' })],
  ['a person of another tenant', 'xavier', refused({ reason: 'foreign_tenant' })],
];
for (const [what, who, answer] of outsiders) {
  test(`${what} cannot take it back`, async () => {
    const stage = await approved();
    assert.deepEqual(await takeBack(stage, who), answer);
    assert.deepEqual([stage.writes(), stage.request().grant?.state], [[], 'unused']);
  });
}

test('a disabled approver cannot take it back', async () => {
  const stage = await approved();
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, enabled: false });
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'disabled_person' }));
});

test('whose vote was not counted did not approve it and cannot take it back', async () => {
  const verdict = aVerdict({ requirements: [aRequirement({ count: 2 })] });
  const stage = await createStage({ verdict });
  const vote = (who: Who) =>
    decide(stage.desk, stage.id, { person: aPerson(who), choice: 'approve', via: 'teams' });
  await vote('alice');
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, groups: [] });
  await vote('bob');
  await vote('carmen');
  assert.equal(stage.request().status, 'approved');
  assert.deepEqual(await takeBack(stage, 'alice'), notApprover);
  assert.ok((await takeBack(stage, 'carmen')).ok);
});

test('a silent directory refuses: try again', async () => {
  const stage = await approved();
  stage.directory.silent = true;
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'could_not_verify' }));
});

test('a pending request has no approval to take back', async () => {
  const stage = await createStage();
  const message = 'There is no approval to take back.';
  assert.deepEqual(await takeBack(stage, 'ada'), refused({ reason: 'wrong_state', message }));
});

test('after the redemption there is nothing to take back', async () => {
  const stage = await redeemed();
  const message = 'It was used already. An action that ran cannot be taken back here.';
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'wrong_state', message }));
  assert.deepEqual(stage.writes(), []);
});

test('at its end an approval has lapsed: recorded as that, told as that, now and later', async () => {
  const stage = await approved();
  stage.advance(5 * MINUTE_MS);
  const message = 'It has lapsed unused already.';
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'wrong_state', message }));
  assert.deepEqual(stage.told().at(-1), 'lapsed');
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'wrong_state', message }));
});

test('a taking back that cannot be sent before the approval ends is not sent', async () => {
  const stage = await approved();
  stage.advance(5 * MINUTE_MS - 100);
  stage.before('watch', () => stage.advance(100));
  const message = 'It has lapsed unused already.';
  assert.deepEqual(await takeBack(stage, 'alice'), refused({ reason: 'wrong_state', message }));
  assert.deepEqual(stage.told().at(-1), 'lapsed');
});

test('a person of another tenant cannot take it back, though the directory knows the id', async () => {
  const stage = await approved();
  const stranger = aPerson('ada', { tenant: OTHER_TENANT });
  const settled = await revoke(stage.desk, stage.id, stranger);
  assert.deepEqual(settled, refused({ reason: 'foreign_tenant' }));
});
