// One vote at a time, and who may not cast it. What happens when several are needed is in decide-quorum.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lapse } from '../../../approvals/change/time-out.ts';
import type { Ballot } from '../../../approvals/decision/ballot.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import type { PEOPLE } from '../../../local/directory.ts';
import { GROUPS, PEOPLE as IDS, TENANT } from '../../../local/directory.ts';
import {
  aPerson,
  aRequirement,
  aVerdict,
  CALLBACK,
  INTENT_HASH,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

const ballot = (who: keyof typeof PEOPLE = 'alice', change: Partial<Ballot> = {}): Ballot => ({
  person: aPerson(who),
  choice: 'approve',
  via: 'teams',
  ...change,
});
const vote = (stage: Stage, who: keyof typeof PEOPLE = 'alice', change: Partial<Ballot> = {}) =>
  decide(stage.desk, stage.id, ballot(who, change));
const refused = (refusal: Refusal) => ({ ok: false, refusal });
const two = { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) };

test('one eligible approval of one needed approves: vote, decision and grant in one commit', async () => {
  const stage = await createStage();
  const settled = await vote(stage);
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.writes(), ['watch', 'commit voted+approved']);
  const { status, endedAt, grant, votes } = stage.request();
  assert.deepEqual([status, endedAt, votes.length], ['approved', NOW, 1]);
  assert.deepEqual([grant?.state, grant?.expiresAt], ['unused', '2026-11-21T14:05:00.000Z']);
  assert.deepEqual(settled.value.request, stage.request());
});

test('the events tell who, how, by which groups and when it was checked', async () => {
  const stage = await createStage();
  await vote(stage, 'alice', { reason: 'planned', via: 'api' });
  const [, voted, approved] = stage.events();
  const actor = { kind: 'person', id: IDS.alice };
  assert.deepEqual([voted?.actor, approved?.actor], [actor, actor]);
  assert.deepEqual(voted?.facts, {
    choice: 'approve',
    via: 'api',
    tenant: TENANT,
    checked: {
      at: NOW,
      source: 'test',
      asked_groups: [GROUPS.dataOwners],
      member_of: [GROUPS.dataOwners],
      barred: [IDS.dana],
    },
    reason: 'planned',
  });
  const grant = stage.request().grant;
  assert.deepEqual(approved?.facts, {
    by: [IDS.alice],
    rechecked: {},
    grant: grant?.id,
    grant_expires_at: grant?.expiresAt,
    intent_hash: INTENT_HASH,
  });
});

test('the first eligible deny ends it, without a grant, and nobody else is looked up', async () => {
  const stage = await createStage(two);
  await vote(stage, 'bob');
  stage.forget();
  await vote(stage, 'alice', { choice: 'deny', comment: 'Not on a Friday.' });
  assert.equal(stage.request().status, 'denied');
  assert.equal(stage.request().grant, undefined);
  assert.deepEqual(stage.told(), ['voted', 'voted', 'denied']);
  assert.deepEqual(stage.lookUps, [IDS.alice]);
});

const outsiders: [string, keyof typeof PEOPLE, Refusal][] = [
  ['a member outside the group', 'olivia', { reason: 'not_approver', groups: ['data-owners'] }],
  ['a member of another group', 'sam', { reason: 'not_approver', groups: ['data-owners'] }],
  ['an administrator', 'ada', { reason: 'not_approver', groups: ['data-owners'] }],
  ["the agent's owner, though in the group", 'dana', { reason: 'own_request', because: 'owner' }],
  ['a guest', 'gus', { reason: 'guest' }],
  ['a person of another tenant', 'xavier', { reason: 'foreign_tenant' }],
];
for (const [who, name, refusal] of outsiders) {
  for (const choice of ['approve', 'deny'] as const) {
    test(`${choice} by ${who} is refused and changes nothing`, async () => {
      const stage = await createStage();
      assert.deepEqual(await vote(stage, name, { choice }), refused(refusal));
      assert.deepEqual([stage.writes(), stage.nudges, stage.told()], [[], [], []]);
    });
  }
}

test('the person the agent acts for is refused', async () => {
  const agent = { clientId: 'c', name: 'etl', registered: true, onBehalfOf: IDS.alice };
  const stage = await createStage({ agent });
  assert.deepEqual(await vote(stage), refused({ reason: 'own_request', because: 'on_behalf_of' }));
});

test('who became an owner of the agent after it asked is refused, and the next moment counts', async () => {
  const stage = await createStage();
  stage.directory.owners = [IDS.alice];
  assert.deepEqual(await vote(stage), refused({ reason: 'own_request', because: 'owner' }));
  stage.directory.owners = [];
  assert.ok((await vote(stage)).ok);
});

test('why the directory is silent is told to whoever operates, and a mistake of ours is not taken for its silence', async () => {
  const stage = await createStage();
  stage.directory.silent = true;
  await vote(stage);
  assert.match(String(stage.reported[0]), /the directory does not answer/);
  const desk = { ...stage.desk, lookUp: () => Promise.reject(new TypeError('ours')) };
  await assert.rejects(decide(desk, stage.id, ballot()), /ours/);
  assert.deepEqual([stage.reported.length, stage.told()], [1, []]);
});

test('a disabled person is refused', async () => {
  const stage = await createStage();
  const alice = stage.directory.people.get(IDS.alice);
  assert.ok(alice);
  stage.directory.people.set(IDS.alice, { ...alice, enabled: false });
  assert.deepEqual(await vote(stage), refused({ reason: 'disabled_person' }));
});

test('the directory is asked at every click, never from memory', async () => {
  const stage = await createStage();
  await vote(stage, 'olivia');
  await vote(stage, 'olivia');
  assert.deepEqual(stage.lookUps, [IDS.olivia, IDS.olivia]);
});

test('a silent directory never approves: try again, nothing changed', async () => {
  const stage = await createStage();
  stage.directory.silent = true;
  for (const choice of ['approve', 'deny'] as const) {
    assert.deepEqual(await vote(stage, 'alice', { choice }), refused({ reason: 'could_not_verify' }));
  }
  assert.deepEqual([stage.writes(), stage.told()], [[], []]);
});

test('a signing key that fails never approves: the fault is thrown, nothing changed', async () => {
  const stage = await createStage();
  const desk = { ...stage.desk, sign: () => Promise.reject(new Error('no key')) };
  await assert.rejects(decide(desk, stage.id, ballot()), /no key/);
  assert.deepEqual([stage.writes(), stage.request().status], [[], 'pending']);
});

test('a comment goes into a row of its own: event and request carry only its digest', async () => {
  const stage = await createStage(two);
  await vote(stage, 'alice', { comment: 'Fine for the audit.' });
  const digest = stage.request().votes[0]?.text ?? '';
  assert.equal(stage.row<{ text: string }>(`text-${digest}`).text, 'Fine for the audit.');
  assert.equal(stage.events()[1]?.facts.text, digest);
  assert.doesNotMatch(JSON.stringify([stage.events(), stage.request()]), /audit/);
});

test('a comment of 1000 characters is taken, one more is refused before anything is read', async () => {
  const stage = await createStage();
  const long = await vote(stage, 'alice', { comment: 'x'.repeat(1001) });
  assert.deepEqual(long, refused({ reason: 'comment_too_long', limit: 1000 }));
  assert.deepEqual([stage.reads(), stage.lookUps], [[], []]);
  assert.ok((await vote(stage, 'alice', { comment: 'x'.repeat(1000) })).ok);
});

for (const [what, change] of [
  ['without words', {}],
  ['with the same comment and reason', { comment: 'ok', reason: 'planned' }],
] as const) {
  test(`an equal vote again (${what}) writes nothing and gets the same reply`, async () => {
    const stage = await createStage(two);
    const first = await vote(stage, 'alice', change);
    stage.forget();
    const again = await vote(stage, 'alice', change);
    assert.ok(first.ok && again.ok && !again.value.wrote);
    assert.deepEqual(again.value.request, first.value.request);
    assert.deepEqual([stage.writes(), stage.nudges], [[], []]);
  });
}

test('the same vote again without words keeps the words given first', async () => {
  const stage = await createStage(two);
  await vote(stage, 'alice', { comment: 'ok', reason: 'planned' });
  stage.forget();
  const again = await vote(stage);
  assert.ok(again.ok && !again.value.wrote);
  assert.deepEqual([again.value.request.votes[0]?.reason, stage.writes()], ['planned', []]);
});

test('a vote with other words replaces the standing one; both are events', async () => {
  const stage = await createStage(two);
  await vote(stage, 'alice', { comment: 'ok' });
  await vote(stage, 'alice', { comment: 'ok, but only today' });
  assert.equal(stage.request().votes.length, 1);
  assert.equal(stage.request().votes[0]?.seq, 3);
  assert.deepEqual(stage.told(), ['voted', 'voted']);
});

test('whoever approved may still deny, which ends it', async () => {
  const stage = await createStage(two);
  await vote(stage);
  await vote(stage, 'alice', { choice: 'deny' });
  assert.equal(stage.request().status, 'denied');
  assert.deepEqual(stage.told(), ['voted', 'voted', 'denied']);
});

test('a click sent again after the end gets the same reply, another choice or another person is told it has ended', async () => {
  const stage = await createStage();
  await vote(stage);
  stage.forget();
  const again = await vote(stage);
  assert.ok(again.ok && !again.value.wrote);
  const ended = refused({ reason: 'already_ended', status: 'approved' });
  assert.deepEqual(await vote(stage, 'alice', { choice: 'deny' }), ended);
  assert.deepEqual(await vote(stage, 'bob'), ended);
  assert.deepEqual([stage.writes(), stage.lookUps], [[], []]);
});

test('nothing is decided at the very moment of expiry: the expiry is recorded, the click is told', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  stage.advance(30 * MINUTE_MS);
  assert.deepEqual(await vote(stage), refused({ reason: 'already_ended', status: 'expired' }));
  assert.deepEqual(stage.told(), ['expired']);
  assert.deepEqual(stage.lookUps, []);
  assert.deepEqual(
    stage.nudges.map((each) => each.kind),
    ['tell', 'show'],
  );
});

test('one millisecond before expiry it is decided', async () => {
  const stage = await createStage();
  stage.advance(30 * MINUTE_MS - 1);
  assert.ok((await vote(stage)).ok);
  assert.equal(stage.request().status, 'approved');
});

test('a directory that answers only after expiry decides nothing: no try is sent at or after the end', async () => {
  for (const choice of ['approve', 'deny'] as const) {
    const stage = await createStage();
    stage.advance(30 * MINUTE_MS - 100);
    const lookUp: typeof stage.desk.lookUp = (oid, groups) => {
      stage.advance(100);
      return stage.desk.lookUp(oid, groups);
    };
    const settled = await decide({ ...stage.desk, lookUp }, stage.id, ballot('alice', { choice }));
    assert.deepEqual(settled, refused({ reason: 'already_ended', status: 'expired' }));
    assert.deepEqual(stage.told(), ['expired']);
  }
});

test('a standing vote clicked again after expiry gets the card as it is', async () => {
  const stage = await createStage(two);
  await vote(stage);
  stage.advance(30 * MINUTE_MS);
  await lapse(stage.desk, stage.id);
  const again = await vote(stage);
  assert.ok(again.ok && !again.value.wrote);
  assert.equal(again.value.request.status, 'expired');
});

test('a request nobody made is unknown', async () => {
  const { desk } = await createStage();
  assert.deepEqual(await decide(desk, idOf('req', 7), ballot()), refused({ reason: 'unknown_request' }));
});

test('a click repeated after the end with other words gets the same reply: a decision takes no more comments', async () => {
  const stage = await createStage();
  await vote(stage, 'alice', { comment: 'ok' });
  stage.forget();
  const again = await vote(stage, 'alice', { comment: 'ok indeed' });
  assert.ok(again.ok && !again.value.wrote);
  assert.deepEqual(stage.writes(), []);
});
