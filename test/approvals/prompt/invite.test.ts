// Groups that are told one-to-one: who gets a card, once, whatever breaks in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newInvites } from '../../../approvals/ask/newborn.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { inviteDue, invite as inviteNow, MOST_INVITED } from '../../../approvals/prompt/invite.ts';
import type { Invite, Prompt } from '../../../approvals/work.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { anAsk, aPerson, aRequest, aVerdict, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createEmptyStage, createStage, type Stage } from '../../support/stage.ts';

const OWNERS = { name: 'data-owners', id: GROUPS.dataOwners };
const KEY = 'invite-1';
const told = (people: readonly string[] = []) => ({ groups: [OWNERS], people });
const ask = (people: readonly string[] = []) => ({ verdict: aVerdict({ oneToOne: told(people) }) });
const invite = (stage: Stage) => inviteNow(stage.desk, stage.id, KEY);
const prompts = (stage: Stage) => stage.request().prompts.map((key) => stage.row<Prompt>(key));
const people = (stage: Stage) => prompts(stage).flatMap(({ person }) => person ?? []);

test('a request is born with its routes, its people and its groups, and the directory was not asked', async () => {
  const stage = createEmptyStage(anAsk(ask([PEOPLE.bob])));
  await submit(stage.desk, anAsk(ask([PEOPLE.bob])));
  assert.deepEqual(stage.lookUps, []);
  const { prompts: keys, invites } = stage.request();
  assert.deepEqual([keys, invites], [['prompt-1', 'prompt-2'], [KEY]]);
  assert.deepEqual(
    prompts(stage).map(({ route, person }) => [route, person]),
    [
      ['data-approvals', undefined],
      [undefined, PEOPLE.bob],
    ],
  );
  assert.deepEqual(stage.row<Invite>(KEY), { key: KEY, group: OWNERS, attempts: 0 });
  assert.deepEqual(
    stage.nudges.map(({ kind, todo }) => `${kind} ${todo}`),
    ['show prompt-1', 'show prompt-2', 'invite invite-1'],
  );
});

test('each member of the group gets a prompt, but those barred and those who have one', async () => {
  // Dana owns the agent and is in the group.
  const stage = await createStage(ask([PEOPLE.bob]));
  await invite(stage);
  assert.deepEqual(people(stage), [PEOPLE.bob, PEOPLE.alice, PEOPLE.carmen]);
  assert.equal(new Set(prompts(stage).map(({ nonce }) => nonce)).size, 4);
  const { invites, invited, revision } = stage.request();
  assert.deepEqual([invites, invited, revision], [[], [{ group: OWNERS, people: 3 }], 1]);
  const { type, actor, facts } = stage.events().at(-1) ?? {};
  assert.deepEqual(
    [type, actor?.kind, facts],
    ['invited', 'policy', { group: OWNERS, people: [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen] }],
  );
});

test('who owns the agent by the directory, and whom it acts for, get no card either', async () => {
  const agent = { ...anAsk().agent, onBehalfOf: PEOPLE.alice };
  const stage = await createStage({ ...ask(), agent });
  stage.directory.owners = [PEOPLE.carmen];
  await invite(stage);
  assert.deepEqual(people(stage), [PEOPLE.bob]);
});

test('doubled and at once: one event, one prompt for each', async () => {
  const stage = await createStage(ask());
  await Promise.all([invite(stage), invite(stage), invite(stage)]);
  await invite(stage);
  assert.deepEqual(stage.told(), ['invited']);
  assert.deepEqual(people(stage).length, 3);
});

for (const how of ['fail', 'lost', 'late'] as const) {
  test(`a commit without an answer (${how}) leaves one prompt for each`, async () => {
    const stage = await createStage(ask());
    stage.spoil('commit invited', how);
    await invite(stage);
    stage.release();
    await invite(stage);
    assert.deepEqual([stage.told(), people(stage).length], [['invited'], 3]);
  });
}

test('a silent directory delays it, is told to whoever operates, and is asked again by the sweep', async () => {
  const stage = await createStage(ask());
  stage.directory.silent = true;
  await invite(stage);
  const { attempts, lastError, nextTry } = stage.row<Invite>(KEY);
  assert.deepEqual([attempts, nextTry], [1, '2026-11-21T14:00:02.000Z']);
  assert.equal(lastError, 'group_not_told data-owners');
  assert.equal(stage.reported.length, 1);
  await invite(stage);
  assert.equal(stage.row<Invite>(KEY).attempts, 1, 'asked before its time');
  stage.directory.silent = false;
  stage.advance(MINUTE_MS);
  stage.nudges.length = 0;
  await sweep(stage.desk);
  assert.ok(stage.nudges.some(({ kind, todo }) => kind === 'invite' && todo === KEY));
  await invite(stage);
  assert.equal(people(stage).length, 3);
});

test('a group with more members than one request tells is told by routes alone, and the record says so', async () => {
  const stage = await createStage(ask());
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  for (let n = 0; n <= MOST_INVITED; n++) stage.directory.people.set(`x${n}`, { ...alice, oid: `x${n}` });
  await invite(stage);
  assert.deepEqual(people(stage), []);
  assert.deepEqual(stage.request().invited, [{ group: OWNERS, people: 0, tooMany: true }]);
  assert.deepEqual(stage.events().at(-1)?.facts, { group: OWNERS, people: [], too_many: true });
});

test('where the channel reads a summary and the group is too large nobody is reached, and that is told at once', async () => {
  const oneToOne = { groups: [OWNERS], people: [] };
  const notify = [{ route: 'data-approvals', timeZone: 'UTC', details: 'approvers' }] as const;
  const stage = await createStage({ verdict: aVerdict({ notify, oneToOne }) });
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  for (let n = 0; n <= MOST_INVITED; n++) stage.directory.people.set(`x${n}`, { ...alice, oid: `x${n}` });
  await invite(stage);
  assert.equal(stage.indexed.at(-1), `${stage.id} pending unreached`);
});

test('as many as one request tells are all told', async () => {
  const stage = await createStage(ask());
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.clear();
  for (let n = 0; n < MOST_INVITED; n++) stage.directory.people.set(`x${n}`, { ...alice, oid: `x${n}` });
  await invite(stage);
  assert.equal(people(stage).length, MOST_INVITED);
});

test('once the request has ended nobody is looked up for it, and it owes nothing', async () => {
  const stage = await createStage(ask());
  await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
  stage.forget();
  await invite(stage);
  assert.deepEqual([stage.writes(), people(stage)], [[], []]);
  assert.equal(inviteDue(stage.row<Invite>(KEY), stage.request(), NOW), undefined);
});

test('a decision that falls while the members are looked up leaves no card to be posted', async () => {
  const stage = await createStage(ask());
  stage.before('commit invited', async () => {
    await decide(stage.desk, stage.id, { person: aPerson('alice'), choice: 'deny', via: 'teams' });
  });
  await invite(stage);
  assert.deepEqual([stage.told(), people(stage)], [['voted', 'denied'], []]);
});

test('what is told later joins what was told before, under keys of its own', () => {
  const request = aRequest({ invites: ['invite-2'], invited: [{ group: OWNERS, people: 1 }] });
  assert.deepEqual(newInvites([OWNERS], request).change, { invites: ['invite-2', 'invite-3'] });
  assert.deepEqual(newInvites([], request), { change: {}, rows: [] });
});
