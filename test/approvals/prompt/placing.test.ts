// To whom a card is sent one-to-one: only while the directory says that they may read it, and to nobody on a guess.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../../approvals/decision/answer.ts';
import { comment } from '../../../approvals/decision/comment.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { deliveryOf, reachesNobody } from '../../../approvals/prompt/delivery.ts';
import { invite } from '../../../approvals/prompt/invite.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { readTrouble } from '../../../approvals/prompt/trouble.ts';
import { later } from '../../../approvals/time.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { AGENTS, GROUPS, PEOPLE } from '../../../local/directory.ts';
import {
  aClick,
  aConversation,
  aPerson,
  aRequirement,
  aVerdict,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
const KEY = 'prompt-1';
const row = (stage: Stage) => stage.row<Prompt>(KEY);
const work = (stage: Stage) => show(stage.desk, stage.id, KEY);
const sends = (stage: Stage) =>
  stage.sent.map(({ kind, view }) => `${kind} ${view.request.revision}${view.withdrawn ? ' withdrawn' : ''}`);
const AGENT = { kind: 'agent', clientId: AGENTS.nightlyEtl, name: 'nightly-etl' } as const;
const remark = async (stage: Stage) => {
  const done = await comment(stage.desk, stage.id, { text: 'Why?', by: AGENT });
  assert.ok(done.ok);
  stage.advance(3 * MINUTE_MS);
};
const change = (stage: Stage, who: Who, to: object) => {
  const found = stage.directory.people.get(PEOPLE[who]);
  assert.ok(found);
  stage.directory.people.set(PEOPLE[who], { ...found, ...to });
};
async function withApp(stage: Stage, who: Who): Promise<Stage> {
  const chat = aConversation({ id: `a:${who}`, type: 'personal' });
  await stage.desk.people.remember(PEOPLE[who], chat, NOW);
  return stage;
}
const named = async (who: Who) =>
  withApp(
    await createStage({ verdict: aVerdict({ notify: [], oneToOne: { groups: [], people: [PEOPLE[who]] } }) }),
    who,
  );
/** Alice of data-owners, who was looked up and has her card. */
async function invited(requirements = [aRequirement()]): Promise<Stage> {
  const groups = [{ name: 'data-owners', id: GROUPS.dataOwners }];
  const oneToOne = { groups, people: [] };
  const stage = await createStage({ verdict: aVerdict({ notify: [], oneToOne, requirements }) });
  for (const who of ['bob', 'carmen'] as const) change(stage, who, { groups: [] });
  await withApp(stage, 'alice');
  await invite(stage.desk, stage.id, 'invite-1');
  assert.equal(row(stage).person, PEOPLE.alice);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
  return stage;
}

for (const [title, to, why] of [
  ['a guest', { guest: true }, 'guest_account'],
  ['a disabled person', { enabled: false }, 'account_disabled'],
  ['an account of software', { agentUser: true }, 'software_account'],
] as const) {
  test(`${title} whom the policy names gets no card, counts as reached by nobody, and the status says why`, async () => {
    const stage = await named('alice');
    change(stage, 'alice', to);
    await work(stage);
    assert.deepEqual(sends(stage), []);
    assert.deepEqual(readTrouble(row(stage).lastError ?? ''), { code: why, about: ['Alice Aho'] });
    assert.deepEqual([deliveryOf(row(stage)), reachesNobody(row(stage))], ['waiting', true]);
    assert.deepEqual(stage.indexed, [`${stage.id} pending unreached`]);
  });
}

test('whom the directory does not know gets no card; once it does, the card comes', async () => {
  const stage = await named('alice');
  const alice = stage.directory.people.get(PEOPLE.alice);
  stage.directory.people.delete(PEOPLE.alice);
  await work(stage);
  assert.equal(row(stage).lastError, `not_in_directory ${PEOPLE.alice}`);
  if (alice !== undefined) stage.directory.people.set(PEOPLE.alice, alice);
  stage.advance(31_000);
  await work(stage);
  assert.deepEqual([sends(stage), row(stage).lastError], [['post 1'], undefined]);
});

test('while the directory is silent no card is posted; it is asked again after seconds, and then the card comes', async () => {
  const stage = await named('alice');
  stage.directory.silent = true;
  await work(stage);
  assert.deepEqual([sends(stage), row(stage).attempts, row(stage).nextTry], [[], 0, later(NOW, 5000)]);
  assert.equal(row(stage).lastError, 'person_not_told');
  stage.directory.silent = false;
  stage.advance(5000);
  await work(stage);
  assert.deepEqual([sends(stage), row(stage).lastError], [['post 1'], undefined]);
});

test('a card that stands waits for a silent directory, and then tells what is true', async () => {
  const stage = await invited();
  await remark(stage);
  stage.directory.silent = true;
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1']);
  stage.directory.silent = false;
  stage.advance(30_000);
  await work(stage);
  assert.equal(sends(stage).length, 2);
  assert.equal(row(stage).activities[0]?.shows, stage.request().revision);
});

for (const [title, to, why] of [
  ['left the group', { groups: [] }, /^left_group \S+ data-owners$/],
  ['was disabled', { enabled: false }, /^account_disabled /],
  ['became a guest', { guest: true }, /^guest_account /],
] as const) {
  test(`the card of somebody who ${title} is replaced once, by one without anything of the request`, async () => {
    const stage = await invited();
    change(stage, 'alice', to);
    await remark(stage);
    await work(stage);
    assert.deepEqual(sends(stage), ['post 1', 'update 2 withdrawn']);
    const view = stage.sent.at(-1)?.view;
    assert.ok(view);
    const card = JSON.stringify(buildCard(view)) + summarise(view);
    assert.match(card, /You no longer see this request/);
    assert.doesNotMatch(card, /customers|csv|Why\?|nightly-etl|Action\./);
    assert.deepEqual([deliveryOf(row(stage)), reachesNobody(row(stage))], ['gone', true]);
    assert.match(row(stage).ledger?.find(({ what }) => what === 'withdrawn')?.why ?? '', why);

    await remark(stage);
    await work(stage);
    change(stage, 'bob', { groups: [GROUPS.dataOwners] });
    await decide(stage.desk, stage.id, { person: aPerson('bob'), choice: 'deny', via: 'teams' });
    assert.equal(stage.request().status, 'denied');
    await work(stage);
    stage.advance(6 * MINUTE_MS);
    await work(stage);
    assert.deepEqual(
      sends(stage),
      ['post 1', 'update 2 withdrawn'],
      'nothing that becomes of it is told there',
    );
    assert.equal(row(stage).nextTry, undefined);
  });
}

test('who clicks or refreshes such a card is shown nothing of the request', async () => {
  const stage = await invited();
  const { nonce } = row(stage);
  change(stage, 'alice', { groups: [] });
  await remark(stage);
  await work(stage);
  const on = { request: stage.id, nonce, conversation: 'a:alice', person: aPerson('alice'), comment: 'x' };
  const refreshed = await answer(stage.desk, aClick({ ...on, verb: 'refresh' }));
  assert.deepEqual([refreshed.kind, 'view' in refreshed && refreshed.view.withdrawn], ['card', true]);
  for (const verb of ['comment', 'approve', 'deny', 'report'])
    assert.equal((await answer(stage.desk, aClick({ ...on, verb }))).kind, 'refusal', verb);
});

test('who may read it again gets the request on the same card', async () => {
  const stage = await invited();
  change(stage, 'alice', { groups: [] });
  await remark(stage);
  await work(stage);
  change(stage, 'alice', { groups: [GROUPS.dataOwners] });
  await remark(stage);
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1', 'update 2 withdrawn', 'update 3']);
  assert.deepEqual([deliveryOf(row(stage)), row(stage).activities.length], ['delivered', 1]);
});

test('who voted reads on what becomes of it, also once they left the group', async () => {
  const stage = await invited([aRequirement({ count: 2 })]);
  await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'approve', via: 'teams' });
  assert.equal(stage.request().votes.length, 1);
  change(stage, 'alice', { groups: [] });
  await work(stage);
  assert.deepEqual(sends(stage), ['post 1', 'update 2']);
});
