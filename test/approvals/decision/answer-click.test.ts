// What a click does and must not do. The card is never authority: conversation and nonce must be those of a prompt of this very request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { answer } from '../../../approvals/decision/answer.ts';
import { SendFault } from '../../../approvals/faults.ts';
import type { Click, ClickReply } from '../../../approvals/prompt/card-ports.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import {
  aClick,
  aConversation,
  anAsk,
  aPerson,
  aRequirement,
  aVerdict,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const KEY = 'prompt-1';
const prompt = (stage: Stage) => stage.row<Prompt>(KEY);
const click = (stage: Stage, change: Partial<Click> = {}) =>
  answer(
    stage.desk,
    aClick({ nonce: prompt(stage).nonce, activity: prompt(stage).activities[0]?.id ?? 'unknown', ...change }),
  );
const reason = (reply: ClickReply) => (reply.kind === 'refusal' ? reply.refusal.reason : reply.kind);
const status = (reply: ClickReply) => reply.kind === 'card' && reply.view.request.status;

/** A stage whose card stands in Teams. */
async function posted(change: Parameters<typeof createStage>[0] = {}): Promise<Stage> {
  const stage = await createStage(change);
  await show(stage.desk, stage.id, KEY);
  stage.forget();
  return stage;
}
/** A stage whose card stands in Teams though its post was never confirmed. */
async function postedUnseen(): Promise<Stage> {
  const stage = await createStage();
  stage.sendFaults.push(new SendFault('unconfirmed', 'no answer'));
  await show(stage.desk, stage.id, KEY);
  stage.forget();
  return stage;
}

test('approve on the card is the same decision as through any door, answered with the card as it is now', async () => {
  const stage = await posted();
  const reply = await click(stage, { comment: 'ok', reason: 'planned' });
  assert.equal(status(reply), 'approved');
  assert.deepEqual(stage.writes(), ['watch', 'commit voted+approved']);
  assert.deepEqual([stage.events()[1]?.facts.via, stage.events()[1]?.facts.reason], ['teams', 'planned']);
  assert.ok(reply.kind === 'card');
  assert.deepEqual(reply.view.prompt, { key: KEY, nonce: prompt(stage).nonce });
  assert.ok(Object.values(reply.view.texts).includes('ok'));
  assert.equal(reply.view.timeZone, 'Europe/Paris');
});

test('comment, deny and revoke go the same way', async () => {
  const stage = await posted();
  assert.equal(status(await click(stage, { verb: 'comment', comment: 'Why?' })), 'pending');
  assert.equal(stage.events()[1]?.facts.prompt, KEY);
  await click(stage);
  await click(stage, { verb: 'revoke' });
  assert.deepEqual(stage.told(), ['commented', 'voted', 'approved', 'revoked']);
  const other = await posted();
  assert.equal(status(await click(other, { verb: 'deny' })), 'denied');
});

const forged: [string, Partial<Click>, string][] = [
  ['with another nonce', { nonce: idOf('n', 9) }, 'stale_card'],
  ['with an empty nonce', { nonce: '' }, 'stale_card'],
  ['from another conversation', { conversation: '19:elsewhere@thread.tacv2' }, 'stale_card'],
  ['about another request', { request: idOf('req', 9) }, 'stale_card'],
  ['with an id of another shape', { request: '../req' }, 'stale_card'],
  ['from another tenant', { person: aPerson('xavier') }, 'foreign_tenant'],
  ['with a verb no card has', { verb: 'approve_all' }, 'stale_card'],
];
for (const [what, change, expected] of forged) {
  test(`a click ${what} changes nothing`, async () => {
    const stage = await posted();
    const before = JSON.stringify(stage.request());
    assert.equal(reason(await click(stage, change)), expected);
    assert.deepEqual([stage.writes(), stage.nudges, stage.lookUps], [[], [], []]);
    assert.equal(JSON.stringify(stage.request()), before);
  });
}

test('a nonce of one request opens no other, though both stand in the same conversation', async () => {
  const stage = await posted();
  const { desk } = stage;
  const id = idOf('req', 2);
  await submit(desk, anAsk({ id }));
  await show(desk, id, KEY);
  const reply = await answer(desk, aClick({ request: id, nonce: prompt(stage).nonce }));
  assert.equal(reason(reply), 'stale_card');
});

test('before its card was sent anywhere no click can be right', async () => {
  const stage = await createStage();
  assert.equal(reason(await click(stage, { conversation: aConversation().id })), 'stale_card');
});

for (const [what, change, expected] of [
  ['of somebody of another tenant', { person: aPerson('alice', { tenant: OTHER_TENANT }) }, 'foreign_tenant'],
  ['in another conversation', { conversation: '19:other@thread.tacv2' }, 'stale_card'],
  ['with a nonce that is none of ours', { nonce: idOf('n', 9) }, 'stale_card'],
  ['of a request nobody made', { request: idOf('req', 9) }, 'stale_card'],
] as const) {
  test(`a refresh ${what} shows no card`, async () => {
    const stage = await posted();
    assert.equal(reason(await click(stage, { ...change, automatic: true })), expected);
    assert.deepEqual(stage.writes(), []);
  });
}

for (const change of [{ automatic: true }, { verb: 'refresh' }]) {
  test(`a refresh (${JSON.stringify(change)}) only reads, whoever looks`, async () => {
    const stage = await posted();
    const reply = await click(stage, { ...change, person: aPerson('olivia'), activity: 'unknown' });
    assert.equal(status(reply), 'pending');
    assert.deepEqual([stage.writes(), stage.nudges, stage.lookUps], [[], [], []]);
  });
}

for (const [who, expected] of [
  ['olivia', 'not_approver'],
  ['dana', 'own_request'],
  ['gus', 'guest'],
] as const) {
  test(`a click of ${who} is answered to that person alone (${expected}), with the request it was about`, async () => {
    const stage = await posted();
    const reply = await click(stage, { person: aPerson(who) });
    assert.equal(reason(reply), expected);
    assert.equal(reply.kind === 'refusal' && reply.request?.id, stage.id);
    assert.deepEqual(stage.writes(), []);
  });
}

test('whoever comes second sees the card as it is: decided', async () => {
  const stage = await posted();
  await click(stage);
  stage.forget();
  assert.equal(
    status(await click(stage, { person: aPerson('bob'), verb: 'deny', activity: 'a' })),
    'approved',
  );
  assert.deepEqual(stage.told(), ['voted', 'approved']);
});

test('whoever comes too late is told so, and what they chose and wrote is given back to them alone', async () => {
  const stage = await posted();
  await click(stage);
  const said = { verb: 'deny', reason: 'wrong_target', comment: 'Not this bucket' };
  const late = await click(stage, { ...said, person: aPerson('bob') });
  assert.ok(late.kind === 'card');
  assert.deepEqual(late.view.late, { click: 'deny', reason: said.reason, comment: said.comment });
  const own = await click(stage, { verb: 'deny' });
  assert.deepEqual(own.kind === 'card' && own.view.late, { click: 'deny', approved: true });
  const again = await click(stage);
  assert.equal(again.kind === 'card' && again.view.late, undefined, 'the same vote again is not late');
  const other = await click(stage, { verb: 'refresh', person: aPerson('carmen') });
  assert.equal(other.kind === 'card' && other.view.late, undefined);
});

test('who is no member of the tenant learns no name by a click that comes too late', async () => {
  const stage = await posted();
  await click(stage, { comment: 'for members' });
  for (const verb of ['approve', 'deny', 'comment'] as const) {
    const told = await click(stage, { verb, comment: 'x', person: aPerson('gus') });
    assert.equal(reason(told), 'guest', verb);
  }
});

test('while the directory is silent a late click is told that it was late, and by nobody’s name', async () => {
  const stage = await posted();
  await click(stage);
  stage.directory.silent = true;
  assert.equal(reason(await click(stage, { verb: 'deny', person: aPerson('bob') })), 'already_ended');
});

test('a click after the time is answered with the expired card', async () => {
  const stage = await posted();
  stage.advance(30 * MINUTE_MS);
  assert.equal(status(await click(stage)), 'expired');
});

test('an invoke sent again by Teams writes nothing and gets the same card', async () => {
  const stage = await posted({ verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  const first = await click(stage);
  await show(stage.desk, stage.id, KEY);
  stage.forget();
  assert.deepEqual(await click(stage), first);
  assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
});

test('an empty comment box is told, spaces beside a vote are no comment', async () => {
  const stage = await posted();
  assert.equal(reason(await click(stage, { verb: 'comment' })), 'comment_empty');
  await click(stage, { comment: '  ' });
  assert.equal(stage.request().votes[0]?.text, undefined);
});

test('a card whose post was never confirmed is adopted by a click, once, and brought up to date', async () => {
  const stage = await postedUnseen();
  await click(stage, { verb: 'comment', comment: 'Why?', activity: 'seen' });
  assert.deepEqual(prompt(stage).activities, [{ id: 'seen', shows: 0, gone: false }]);
  assert.equal(prompt(stage).unconfirmed, 0);
  assert.equal(stage.writes()[0], 'watch');
  await click(stage, { verb: 'comment', comment: 'Why?', activity: 'seen' });
  assert.equal(prompt(stage).activities.length, 1);
  await show(stage.desk, stage.id, KEY);
  assert.deepEqual(
    stage.sent.map(({ kind, activity }) => [kind, activity]),
    [['update', 'seen']],
  );
});

test('a card is adopted also after the end', async () => {
  const stage = await postedUnseen();
  await click(stage, { activity: 'seen', person: aPerson('alice') });
  stage.sendFaults.length = 0;
  await show(stage.desk, stage.id, KEY);
  assert.deepEqual(
    stage.sent.map(({ view }) => view.request.status),
    ['approved'],
  );
});

test('a click by a person who may not decide adopts too: that person sees the card', async () => {
  const stage = await postedUnseen();
  assert.equal(reason(await click(stage, { activity: 'seen', person: aPerson('olivia') })), 'not_approver');
  assert.equal(prompt(stage).activities[0]?.id, 'seen');
  assert.deepEqual(stage.told(), []);
});

test('with no post left open an unknown message is not adopted', async () => {
  const stage = await posted();
  await click(stage, { activity: 'other' });
  assert.deepEqual(
    prompt(stage).activities.map((each) => each.id),
    [idOf('activity')],
  );
});

test('a click on a card that shows an older revision sends it again', async () => {
  const stage = await posted({ verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  await click(stage);
  assert.equal(prompt(stage).activities[0]?.shows, 1);
  await click(stage, { person: aPerson('olivia') });
  assert.equal(prompt(stage).activities[0]?.shows, 0);
  await show(stage.desk, stage.id, KEY);
  assert.deepEqual(
    stage.sent.map(({ kind, view }) => `${kind} ${view.request.revision}`),
    ['post 1', 'update 2'],
  );
});

test('a click revives a dead prompt', async () => {
  const stage = await createStage();
  for (let n = 0; n < 3; n++) {
    stage.sendFaults.push(new SendFault('unconfirmed', 'no answer'));
    await show(stage.desk, stage.id, KEY);
    stage.advance(MINUTE_MS);
  }
  assert.equal(prompt(stage).dead, true);
  await click(stage, { activity: 'seen', verb: 'comment', comment: 'Why?' });
  await show(stage.desk, stage.id, KEY);
  assert.deepEqual([prompt(stage).dead, stage.sent.at(-1)?.activity], [false, 'seen']);
});

for (const [name, how] of [
  ['watch', 'fail'],
  ['insert', 'fail'],
  ['swap', 'fail'],
] as const) {
  test(`a vote counts though the card could not be mended (${name} not done)`, async () => {
    const stage = await postedUnseen();
    stage.spoil(name, how);
    assert.equal(status(await click(stage, { activity: 'seen' })), 'approved');
  });
}

test('when the directory is silent the person is told to try again', async () => {
  const stage = await posted();
  stage.directory.silent = true;
  assert.equal(reason(await click(stage)), 'could_not_verify');
  assert.deepEqual([stage.lookUps, stage.writes()], [[PEOPLE.alice], []]);
});

test('an adoption is put down once for its message, and two clicks at once adopt it once', async () => {
  const stage = await postedUnseen();
  stage.before('swap', () => click(stage, { activity: 'seen', person: aPerson('bob'), verb: 'comment' }));
  await click(stage, { activity: 'seen', person: aPerson('olivia') });
  assert.deepEqual([prompt(stage).activities.length, prompt(stage).unconfirmed], [1, 0]);
  assert.equal(stage.tables.list(stage.id, 'adopted-').length, 1);
});

test('a click that does not say on which message adopts nothing', async () => {
  const stage = await postedUnseen();
  const { activity: _unknown, ...rest } = aClick({ nonce: prompt(stage).nonce });
  await answer(stage.desk, rest);
  assert.deepEqual([prompt(stage).activities, prompt(stage).unconfirmed], [[], 1]);
});

test('an id of another shape is not even looked for', async () => {
  const stage = await posted();
  await click(stage, { request: `req_${'/'.repeat(26)}` });
  assert.deepEqual(stage.reads(), []);
});

test('in a person’s own chat only that person clicks, though another one might decide', async () => {
  const stage = await createStage({
    verdict: aVerdict({ notify: [], oneToOne: { groups: [], people: [PEOPLE.bob] } }),
  });
  const chat = aConversation({ id: 'a:bob', type: 'personal' });
  await stage.desk.people.remember(PEOPLE.bob, chat, NOW);
  await show(stage.desk, stage.id, KEY);
  stage.forget();
  assert.equal(reason(await click(stage, { conversation: chat.id })), 'stale_card');
  assert.equal(
    reason(await click(stage, { conversation: aConversation().id, person: aPerson('bob') })),
    'stale_card',
  );
  assert.deepEqual(stage.writes(), []);
  assert.equal(status(await click(stage, { conversation: chat.id, person: aPerson('bob') })), 'approved');
});

test('an approval that does not do alone is said to count, to the one who gave it and to nobody else', async () => {
  const stage = await posted({ verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  const counted = (reply: ClickReply) => reply.kind === 'card' && reply.view.counted;
  assert.equal(counted(await click(stage)), true);
  assert.equal(counted(await click(stage, { verb: 'refresh', automatic: true })), true);
  assert.equal(
    counted(await click(stage, { verb: 'refresh', automatic: true, person: aPerson('bob') })),
    undefined,
  );
  assert.equal(
    counted(await click(stage, { verb: 'comment', comment: 'Hm.', person: aPerson('bob') })),
    undefined,
  );
  const last = await click(stage, { person: aPerson('bob') });
  assert.deepEqual([status(last), counted(last)], ['approved', undefined]);
});

for (const who of ['gus', 'xavier'] as const) {
  test(`no click of ${who}, who is no member of the tenant, is answered with the name of a group`, async () => {
    const stage = await posted();
    for (const verb of ['approve', 'deny', 'comment', 'revoke', 'looks_right']) {
      const reply = await click(stage, { verb, comment: 'x', person: aPerson(who) });
      assert.ok(reply.kind === 'refusal', verb);
      assert.doesNotMatch(tellRefusal(reply.refusal, reply.request), /data.owner/, verb);
    }
  });
}
