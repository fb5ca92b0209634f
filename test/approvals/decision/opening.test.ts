// What does not fit on its card: who has opened all of it may approve it, and nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../../approvals/decision/answer.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { open } from '../../../approvals/decision/opening.ts';
import { review } from '../../../approvals/decision/review.ts';
import { SendFault } from '../../../approvals/faults.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { aClick, aPerson, aRequirement, aVerdict, BASE_URL, MINUTE_MS } from '../../support/builders.ts';
import { longText } from '../../support/long-text.ts';
import { createStage, type Stage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
const KEY = 'prompt-1';
const intentOf = (sql: string): Uint8Array =>
  new TextEncoder().encode(
    `{"action":{"name":"data.export","properties":{"sql":"${sql}"}},"resource":{"id":"prod/customers","type":"database"}}`,
  );
const TOO_LONG = { intent: intentOf(longText(30_000)) };
const twoSeats = { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) };

const approve = (stage: Stage, who: Who = 'alice', via: 'api' | 'page' = 'page') =>
  decide(stage.desk, stage.id, { person: aPerson(who), choice: 'approve', via });
const opens = (stage: Stage, who: Who = 'alice') => open(stage.desk, stage.id, aPerson(who), 'page');
const clicks = (stage: Stage, who: Who = 'alice') => {
  const { nonce, activities } = stage.row<Prompt>(KEY);
  return answer(
    stage.desk,
    aClick({ nonce, activity: activities[0]?.id ?? 'unknown', person: aPerson(who) }),
  );
};
const reasonOf = (told: Awaited<ReturnType<typeof approve>>) => (told.ok ? 'ok' : told.refusal.reason);
const openingFor = async (stage: Stage, who: Who) => {
  const seen = await review(stage.desk, stage.id, aPerson(who), { app: 'teams', acrs: [] });
  assert.ok(seen.ok);
  return seen.value.opening;
};

/** Another state of the card's row, as bookkeeping would have left it. */
function put(stage: Stage, prompt: Prompt): void {
  const etag = stage.tables.get(stage.id, KEY)?.etag;
  assert.ok(etag);
  stage.tables.transact(stage.id, [{ key: KEY, data: prompt, etag }]);
}

async function posted(change: Parameters<typeof createStage>[0] = {}): Promise<Stage> {
  const stage = await createStage(change);
  await show(stage.desk, stage.id, KEY);
  stage.forget();
  return stage;
}

test('what does not fit on its card is approved by who has opened all of it, and the vote names that opening', async () => {
  const stage = await createStage(TOO_LONG);
  assert.equal(reasonOf(await opens(stage)), 'ok');
  assert.equal(reasonOf(await approve(stage)), 'ok');
  assert.deepEqual(stage.told(), ['opened', 'voted', 'approved']);
  const [, opened, voted] = stage.events();
  assert.deepEqual(opened?.actor, { kind: 'person', id: PEOPLE.alice });
  assert.deepEqual([opened?.facts.via, opened?.facts.intent_hash], ['page', stage.request().intentHash]);
  assert.equal(voted?.facts.opened, opened?.seq);
});

for (const via of ['api', 'page'] as const) {
  test(`an approval by ${via} of who has not opened it is refused, says where to read it, and writes nothing`, async () => {
    const stage = await createStage(TOO_LONG);
    stage.forget();
    const told = await approve(stage, 'alice', via);
    assert.deepEqual(told, {
      ok: false,
      refusal: { reason: 'not_opened', link: `${BASE_URL}/review/${stage.id}` },
    });
    assert.deepEqual(stage.writes(), []);
  });
}

test('a click that claims Approve on a card without that button is refused, and the card stays as it is', async () => {
  const stage = await posted(TOO_LONG);
  const reply = await clicks(stage);
  assert.ok(reply.kind === 'refusal' && reply.refusal.reason === 'not_opened');
  assert.deepEqual(stage.told(), []);
});

test('what another person opened is no opening of one’s own', async () => {
  const stage = await createStage({ ...TOO_LONG, ...twoSeats });
  await opens(stage, 'bob');
  assert.equal(reasonOf(await approve(stage, 'alice')), 'not_opened');
  assert.equal(reasonOf(await approve(stage, 'bob')), 'ok');
  assert.equal(reasonOf(await opens(stage, 'alice')), 'ok');
  assert.equal(reasonOf(await approve(stage, 'alice')), 'ok');
  assert.deepEqual(stage.told(), ['opened', 'voted', 'opened', 'voted', 'approved']);
});

test('a denial and a comment need no opening', async () => {
  const stage = await createStage(TOO_LONG);
  const by = { kind: 'person', person: aPerson('alice') } as const;
  assert.equal(reasonOf(await comment(stage.desk, stage.id, { text: 'why?', by })), 'ok');
  const denied = await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'api' });
  assert.equal(reasonOf(denied), 'ok');
  assert.deepEqual(stage.told(), ['commented', 'voted', 'denied']);
});

test('opening again writes nothing, and neither does opening what its card holds', async () => {
  const stage = await createStage(TOO_LONG);
  await opens(stage);
  stage.forget();
  assert.equal(reasonOf(await opens(stage)), 'ok');
  assert.deepEqual(stage.writes(), []);

  const whole = await createStage();
  whole.forget();
  assert.equal(reasonOf(await opens(whole)), 'ok');
  assert.deepEqual(whole.writes(), []);
  assert.equal(reasonOf(await approve(whole)), 'ok');
  assert.equal(whole.events()[1]?.facts.opened, undefined);
});

test('of many openings by one person at the same moment one is recorded', async () => {
  const stage = await createStage(TOO_LONG);
  const told = await Promise.all(Array.from({ length: 5 }, () => opens(stage)));
  assert.deepEqual(new Set(told.map(reasonOf)), new Set(['ok']));
  assert.deepEqual(stage.told(), ['opened']);
});

test('opening and approving at the same moment: approved after the opening, or refused', async () => {
  const stage = await createStage(TOO_LONG);
  const [, voted] = await Promise.all([opens(stage), approve(stage)]);
  const told = stage.told();
  if (voted.ok) assert.deepEqual(told, ['opened', 'voted', 'approved']);
  else {
    assert.equal(voted.refusal.reason, 'not_opened');
    assert.deepEqual(told, ['opened']);
  }
});

test('a request whose whole card Teams found too big needs the opening through every door', async () => {
  const stage = await createStage();
  stage.sendFaults.push(new SendFault('too_big', '413'));
  await show(stage.desk, stage.id, KEY);
  assert.equal(stage.row<Prompt>(KEY).small, true);
  assert.equal(reasonOf(await approve(stage, 'alice', 'api')), 'not_opened');
  const reply = await clicks(stage);
  assert.ok(reply.kind === 'refusal' && reply.refusal.reason === 'not_opened');
  assert.deepEqual(await openingFor(stage, 'alice'), { done: false, by: [] });
  await opens(stage);
  assert.equal(reasonOf(await approve(stage, 'alice', 'api')), 'ok');
});

test('a card that a newer one replaced proves nothing: what does not fit is still to be opened', async () => {
  const stage = await posted(TOO_LONG);
  const prompt = stage.row<Prompt>(KEY);
  const activities = prompt.activities.map((each) => ({ ...each, replaced: true as const }));
  put(stage, { ...prompt, activities });
  const reply = await clicks(stage);
  assert.ok(reply.kind === 'refusal' && reply.refusal.reason === 'not_opened');
});

test('once somebody had to open it, it stays so for everybody, also where the card would hold it again', async () => {
  const stage = await createStage(twoSeats);
  const { small: _no, ...prompt } = stage.row<Prompt>(KEY);
  put(stage, { ...prompt, small: true });
  await opens(stage, 'bob');
  put(stage, prompt);
  assert.equal(reasonOf(await approve(stage, 'alice')), 'not_opened');
  assert.equal(reasonOf(await approve(stage, 'bob')), 'ok');
});

const others: readonly (readonly [string, Who, string])[] = [
  ['a guest', 'gus', 'guest'],
  ['a colleague without a part in it', 'olivia', 'not_approver'],
];
for (const [what, who, reason] of others) {
  test(`${what} opens nothing`, async () => {
    const stage = await createStage(TOO_LONG);
    stage.forget();
    assert.equal(reasonOf(await opens(stage, who)), reason);
    assert.deepEqual(stage.writes(), []);
  });
}

test('a person of another tenant opens nothing', async () => {
  const stage = await createStage(TOO_LONG);
  const foreign = { ...aPerson('alice'), tenant: OTHER_TENANT };
  assert.equal(reasonOf(await open(stage.desk, stage.id, foreign, 'page')), 'foreign_tenant');
  assert.deepEqual(stage.told(), []);
});

test('an owner who opens it is in the record, and may approve it no more than before', async () => {
  const stage = await createStage(TOO_LONG);
  assert.equal(reasonOf(await opens(stage, 'dana')), 'ok');
  assert.deepEqual(stage.told(), ['opened']);
  assert.equal(reasonOf(await approve(stage, 'dana')), 'own_request');
});

test('without an answer of the directory nothing is recorded as opened', async () => {
  const stage = await createStage(TOO_LONG);
  stage.directory.silent = true;
  assert.equal(reasonOf(await opens(stage)), 'could_not_verify');
  assert.deepEqual(stage.told(), []);
});

test('what is opened after its end is not recorded', async () => {
  const stage = await createStage(TOO_LONG);
  stage.advance(31 * MINUTE_MS);
  assert.equal(reasonOf(await opens(stage)), 'ok');
  assert.deepEqual(stage.told(), []);
});

test('the review page is told that it has to be opened, and by whom it was', async () => {
  const stage = await createStage({ ...TOO_LONG, ...twoSeats });
  assert.deepEqual(await openingFor(stage, 'alice'), { done: false, by: [] });
  await opens(stage, 'bob');
  const { done, by } = (await openingFor(stage, 'alice')) ?? {};
  assert.deepEqual([done, by?.map(({ name }) => name)], [false, ['Bob Berg']]);
  assert.equal((await openingFor(stage, 'bob'))?.done, true);
  assert.equal(await openingFor(await createStage(), 'alice'), undefined);
});
