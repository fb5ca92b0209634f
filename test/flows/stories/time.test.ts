// What time alone does: requests expire, approvals lapse, outcomes stay unknown. The clock is put forward; the sweep does the rest.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { ASSIGNMENT } from '../support/caller.ts';
import { MINUTE_MS, passTime, SECOND_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');

it('expires a request that nobody answered: the card says so, and nobody can decide it any more', async () => {
  const id = await asked(flow);
  const probe = await flow.teams.click(id, 'olivia', 'approve');
  await flow.pass(30 * MINUTE_MS + SECOND_MS);
  const { request, events } = await flow.records.tells(id, 'requested', 'expired');
  assert.deepEqual(events.at(-1)?.actor, { kind: 'clock', id: 'clock' });
  assert.ok((request.endedAt ?? '') >= request.expiresAt);
  assert.match((await flow.teams.card(id)).words, /^○ {2}Expired/);
  const read = await etl.read(id);
  assert.deepEqual([read.body.task?.status, read.body.result], ['expired', undefined]);

  const from = { id: '29:alice', aadObjectId: '7c0ffee0-0000-4000-8000-00000000e001' };
  const late = await flow.teams.send({ ...probe.activity, from }, {});
  assert.match(late.text, /Expired/);
  const api = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
  assert.equal(api.status, 409);
  await flow.records.tells(id, 'requested', 'expired');
});

it('takes no click at or after the end, also when no sweep has come by: the click itself finds it expired', async () => {
  const id = await asked(flow, ASSIGNMENT);
  await flow.teams.click(id, 'alice', 'approve');
  passTime(30 * MINUTE_MS);
  const late = await flow.teams.click(id, 'bob', 'approve');
  assert.match(late.text, /Expired, not enough approvals/);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'expired');
  assert.deepEqual(
    request.votes.map(({ person }) => person.name),
    ['Alice Aho'],
  );
});

it('says nothing of an end by the clock before it is recorded: a reader is told what is stored, not what time it is', async () => {
  const id = await asked(flow);
  passTime(31 * MINUTE_MS);
  // The app's own timer may sweep at any moment, so what is stored is read on both sides of the answer.
  const before = (await flow.records.read(id)).request.status;
  const told = (await etl.read(id)).body.task?.status;
  const behind = (await flow.records.read(id)).request.status;
  assert.ok(told === before || told === behind, `${told} between ${before} and ${behind}`);
  const cancel = await etl.on(id, 'cancel');
  assert.equal(cancel.status, 409);
  await flow.records.tells(id, 'requested', 'expired');
});

it('lets an approval lapse that nobody used within its minutes; it cannot be used or taken back after', async () => {
  const { id, approval } = await approved(flow);
  await flow.pass(5 * MINUTE_MS + SECOND_MS);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'lapsed');
  assert.deepEqual([request.status, request.grant?.state], ['approved', 'lapsed']);
  assert.match((await flow.teams.card(id)).words, /Approved and never used/);

  const used = await etl.redeem(approval, 'late-1');
  assert.deepEqual(
    [used.status, used.body.decision, used.body.context?.reason],
    [200, false, 'approval_expired'],
  );
  const back = await flow.person('alice').on(id, 'revoke');
  assert.deepEqual([back.status, back.body.detail], [409, 'It has lapsed unused already.']);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'lapsed');
});

it('records "unknown" when nobody reports an outcome in time, and a later report as a correction', async () => {
  const { id, approval } = await approved(flow);
  assert.equal((await etl.redeem(approval, 'x-1')).body.decision, true);
  await flow.pass(61 * MINUTE_MS);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
  assert.equal(request.grant?.outcome?.result, 'unknown');
  assert.match(
    (await flow.teams.card(id)).words,
    /Approved and used, end unknown.*It will not be tried again/,
  );

  const report = await etl.on(id, 'outcome', { result: 'succeeded', detail: 'took long' });
  assert.equal(report.status, 200);
  const again = await etl.on(id, 'outcome', { result: 'succeeded', detail: 'took long' });
  assert.equal(again.status, 200);
  const other = await etl.on(id, 'outcome', { result: 'failed' });
  assert.equal(other.status, 409);
  const types = ['requested', 'voted', 'approved', 'redeemed', 'outcome', 'outcome_corrected'] as const;
  await flow.records.tells(id, ...types);
  assert.match((await flow.teams.card(id)).words, /nightly-etl reports success: “took long”/);

  // Long past its time, and still told as what it is: used, and by whom not.
  const late = [await etl.redeem(approval, 'x-2'), await etl.redeem(approval, 'x-1')];
  for (const { body } of late)
    assert.deepEqual(
      [body.decision, body.context?.reason, body.context?.used_at],
      [false, 'approval_expired', request.grant?.redemption?.at],
    );
  const stranger = (await flow.agent('deploy-bot').redeem(approval, 'x-1')).body.context;
  assert.deepEqual([stranger?.reason, stranger?.used_at], ['approval_unverifiable', undefined]);
  await flow.records.tells(id, ...types);
});

it('sends every ending to its card a second time five minutes later, and then never again', async () => {
  const id = await asked(flow);
  await flow.teams.click(id, 'alice', 'deny');
  await flow.records.tells(id, 'requested', 'voted', 'denied');
  const first = await flow.teams.card(id);
  assert.equal(first.revision, 2);
  await flow.pass(5 * MINUTE_MS + SECOND_MS);
  await flow.sweep();
  const card = await flow.teams.card(id);
  assert.deepEqual([card.revision, card.words], [3, first.words]);
  await flow.pass(60 * MINUTE_MS);
  await flow.pass(60 * MINUTE_MS);
  assert.equal((await flow.teams.card(id)).revision, 3);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('has nothing overdue and nothing left in the queues once time has done its work', async () => {
  await flow.pass(20 * SECOND_MS);
  const reply = await flow.person('ada').get('/api/ready');
  assert.equal(reply.status, 200, reply.text);
});
