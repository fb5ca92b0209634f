// When nobody is left to decide: ended as failed, told to the agent, and never on a moment's doubt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQuorum } from '../../../approvals/approvers/quorum.ts';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { endIfUndecidable } from '../../../approvals/lapse/undecidable.ts';
import type { Requirement } from '../../../approvals/verdict.ts';
import type { Vote } from '../../../approvals/words.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aPerson, aRequirement, aVerdict, CALLBACK, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const emptyGroup = (stage: Stage, but: readonly string[] = []) => {
  for (const [oid, person] of stage.directory.people) {
    if (!but.includes(oid)) stage.directory.people.set(oid, { ...person, groups: [] });
  }
};
const look = (stage: Stage) => endIfUndecidable(stage.desk, stage.request());

test('while enough people could decide nothing is written', async () => {
  const stage = await createStage();
  const { again, silent } = await look(stage);
  assert.deepEqual([stage.writes(), silent, again], [[], undefined, '2026-11-21T14:10:00.000Z']);
});

test('found twice, a minute apart, it ends as failed, says who is missing, and the agent is told', async () => {
  const stage = await createStage({ callback: { endpoint: CALLBACK } });
  emptyGroup(stage);
  assert.equal((await look(stage)).again, '2026-11-21T14:01:00.000Z');
  assert.equal(stage.request().status, 'pending');
  stage.advance(MINUTE_MS);
  await look(stage);
  const { status, endReason, grant, todos } = stage.request();
  assert.deepEqual(
    [status, endReason, grant],
    ['failed', 'nobody is left who may approve this: data-owners', undefined],
  );
  assert.deepEqual([stage.told(), todos], [['failed'], ['todo-tell-1']]);
  const facts = stage.events().at(-1)?.facts;
  assert.deepEqual(facts, { because: 'no_eligible_approver', requirements: [aRequirement()] });
});

test('a group that is empty for a moment ends nothing: every look of the minute has to agree', async () => {
  const stage = await createStage();
  const people = new Map(stage.directory.people);
  emptyGroup(stage);
  await look(stage);
  for (const [oid, person] of people) stage.directory.people.set(oid, person);
  stage.advance(MINUTE_MS);
  await look(stage);
  emptyGroup(stage);
  stage.advance(3 * MINUTE_MS);
  await look(stage);
  assert.equal(stage.request().status, 'pending');
  stage.advance(MINUTE_MS);
  await look(stage);
  assert.equal(stage.request().status, 'failed');
});

test('two looks at the same moment are one finding', async () => {
  const stage = await createStage();
  emptyGroup(stage);
  await Promise.all([look(stage), look(stage), look(stage)]);
  await look(stage);
  assert.equal(stage.request().status, 'pending');
});

test('a directory that is silent ends nothing, and is asked again later', async () => {
  const stage = await createStage();
  emptyGroup(stage);
  await look(stage);
  stage.advance(MINUTE_MS);
  stage.directory.silent = true;
  const { silent, again } = await look(stage);
  assert.deepEqual([silent, again], [true, '2026-11-21T14:11:00.000Z']);
  assert.equal(stage.request().status, 'pending');
});

const undecidable: [string, Parameters<typeof createStage>[0], (stage: Stage) => void][] = [
  [
    'two are needed and one is left',
    { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) },
    (stage) => emptyGroup(stage, [PEOPLE.alice]),
  ],
  [
    'those who are left own the agent now',
    {},
    ({ directory }) => {
      directory.owners = [...directory.people.keys()];
    },
  ],
  [
    'the agent acts for the only one left',
    { agent: { clientId: 'c', name: 'etl', registered: true, onBehalfOf: PEOPLE.alice } },
    (stage) => emptyGroup(stage, [PEOPLE.alice]),
  ],
  ...(
    [
      ['is disabled', { enabled: false }],
      ['is a guest by now', { guest: true }],
      ['turns out to be the account of an agent', { agentUser: true }],
    ] as const
  ).map(([what, change]): (typeof undecidable)[number] => [
    `the person the rule names ${what}`,
    { verdict: aVerdict({ requirements: [aRequirement({ groups: [], people: [PEOPLE.olivia] })] }) },
    ({ directory }) => {
      const olivia = directory.people.get(PEOPLE.olivia);
      if (olivia) directory.people.set(PEOPLE.olivia, { ...olivia, ...change });
    },
  ]),
  [
    'one person is all there is for two sets',
    {
      verdict: aVerdict({
        requirements: [
          aRequirement(),
          aRequirement({ groups: [{ name: 'sre-leads', id: GROUPS.sreLeads }] }),
        ],
      }),
    },
    ({ directory }) => {
      for (const [oid, person] of directory.people) {
        const groups = oid === PEOPLE.alice ? [GROUPS.dataOwners, GROUPS.sreLeads] : [];
        directory.people.set(oid, { ...person, groups });
      }
    },
  ],
];
for (const [when, ask, happen] of undecidable) {
  test(`it can never be decided when ${when}`, async () => {
    const stage = await createStage(ask);
    happen(stage);
    await look(stage);
    stage.advance(MINUTE_MS);
    await look(stage);
    assert.equal(stage.request().status, 'failed');
  });
}

test('the sweep ends it within two minutes of the group running empty at birth, and asks no more once the directory is silent', async () => {
  const stage = await createStage();
  emptyGroup(stage);
  for (let n = 0; n < 8; n++, stage.advance(15_000)) await sweep(stage.desk);
  assert.equal(stage.request().status, 'failed');
});

test('agrees with trying out every possible vote', async () => {
  const group = (n: number) => ({ name: `g${n}`, id: `g${n}` });
  const requirement: fc.Arbitrary<Requirement> = fc.record({
    groups: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1 }).map((all) => all.map(group)),
    people: fc.constant([]),
    count: fc.integer({ min: 1, max: 2 }),
  });
  const members = fc.array(fc.subarray(['g0', 'g1', 'g2']), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(requirement, { minLength: 1, maxLength: 3 }),
      members,
      async (requirements, who) => {
        const stage = await createStage({ verdict: aVerdict({ requirements }) });
        stage.directory.people.clear();
        who.forEach((groups, n) => {
          const oid = `p${n}`;
          stage.directory.people.set(oid, {
            oid,
            name: oid,
            enabled: true,
            guest: false,
            groups,
            source: 'test',
          });
        });
        const all = who.map((groups, n): Vote => {
          const person = aPerson('alice', { oid: `p${n}` });
          return { person, choice: 'approve', at: NOW, seq: n, groups, counted: true };
        });
        await look(stage);
        stage.advance(MINUTE_MS);
        await look(stage);
        assert.equal(stage.request().status, isQuorum(requirements, all) ? 'pending' : 'failed');
      },
    ),
    { numRuns: 200 },
  );
});
