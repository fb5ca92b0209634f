// One request from the wish to the end by people's clicks: approve, deny, comment, withdraw; once, twice and again.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');

it('approves by one click: one card posted, once updated, and agent, card and record agree', async () => {
  const before = await flow.teams.sends();
  const id = await asked(flow);
  const waiting = await flow.teams.card(id);
  assert.deepEqual(waiting.verbs, ['approve', 'deny', 'comment']);
  assert.match(waiting.words, /Waiting for approval.*nightly-etl asks to export database prod\/customers/);
  assert.match(waiting.words, /High risk, cannot be undone.*format csv rows 25.*one data owner needed/);

  const answer = await flow.teams.click(id, 'alice', 'approve');
  assert.equal(answer.status, 200);
  assert.equal(answer.kind, 'card');
  assert.match(answer.text, /Approved, not used yet.*Approved by Alice Aho/);

  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved');
  assert.equal(request.grant?.state, 'unused');
  const shown = await flow.teams.card(id);
  assert.equal(shown.words, answer.text, 'everyone sees what the one who clicked saw');
  assert.deepEqual(shown.verbs, ['revoke']);
  const sends = await flow.teams.sends();
  assert.deepEqual(sends, { posts: before.posts + 1, updates: before.updates + 1 });

  const { body } = await etl.read(id);
  assert.equal(body.task?.status, 'approved');
  assert.equal(body.task?.intent_hash, request.intentHash);
  assert.deepEqual(
    body.task?.decision?.votes.map(({ by, choice }) => [by, choice]),
    [[{ oid: PEOPLE.alice, name: 'Alice Aho' }, 'approve']],
  );
  assert.equal(body.result?.mode, 'reevaluate');
  assert.equal(body.result?.approval.state, request.grant?.token);
});

it('denies with a reason and words, which the agent reads as untrusted text and the card shows', async () => {
  const id = await asked(flow);
  const data = { reason: 'too_much', comment: 'Use the anonymised view.' };
  const answer = await flow.teams.click(id, 'bob', 'deny', data);
  assert.match(answer.text, /^✕ {2}Denied.*Denied by Bob Berg.*Why Too much.*“Use the anonymised view.”/);

  const { request, texts } = await flow.records.tells(id, 'requested', 'voted', 'denied');
  assert.equal(request.grant, undefined);
  assert.deepEqual(texts, ['Use the anonymised view.']);
  const { body } = await etl.read(id);
  assert.equal(body.task?.status, 'denied');
  assert.equal(body.result, undefined);
  const [vote] = body.task?.decision?.votes ?? [];
  assert.equal(vote?.reason, 'too_much');
  assert.equal(vote?.untrusted_text, 'Use the anonymised view.');
  assert.deepEqual((await flow.teams.card(id)).verbs, []);
});

it('carries a question to the agent and its answer back to the card, and decides nothing by it', async () => {
  const id = await asked(flow);
  const question = await flow.teams.click(id, 'carmen', 'comment', { comment: 'Why all rows?' });
  assert.match(question.text, /Waiting for approval.*Carmen Cruz commented.*“Why all rows\?”/);
  const read = await etl.read(id);
  assert.equal(read.body.task?.comments?.[0]?.untrusted_text, 'Why all rows?');

  const answered = await etl.on(id, 'comments', { comment: 'Only 25 of them.' });
  assert.equal(answered.status, 200);
  const card = await flow.teams.card(id);
  assert.match(
    card.words,
    /Carmen Cruz commented.*“Why all rows\?”.*nightly-etl answered.*“Only 25 of them.”/,
  );
  const { request } = await flow.records.tells(id, 'requested', 'commented', 'commented');
  assert.equal(request.status, 'pending');
  assert.deepEqual(card.verbs, ['approve', 'deny', 'comment']);
});

it('lets the owner ask on the card, though the owner cannot decide', async () => {
  const id = await asked(flow);
  const answer = await flow.teams.click(id, 'dana', 'comment', { comment: 'Mine; please look at it.' });
  assert.match(answer.text, /Dana Ortiz commented.*“Mine; please look at it.”/);
  await flow.records.tells(id, 'requested', 'commented');
});

it('records the same comment of the same person once', async () => {
  const id = await asked(flow);
  const words = { comment: 'Which table?' };
  const first = await flow.teams.click(id, 'alice', 'comment', words);
  const again = await flow.teams.send(first.activity, {});
  const twice = await flow.teams.click(id, 'alice', 'comment', words);
  assert.equal(again.text, first.text);
  assert.equal(twice.text, first.text);
  await flow.records.tells(id, 'requested', 'commented');
});

it('asks for words where there are none, and for fewer where there are too many', async () => {
  const id = await asked(flow);
  const empty = await flow.teams.click(id, 'alice', 'comment', { comment: '   ' });
  assert.deepEqual(
    [empty.kind, empty.text],
    ['words', 'Write a comment first, then choose Send comment only.'],
  );
  const long = await flow.teams.click(id, 'alice', 'deny', { comment: 'x'.repeat(5000) });
  assert.equal(long.kind, 'words');
  assert.match(long.text, /at most \d+ characters/);
  await flow.records.tells(id, 'requested');
});

it('withdraws what the agent no longer wants; a later click changes nothing and shows it', async () => {
  const id = await asked(flow);
  const old = await flow.teams.click(id, 'olivia', 'approve');
  const cancelled = await etl.on(id, 'cancel', { reason: 'not_needed', comment: 'The job was stopped.' });
  assert.equal(cancelled.status, 200);
  assert.equal(cancelled.body.task?.status, 'cancelled');
  const card = await flow.teams.card(id);
  assert.match(card.words, /Withdrawn by the agent.*The agent says “?not_needed: The job was stopped\./);

  const asAlice = { ...old.activity, from: { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice } };
  const late = await flow.teams.send(asAlice, {});
  assert.match(late.text, /Withdrawn by the agent/);
  const again = await etl.on(id, 'cancel');
  assert.equal(again.body.task?.status, 'cancelled');
  await flow.records.tells(id, 'requested', 'cancelled');
});

it('cannot withdraw what is decided: 409, and the decision stands', async () => {
  const { id } = await approved(flow);
  const reply = await etl.on(id, 'cancel');
  assert.equal(reply.status, 409);
  assert.equal(reply.body.type, 'urn:openid:authzen:access-request:error:invalid_task_state');
  const comment = await etl.on(id, 'comments', { comment: 'One more thing' });
  assert.equal(comment.status, 409);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('takes a double click as one vote, and both see the same card', async () => {
  const id = await asked(flow);
  const both = await Promise.all([
    flow.teams.click(id, 'alice', 'approve'),
    flow.teams.click(id, 'alice', 'approve'),
  ]);
  assert.deepEqual(
    both.map(({ kind }) => kind),
    ['card', 'card'],
  );
  assert.equal(both[0].text, both[1].text);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('answers an invoke that Teams sends again while the first still runs, and once more later, all alike', async (t) => {
  const id = await asked(flow);
  const probe = await flow.teams.click(id, 'olivia', 'deny');
  const activity = { ...probe.activity, from: { id: '29:bob', name: 'Bob Berg', aadObjectId: PEOPLE.bob } };
  await flow.directory.spoilGraph(t, { next: 2, delayMs: 300 });
  const [first, second] = await Promise.all([flow.teams.send(activity, {}), flow.teams.send(activity, {})]);
  const third = await flow.teams.send(activity, {});
  assert.match(first.text, /Denied by Bob Berg/);
  assert.equal(second.text, first.text);
  assert.equal(third.text, first.text);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('never lets a decision be turned: deny after approve, and approve after deny, show the end as it is', async () => {
  const { id } = await approved(flow);
  const card = await flow.teams.card(id);
  const { nonce } = (await flow.records.read(id)).prompts[0] ?? {};
  const revoke = await flow.teams.click(id, 'olivia', 'revoke');
  const action = { type: 'Action.Execute', verb: 'deny', data: { request: id, nonce } };
  const from = { id: '29:bob', name: 'Bob Berg', aadObjectId: PEOPLE.bob };
  const late = await flow.teams.send({ ...revoke.activity, from, value: { action, trigger: 'manual' } }, {});
  assert.match(late.text, /Your Deny came too late.*Alice Aho approved this at/);
  const end = (words: string) => {
    const at = words.indexOf('nightly-etl may');
    assert.ok(at >= 0, words);
    return words.slice(at);
  };
  assert.equal(end(late.text), end(card.words));

  const denied = await asked(flow, EXPORT);
  const { activity } = await flow.teams.click(denied, 'olivia', 'approve');
  await flow.teams.click(denied, 'alice', 'deny');
  const approve = await flow.teams.send({ ...activity, from }, {});
  assert.match(approve.text, /Denied by Alice Aho/);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  await flow.records.tells(denied, 'requested', 'voted', 'denied');
});
