// Taking an unused approval back: by one who approved it, or by an administrator; never by others, never after its use.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { DEV_READ } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');
const REVOKED = ['requested', 'voted', 'approved', 'revoked'] as const;

it('lets the approver take it back on the card; the agent cannot use it any more', async () => {
  const { id, approval } = await approved(flow);
  const answer = await flow.teams.click(id, 'alice', 'revoke');
  assert.match(answer.text, /Approved, then taken back.*Taken back by Alice Aho/);
  const { request, events } = await flow.records.tells(id, ...REVOKED);
  assert.deepEqual([request.status, request.grant?.state], ['approved', 'revoked']);
  assert.equal(events.at(-1)?.facts.as, 'approver');
  const used = await etl.redeem(approval, 'x-1');
  assert.deepEqual([used.body.decision, used.body.context?.reason], [false, 'approval_expired']);
  const { body } = await etl.read(id);
  assert.equal(body.task?.grant?.state, 'revoked');
  assert.deepEqual((await flow.teams.card(id)).verbs, []);
  await flow.records.tells(id, ...REVOKED);
});

it('lets an administrator take it back, in Teams and by API, recorded as such', async () => {
  const inTeams = await approved(flow);
  const answer = await flow.teams.click(inTeams.id, 'ada', 'revoke');
  assert.match(answer.text, /Taken back by Ada Alm/);
  const { events } = await flow.records.tells(inTeams.id, ...REVOKED);
  assert.deepEqual([events.at(-1)?.actor.id, events.at(-1)?.facts.as], [PEOPLE.ada, 'administrator']);

  const byApi = await approved(flow);
  const reply = await flow.person('noor').on(byApi.id, 'revoke');
  assert.deepEqual([reply.status, reply.body.task?.grant?.state], [200, 'revoked']);
  const again = await flow.person('noor').on(byApi.id, 'revoke');
  assert.deepEqual([again.status, again.text], [200, reply.text]);
  await flow.records.tells(byApi.id, ...REVOKED);
});

it('refuses everybody else, a possible approver included', async () => {
  const { id, approval } = await approved(flow);
  for (const who of ['bob', 'dana', 'olivia', 'sam'] as const) {
    const answer = await flow.teams.click(id, who, 'revoke');
    assert.match(answer.text, /^Only \w+ \w+ or an administrator can take this back\./);
    assert.equal((await flow.person(who).on(id, 'revoke')).status, 403);
  }
  assert.match((await flow.teams.click(id, 'gus', 'revoke')).text, /^Guests cannot/);
  assert.match((await flow.teams.click(id, 'xavier', 'revoke')).text, /^Only people of this organisation/);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  assert.equal((await etl.redeem(approval, 'x-2')).body.decision, true);
});

it('refuses an approver who was disabled since, and everybody while the directory is silent', async (t) => {
  const { id } = await approved(flow);
  await flow.directory.change(t, 'alice', { disabled: true });
  assert.match((await flow.teams.click(id, 'alice', 'revoke')).text, /^Your account is disabled/);
  await flow.directory.spoilGraph(t, { next: 30, status: 500 });
  const reply = await flow.person('ada').on(id, 'revoke');
  assert.deepEqual([reply.status, reply.body.type], [503, 'urn:countersign:error:could_not_verify']);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});

it('comes too late after the use, and says so', async () => {
  const { id, approval } = await approved(flow);
  const { activity } = await flow.teams.click(id, 'olivia', 'revoke');
  await etl.redeem(approval, 'x-3');
  const from = { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice };
  const answer = await flow.teams.send({ ...activity, from }, {});
  assert.match(answer.text, /^Too late to take back: the approval has already been used\./);
  const reply = await flow.person('alice').on(id, 'revoke');
  assert.deepEqual(
    [reply.status, reply.body.type],
    [409, 'urn:openid:authzen:access-request:error:invalid_task_state'],
  );
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed');
  assert.equal(request.grant?.state, 'redeemed');
});

it('has nothing to take back of a request that waits or was denied', async () => {
  const id = await asked(flow);
  assert.equal((await flow.person('ada').on(id, 'revoke')).status, 409);
  await flow.teams.click(id, 'bob', 'deny');
  assert.equal((await flow.person('bob').on(id, 'revoke')).status, 409);
  await flow.records.tells(id, 'requested', 'voted', 'denied');
});

it('ends in exactly one of used and taken back when both come at once', async () => {
  for (let round = 0; round < 4; round++) {
    const { id, approval } = await approved(flow);
    const [used, back] = await Promise.all([
      etl.redeem(approval, `race-${round}`),
      flow.person('alice').on(id, 'revoke'),
    ]);
    const { request } = await flow.records.quiet(id);
    const isUsed = request.grant?.state === 'redeemed';
    assert.equal(used.body.decision, isUsed);
    assert.equal(back.status, isUsed ? 409 : 200);
    await flow.records.tells(id, 'requested', 'voted', 'approved', isUsed ? 'redeemed' : 'revoked');
  }
});

it('takes back what a rule allowed: administrators only, nobody approved it', async () => {
  const reply = await etl.ask(DEV_READ);
  const id = reply.body.task?.id ?? '';
  assert.equal((await flow.person('alice').on(id, 'revoke')).status, 403);
  assert.equal((await flow.person('ada').on(id, 'revoke')).status, 200);
  await flow.records.tells(id, 'requested', 'approved', 'revoked');
});
