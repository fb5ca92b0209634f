// When several approvals are needed: who is counted when the quorum completes, and what races and lost replies do to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../../approvals/decision/decide.ts';
import { DirectoryFault } from '../../../approvals/faults.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aPerson, aRequirement, aVerdict, NOW } from '../../support/builders.ts';
import type { Stage } from '../../support/stage.ts';
import { createStage } from '../../support/stage.ts';

type Who = keyof typeof PEOPLE;
const needs = (count: number) => ({ verdict: aVerdict({ requirements: [aRequirement({ count })] }) });
const approve = (stage: Stage, who: Who, choice: 'approve' | 'deny' = 'approve') =>
  decide(stage.desk, stage.id, { person: aPerson(who), choice, via: 'teams' });
const counted = (stage: Stage) => stage.request().votes.filter((vote) => vote.counted);

function leaveGroup(stage: Stage, who: Who) {
  const person = stage.directory.people.get(PEOPLE[who]);
  assert.ok(person);
  stage.directory.people.set(PEOPLE[who], { ...person, groups: [] });
  return () => stage.directory.people.set(PEOPLE[who], person);
}

test('two needed: the first approval is recorded and leaves it pending without a grant', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  assert.deepEqual([stage.request().status, stage.request().grant], ['pending', undefined]);
  assert.deepEqual(stage.told(), ['voted']);
});

test('when the quorum completes every other voter is looked up again', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  stage.forget();
  await approve(stage, 'bob');
  assert.deepEqual(stage.lookUps, [PEOPLE.bob, PEOPLE.alice]);
  assert.equal(stage.request().status, 'approved');
  assert.deepEqual(stage.events().at(-1)?.facts.by, [PEOPLE.alice, PEOPLE.bob]);
});

test('a voter who is no longer eligible is recorded as not counted, and it stays pending', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  leaveGroup(stage, 'alice');
  await approve(stage, 'bob');
  assert.equal(stage.request().status, 'pending');
  assert.deepEqual(stage.told(), ['voted', 'voted', 'vote_not_counted']);
  assert.deepEqual(stage.events()[3]?.facts, {
    person: PEOPLE.alice,
    because: 'not_approver',
    checked: {
      at: NOW,
      source: 'test',
      asked_groups: [GROUPS.dataOwners],
      member_of: [],
      barred: [PEOPLE.dana],
    },
  });
  assert.deepEqual(
    counted(stage).map((vote) => vote.person.oid),
    [PEOPLE.bob],
  );
  await approve(stage, 'carmen');
  assert.equal(stage.request().status, 'approved');
  assert.deepEqual(stage.events().at(-1)?.facts.by, [PEOPLE.bob, PEOPLE.carmen]);
});

test('a vote not counted is recorded so once, however often the quorum completes', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  leaveGroup(stage, 'alice');
  await approve(stage, 'bob');
  await approve(stage, 'carmen');
  assert.deepEqual(stage.told(), ['voted', 'voted', 'vote_not_counted', 'voted', 'approved']);
});

test('whoever was not counted and is eligible again may vote again', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  const back = leaveGroup(stage, 'alice');
  await approve(stage, 'bob');
  back();
  const again = await approve(stage, 'alice');
  assert.ok(again.ok && again.value.wrote);
  assert.equal(stage.request().status, 'approved');
});

test('a directory silent about another voter leaves everything as it was', async () => {
  const stage = await createStage(needs(2));
  await approve(stage, 'alice');
  stage.forget();
  const lookUp: typeof stage.desk.lookUp = async (oid, groups) => {
    if (oid === PEOPLE.alice) throw new DirectoryFault('no answer');
    return stage.desk.lookUp(oid, groups);
  };
  const desk = { ...stage.desk, lookUp };
  const settled = await decide(desk, stage.id, { person: aPerson('bob'), choice: 'approve', via: 'teams' });
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'could_not_verify' } });
  assert.deepEqual([stage.writes(), stage.request().votes.length], [[], 1]);
});

test('different sets of approvers each need a seat: one person of both fills only one', async () => {
  const requirements = [
    aRequirement(),
    aRequirement({ groups: [{ name: 'sre-leads', id: GROUPS.sreLeads }], count: 1 }),
  ];
  const stage = await createStage({ verdict: aVerdict({ requirements }) });
  const alice = stage.directory.people.get(PEOPLE.alice);
  assert.ok(alice);
  stage.directory.people.set(PEOPLE.alice, { ...alice, groups: [GROUPS.dataOwners, GROUPS.sreLeads] });
  await approve(stage, 'alice');
  assert.equal(stage.request().status, 'pending');
  await approve(stage, 'bob');
  assert.equal(stage.request().status, 'approved');
});

test('two approvers at once of two needed: both are recorded, one decision, one grant', async () => {
  const stage = await createStage(needs(2));
  stage.before('commit voted', () => approve(stage, 'bob'));
  const settled = await approve(stage, 'alice');
  assert.ok(settled.ok && settled.value.wrote);
  assert.deepEqual(stage.told(), ['voted', 'voted', 'approved']);
});

test('two approvers at once of one needed: one decides, the other is told it has ended', async () => {
  const stage = await createStage();
  stage.before('commit voted', () => approve(stage, 'bob'));
  const settled = await approve(stage, 'alice');
  assert.deepEqual(settled, { ok: false, refusal: { reason: 'already_ended', status: 'approved' } });
  assert.deepEqual(stage.told(), ['voted', 'approved']);
  assert.equal(stage.request().grant?.state, 'unused');
});

test('approve and deny at once: exactly one of them ends it', async () => {
  const stage = await createStage();
  stage.before('commit voted', () => approve(stage, 'bob', 'deny'));
  await approve(stage, 'alice');
  assert.deepEqual(stage.told(), ['voted', 'denied']);
  assert.equal(stage.request().grant, undefined);
});

test('after a lost race the directory is asked again', async () => {
  const stage = await createStage(needs(2));
  stage.before('commit voted', async () => {
    await approve(stage, 'bob');
    leaveGroup(stage, 'alice');
  });
  const settled = await approve(stage, 'alice');
  assert.deepEqual(settled.ok, false);
  assert.deepEqual(
    counted(stage).map((vote) => vote.person.oid),
    [PEOPLE.bob],
  );
});

for (const how of ['lost', 'fail'] as const) {
  test(`a deciding commit answered by nobody (${how}) is one vote and one decision`, async () => {
    const stage = await createStage();
    stage.spoil('commit', how);
    const settled = await approve(stage, 'alice');
    assert.ok(settled.ok && settled.value.wrote);
    assert.deepEqual(stage.told(), ['voted', 'approved']);
  });
}

test('whatever people do in whatever order: one terminal state, and a grant only of enough distinct eligible votes', async () => {
  const who = fc.constantFrom<Who>('alice', 'bob', 'carmen', 'dana', 'olivia', 'gus', 'xavier', 'ada');
  const step = fc.record({
    who,
    choice: fc.constantFrom('approve', 'approve', 'approve', 'deny'),
    leaves: fc.option(who, { freq: 4, nil: undefined }),
    race: fc.option(who, { freq: 3, nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { maxLength: 8 }),
      async (count, steps) => {
        const stage = await createStage(needs(count));
        let ended: string | undefined;
        for (const { who, choice, leaves, race } of steps) {
          if (leaves !== undefined && leaves !== 'xavier') leaveGroup(stage, leaves);
          if (race !== undefined) stage.before('commit', () => approve(stage, race));
          await approve(stage, who, choice as 'approve' | 'deny');
          const { status, grant } = stage.request();
          if (ended !== undefined) assert.equal(status, ended);
          if (status !== 'pending') ended = status;
          assert.equal(grant !== undefined, status === 'approved');
        }
        const endings = stage.told().filter((type) => type === 'approved' || type === 'denied');
        assert.equal(endings.length, ended === undefined ? 0 : 1);
        if (ended !== 'approved') return;
        const by = stage.events().at(-1)?.facts.by as string[];
        const eligible: string[] = [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen];
        assert.ok(new Set(by).size >= count && by.every((oid) => eligible.includes(oid)));
      },
    ),
    { numRuns: 60 },
  );
});

test('in whatever order people vote, it is approved when enough approve, and the first deny before that ends it', async () => {
  const voters = fc.shuffledSubarray<Who>(['alice', 'bob', 'carmen', 'dana', 'olivia'], { minLength: 1 });
  const ballots = voters.chain((order) =>
    fc.tuple(fc.constant(order), fc.array(fc.constantFrom('approve', 'approve', 'deny'), { minLength: 5 })),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), ballots, async (count, [order, choices]) => {
      const stage = await createStage(needs(count));
      let yes = 0;
      let expected = 'pending';
      for (const [at, who] of order.entries()) {
        const choice = choices[at] === 'deny' ? 'deny' : 'approve';
        await approve(stage, who, choice);
        // Dana owns the agent and Olivia is in no group: their word changes nothing.
        if (expected !== 'pending' || who === 'dana' || who === 'olivia') continue;
        if (choice === 'approve') yes += 1;
        expected = choice === 'deny' ? 'denied' : yes === count ? 'approved' : 'pending';
      }
      assert.equal(stage.request().status, expected);
    }),
    { numRuns: 500 },
  );
});

test('while the quorum is not complete only the voter is looked up', async () => {
  const stage = await createStage(needs(3));
  await approve(stage, 'alice');
  stage.forget();
  await approve(stage, 'bob');
  assert.deepEqual(stage.lookUps, [PEOPLE.bob]);
});
