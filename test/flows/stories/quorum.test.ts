// Two people for one request: seats, changed votes, and voters who are no longer eligible when the quorum completes.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { GROUPS, PEOPLE } from '../../../local/directory.ts';
import { ASSIGNMENT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const waiting = () => asked(flow, ASSIGNMENT);

it('needs a second approver, tells who is missing, and is approved by the second', async () => {
  const id = await waiting();
  const first = await flow.teams.click(id, 'alice', 'approve', { comment: 'fine' });
  assert.match(first.text, /Waiting for approval.*Alice Aho.*one more data owner needed/);
  assert.match(first.text, /✓ {2}Your vote is counted\. One more data owner needed\./);
  const halfway = await flow.records.tells(id, 'requested', 'voted');
  assert.equal(halfway.request.status, 'pending');
  assert.equal(halfway.request.grant, undefined);

  const second = await flow.teams.click(id, 'bob', 'approve');
  assert.match(second.text, /Approved, not used yet.*Approved by Alice Aho.*and.*Bob Berg/);
  const { events } = await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  assert.deepEqual(events.at(-1)?.facts.by, [PEOPLE.alice, PEOPLE.bob]);
});

it('does not take one person for two, whichever door they come through', async () => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  await flow.teams.click(id, 'alice', 'approve');
  const reply = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
  assert.equal(reply.body.task?.status, 'pending');
  const { request } = await flow.records.tells(id, 'requested', 'voted');
  assert.equal(request.votes.length, 1);
});

it('answers who decides by API with the task alone: the grant is for the agent', async () => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  const reply = await flow.person('bob').on(id, 'decisions', { decision: 'approve' });
  assert.deepEqual([reply.status, reply.body.task?.status], [200, 'approved']);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  assert.deepEqual(Object.keys(reply.body), ['task']);
  assert.ok(!JSON.stringify(reply.body).includes(request.grant?.token ?? '-'));
});

it('ends with the first eligible deny, also after an approval', async () => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  const answer = await flow.teams.click(id, 'bob', 'deny');
  assert.match(answer.text, /Denied by Bob Berg/);
  await flow.records.tells(id, 'requested', 'voted', 'voted', 'denied');
});

it('lets an approver who voted yes change to no before the quorum: that ends it', async () => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  await flow.teams.click(id, 'alice', 'deny', { reason: 'wrong_time' });
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'voted', 'denied');
  assert.deepEqual(
    request.votes.map(({ person, choice }) => [person.oid, choice]),
    [[PEOPLE.alice, 'deny']],
  );
});

it('records a vote with other words as a new vote of the same person, still one seat', async () => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  const answer = await flow.teams.click(id, 'alice', 'approve', {
    comment: 'on second thoughts: only till Friday',
  });
  assert.match(answer.text, /“on second thoughts: only till Friday”/);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'voted');
  assert.deepEqual([request.status, request.votes.length], ['pending', 1]);
});

it('checks all voters again when the quorum completes: who left the group is recorded as not counted', async (t) => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  await flow.directory.change(t, 'alice', { groups: [] });
  const second = await flow.teams.click(id, 'bob', 'approve');
  assert.match(second.text, /Waiting for approval.*one more data owner needed/);
  const { request, events } = await flow.records.tells(id, 'requested', 'voted', 'voted', 'vote_not_counted');
  assert.equal(request.status, 'pending');
  const { person, because, checked } = events.at(-1)?.facts ?? {};
  assert.deepEqual([person, because], [PEOPLE.alice, 'not_approver']);
  assert.deepEqual((checked as { member_of: unknown }).member_of, []);

  const third = await flow.teams.click(id, 'carmen', 'approve');
  assert.match(third.text, /Approved, not used yet/);
  const approvedBy = /Approved by(.*)Exactly this/.exec(third.text)?.[1] ?? '';
  assert.doesNotMatch(
    approvedBy,
    /Alice Aho(?!.{0,12}not counted)/,
    'a vote that did not count is not told as one',
  );
  const after = await flow.records.tells(
    id,
    ...(['requested', 'voted', 'voted', 'vote_not_counted', 'voted', 'approved'] as const),
  );
  assert.deepEqual(after.events.at(-1)?.facts.by, [PEOPLE.bob, PEOPLE.carmen]);
  const read = await flow.agent('nightly-etl').read(id);
  assert.deepEqual(
    read.body.task?.decision?.votes.map(({ by }) => by.name),
    ['Bob Berg', 'Carmen Cruz'],
  );
});

it('counts a voter who is back in the group once that person votes again, and not before', async (t) => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  await flow.directory.change(t, 'alice', { groups: [], disabled: true });
  await flow.teams.click(id, 'bob', 'approve');
  await flow.directory.change(t, 'alice', { groups: [GROUPS.dataOwners], disabled: false });
  await flow.teams.click(id, 'bob', 'approve', { comment: 'once more' });
  assert.equal((await flow.records.read(id)).request.status, 'pending');
  const answer = await flow.teams.click(id, 'alice', 'approve');
  assert.match(answer.text, /Approved, not used yet/);
});

it('stays pending when the directory falls silent while the quorum completes', async (t) => {
  const id = await waiting();
  await flow.teams.click(id, 'alice', 'approve');
  await flow.directory.spoilGraph(t, { next: 30, status: 503 });
  const answer = await flow.teams.click(id, 'bob', 'approve');
  assert.match(answer.text, /could not check/);
  await flow.records.tells(id, 'requested', 'voted');
});
