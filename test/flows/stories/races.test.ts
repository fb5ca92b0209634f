// Several people, and the agent, at the same moment: exactly one ending, and everybody is told the truth.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { ASSIGNMENT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');
const ROUNDS = 3;

for (let round = 1; round <= ROUNDS; round++) {
  it(`lets one of three approvers at once decide and shows all three the same end (${round})`, async () => {
    const id = await asked(flow);
    const people = ['alice', 'bob', 'carmen'] as const;
    const answers = await Promise.all(people.map((who) => flow.teams.click(id, who, 'approve')));
    await flow.records.tells(id, 'requested', 'voted', 'approved');
    const card = await flow.teams.card(id);
    for (const answer of answers) {
      const late =
        /Your Approve came too late, and nothing of yours was saved\. \w+ \w+ approved this at [^.]+\. ?/;
      assert.deepEqual([answer.kind, answer.text.replace(late, '')], ['card', card.words]);
    }
    assert.equal(answers.filter(({ text }) => text.includes('came too late')).length, people.length - 1);
  });

  it(`takes approve or deny when both come at once, and tells both which it was (${round})`, async () => {
    const id = await asked(flow);
    const [yes, no] = await Promise.all([
      flow.teams.click(id, 'alice', 'approve'),
      flow.teams.click(id, 'bob', 'deny'),
    ]);
    const { request } = await flow.records.quiet(id);
    assert.ok(request.status === 'approved' || request.status === 'denied');
    await flow.records.tells(id, 'requested', 'voted', request.status);
    const end = request.status === 'approved' ? /Approved by Alice Aho/ : /Denied by Bob Berg/;
    assert.match(yes.text, end);
    assert.match(no.text, end);
    const read = await etl.read(id);
    assert.equal(read.body.task?.status, request.status);
    assert.equal(read.body.result !== undefined, request.status === 'approved');
  });

  it(`ends once when the agent withdraws while an approver clicks (${round})`, async () => {
    const id = await asked(flow);
    const [click, cancelled] = await Promise.all([
      flow.teams.click(id, 'alice', 'approve'),
      etl.on(id, 'cancel'),
    ]);
    const { request } = await flow.records.quiet(id);
    if (request.status === 'cancelled') {
      await flow.records.tells(id, 'requested', 'cancelled');
      assert.equal(cancelled.status, 200);
      assert.match(click.text, /Withdrawn by the agent/);
    } else {
      await flow.records.tells(id, 'requested', 'voted', 'approved');
      assert.equal(cancelled.status, 409);
      assert.match(click.text, /Approved by Alice Aho/);
    }
  });
}

it('takes ten clicks of one person through two doors at once as one vote', async () => {
  const id = await asked(flow);
  const alice = flow.person('alice');
  const clicks = Array.from({ length: 5 }, () => flow.teams.click(id, 'alice', 'approve'));
  const calls = Array.from({ length: 5 }, () => alice.on(id, 'decisions', { decision: 'approve' }));
  const told = await Promise.all(clicks);
  const replies = await Promise.all(calls);
  assert.deepEqual([...new Set(told.map(({ kind }) => kind))], ['card']);
  assert.deepEqual(
    [...new Set(replies.map(({ status, body }) => `${status} ${body.task?.status}`))],
    ['200 approved'],
  );
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('fills both seats when two approvers of a two-person rule click at once', async () => {
  const id = await asked(flow, ASSIGNMENT);
  await Promise.all([flow.teams.click(id, 'alice', 'approve'), flow.teams.click(id, 'bob', 'approve')]);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  assert.equal(request.votes.length, 2);
  assert.match((await flow.teams.card(id)).words, /Approved by.*(Alice Aho.*Bob Berg|Bob Berg.*Alice Aho)/);
});

it('records votes, comments and a denial of many at once without losing one', async () => {
  const id = await asked(flow, ASSIGNMENT);
  const said = ['one', 'two', 'three', 'four'];
  const answers = await Promise.all([
    ...said.map((comment) => flow.teams.click(id, 'carmen', 'comment', { comment })),
    flow.teams.click(id, 'alice', 'approve'),
  ]);
  const kept = answers.filter(({ kind }) => kind === 'card').length;
  const { types, texts } = await flow.records.quiet(id);
  // Whoever was told "busy, try again" has nothing in the record, everybody else has.
  assert.equal(types.length, 1 + kept);
  assert.equal(texts.length, types.filter((type) => type === 'commented').length);
});
