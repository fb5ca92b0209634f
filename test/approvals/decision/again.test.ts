// The same approval again: it changes nothing, unless by an escalation or a group that was joined the approvals are enough by now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ballot } from '../../../approvals/decision/ballot.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { review } from '../../../approvals/decision/review.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import type { NamedGroup, Verdict } from '../../../approvals/verdict.ts';
import type { Text } from '../../../approvals/words.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aPerson, aRequirement, aVerdict, MINUTE_MS } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
type Said = Pick<Ballot, 'comment' | 'reason'>;
const OWNERS = { name: 'data-owners', id: GROUPS.dataOwners };
const SRE = { name: 'sre-leads', id: GROUPS.sreLeads };
const AFTER_MS = 5 * MINUTE_MS;
const adding = (group: NamedGroup) => ({
  escalations: [{ afterMs: AFTER_MS, notify: [], groups: [], adds: { groups: [group], people: [] } }],
});

/** A seat of a data owner and one of an SRE lead; Alice and Bob are data owners, and approved both. */
async function approved(change: Partial<Verdict> = {}, said: Said = {}): Promise<Stage> {
  const requirements = [aRequirement(), aRequirement({ groups: [SRE] })];
  const stage = await createStage({ verdict: aVerdict({ requirements, ...change }) });
  for (const who of ['alice', 'bob'] as const) assert.ok((await approve(stage, who, said)).ok);
  assert.deepEqual(stage.told(), ['voted', 'voted']);
  return stage;
}
const approve = (stage: Stage, who: Who, said: Said = {}) =>
  decide(stage.desk, stage.id, { person: aPerson(who), choice: 'approve', via: 'teams', ...said });
async function escalate(stage: Stage): Promise<void> {
  stage.advance(AFTER_MS);
  await urge(stage.desk, stage.id);
  assert.equal(stage.told().at(-1), 'escalated');
  stage.forget();
}
function join(stage: Stage, who: Who, group: string): void {
  const person = stage.directory.people.get(PEOPLE[who]);
  assert.ok(person);
  stage.directory.people.set(PEOPLE[who], { ...person, groups: [...person.groups, group] });
}
const mayApprove = async (stage: Stage, who: Who) => {
  const desk = { ...stage.desk, adminsGroup: GROUPS.admins, reviewApp: '' };
  const seen = await review(desk, stage.id, aPerson(who), { app: 'teams', acrs: [] });
  assert.ok(seen.ok);
  return seen.value.may.approve;
};

test('approvals that an escalation made enough are its decision once one of them is given again', async () => {
  const stage = await approved(adding(OWNERS));
  assert.equal(await mayApprove(stage, 'alice'), false);
  await escalate(stage);
  assert.equal(await mayApprove(stage, 'alice'), true);
  assert.ok((await approve(stage, 'alice')).ok);
  assert.deepEqual([stage.request().status, stage.request().grant?.state], ['approved', 'unused']);
  assert.deepEqual(stage.told(), ['voted', 'voted', 'escalated', 'voted', 'approved']);
  assert.deepEqual(stage.events().at(-1)?.facts.by, [PEOPLE.bob, PEOPLE.alice]);
  assert.deepEqual(stage.lookUps.slice(-2), [PEOPLE.alice, PEOPLE.bob]);
});

test('somebody who joined the group that is missing approves again, and fills its seat', async () => {
  const stage = await approved();
  join(stage, 'bob', GROUPS.sreLeads);
  assert.equal(await mayApprove(stage, 'bob'), true);
  // Of Bob nobody knows it yet who asks about Alice.
  assert.ok((await approve(stage, 'alice')).ok);
  assert.equal(stage.request().status, 'pending');
  assert.ok((await approve(stage, 'bob')).ok);
  assert.deepEqual(stage.told(), ['voted', 'voted', 'voted', 'approved']);
});

test('of a group that an escalation added nobody was asked, so each of them is looked up again', async () => {
  for (const isIn of [true, false]) {
    const stage = await approved(adding({ name: 'admins', id: GROUPS.admins }));
    if (isIn) join(stage, 'alice', GROUPS.admins);
    await escalate(stage);
    for (let clicks = 0; clicks < 3; clicks++) assert.ok((await approve(stage, 'bob')).ok);
    const came = isIn ? ['voted', 'approved'] : [];
    assert.deepEqual(stage.told(), ['voted', 'voted', 'escalated', ...came]);
    assert.equal(stage.request().status, isIn ? 'approved' : 'pending');
  }
});

test('what was said with it stands by it still, also where the rule asks for a reason', async () => {
  const stage = await approved(
    { ...adding(OWNERS), requireReason: 'both' },
    { comment: 'checked with the table owner' },
  );
  await escalate(stage);
  assert.ok((await approve(stage, 'bob')).ok);
  const { status, votes } = stage.request();
  assert.equal(status, 'approved');
  assert.deepEqual(
    votes.map(({ text }) => stage.row<Text>(`text-${text}`).text),
    ['checked with the table owner', 'checked with the table owner'],
  );
});

test('the reason that was chosen with it stands by it still, until another is chosen', async () => {
  for (const [chosen, stands] of [
    [{}, 'checked'],
    [{ reason: 'asked' }, 'asked'],
  ] as const) {
    const stage = await approved(adding(OWNERS), { reason: 'checked' });
    await escalate(stage);
    assert.ok((await approve(stage, 'bob', chosen)).ok);
    assert.deepEqual(
      stage.request().votes.map(({ person, reason }) => [person.oid, reason]),
      [
        [PEOPLE.alice, 'checked'],
        [PEOPLE.bob, stands],
      ],
    );
  }
});

test('it is judged as any approval: by one who left, or with the directory silent, nothing is approved', async () => {
  const stage = await approved(adding(OWNERS));
  await escalate(stage);
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, groups: [] });
  const left = await approve(stage, 'alice');
  assert.equal(!left.ok && left.refusal.reason, 'not_approver');
  assert.ok((await approve(stage, 'bob')).ok);
  assert.deepEqual(stage.told().slice(2), ['escalated', 'voted', 'vote_not_counted']);
  stage.directory.people.set(PEOPLE.alice, alice);
  assert.ok((await approve(stage, 'bob')).ok);
  assert.deepEqual([stage.told().length, stage.request().status], [5, 'pending']);

  const silent = await approved(adding(OWNERS));
  await escalate(silent);
  silent.directory.silent = true;
  const unknown = await approve(silent, 'alice');
  assert.equal(!unknown.ok && unknown.refusal.reason, 'could_not_verify');
  assert.deepEqual(silent.told().slice(2), ['escalated']);
});

test('a denial on such a request stays one, and nobody else is asked', async () => {
  const stage = await approved(adding(OWNERS));
  await escalate(stage);
  const before = stage.lookUps.length;
  const denied = await decide(stage.desk, stage.id, { person: aPerson('bob'), choice: 'deny', via: 'teams' });
  assert.ok(denied.ok);
  assert.deepEqual(stage.told().slice(2), ['escalated', 'voted', 'denied']);
  assert.deepEqual(stage.lookUps.slice(before), [PEOPLE.bob]);
  assert.equal(stage.request().status, 'denied');
});
