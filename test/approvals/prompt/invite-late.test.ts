// Groups that are told one-to-one beside reminders and escalations: everybody hears once, also who is told later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from '../../../approvals/lapse/sweep.ts';
import { invite } from '../../../approvals/prompt/invite.ts';
import { show } from '../../../approvals/prompt/show.ts';
import type { Escalation } from '../../../approvals/verdict.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { aConversation, aVerdict, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const OWNERS = { name: 'data-owners', id: GROUPS.dataOwners };
const LEADS = { name: 'sre-leads', id: GROUPS.sreLeads };
const toLeads: Escalation = { afterMs: 15 * MINUTE_MS, notify: [], groups: [LEADS, OWNERS] };

/** A request that tells nobody but one-to-one; everybody has the app. */
async function waiting(change: Parameters<typeof aVerdict>[0]): Promise<Stage> {
  const stage = await createStage({ verdict: aVerdict({ notify: [], ...change }) });
  for (const oid of Object.values(PEOPLE))
    await stage.desk.people.remember(oid, aConversation({ id: `a:${oid}`, type: 'personal' }), NOW);
  return stage;
}
/** Sweeps, and does what is nudged until nothing is. */
async function work(stage: Stage): Promise<void> {
  await sweep(stage.desk);
  for (let next = stage.nudges.shift(); next !== undefined; next = stage.nudges.shift()) {
    if (next.kind === 'show') await show(stage.desk, next.request, next.todo);
    if (next.kind === 'invite') await invite(stage.desk, next.request, next.todo);
  }
}
const posts = (stage: Stage) =>
  stage.sent.flatMap(({ kind, conversation }) => (kind === 'post' ? [conversation.id.slice(2)] : []));
const pass = async (stage: Stage, minutes: number) => {
  stage.advance(minutes * MINUTE_MS);
  await work(stage);
};

test('an escalation that tells groups brings each member one card, and none to who has one or may not decide', async () => {
  const stage = await waiting({ oneToOne: { groups: [], people: [PEOPLE.alice] }, escalations: [toLeads] });
  await pass(stage, 1);
  assert.deepEqual(posts(stage), [PEOPLE.alice]);
  await pass(stage, 14);
  await pass(stage, 1);
  // Dana owns the agent.
  assert.deepEqual(posts(stage).toSorted(), [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen, PEOPLE.sam].toSorted());
  assert.deepEqual(stage.told(), ['escalated', 'invited', 'invited']);
  assert.deepEqual(
    stage.request().invited?.map(({ group, people }) => [group.name, people]),
    [
      ['sre-leads', 1],
      ['data-owners', 3],
    ],
  );
});

test('a reminder is a new card in each chat; who is told after it has one card, not two', async () => {
  const stage = await waiting({
    oneToOne: { groups: [OWNERS], people: [PEOPLE.alice] },
    remindEveryMs: 10 * MINUTE_MS,
  });
  stage.directory.groupsSilent = true;
  await pass(stage, 1);
  await pass(stage, 9);
  assert.deepEqual(posts(stage), [PEOPLE.alice, PEOPLE.alice]);
  stage.directory.groupsSilent = false;
  await pass(stage, 5);
  await work(stage);
  assert.deepEqual(posts(stage).slice(2).toSorted(), [PEOPLE.bob, PEOPLE.carmen]);
  await pass(stage, 5);
  assert.deepEqual(posts(stage).slice(4).toSorted(), [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen]);
  for (const key of stage.request().prompts) {
    const standing = stage.row<Prompt>(key).activities.filter(({ replaced }) => replaced !== true);
    assert.equal(standing.length, 1, `${key} asks on more than one card`);
  }
});

test('a group in which nobody may decide reaches nobody, and the escalation comes at once', async () => {
  const stage = await waiting({
    oneToOne: { groups: [{ name: 'empty', id: GROUPS.admins }], people: [] },
    escalations: [toLeads],
  });
  for (const [oid, person] of stage.directory.people)
    stage.directory.people.set(oid, {
      ...person,
      groups: person.groups.filter((each) => each !== GROUPS.admins),
    });
  await pass(stage, 1);
  assert.deepEqual(stage.indexed.at(-1), `${stage.id} pending unreached`);
  await pass(stage, 1);
  assert.deepEqual(stage.told().slice(0, 2), ['invited', 'escalated']);
  assert.equal(stage.events()[2]?.facts.because, 'nobody_reached');
});
