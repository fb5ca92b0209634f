// What was done without an approval, told afterwards: on the card for everyone, looked at by another person, and worth nothing to an agent.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { grantIdOf } from '../../../approvals/grant/grant.ts';
import { instant } from '../../../approvals/time.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { EXPORT, PROD_DELETION } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';

const flow = await startFlow();
after(flow.stop);
const REASON = 'Teams was away and the restore could not wait.';
const DEED = { ...EXPORT, done_at: instant(Date.now() - 3_600_000), reason: REASON };

const tell = (who: string, body: object | string = DEED, headers = {}) =>
  flow.person(who).post('/access/v1/records', body, headers);

/** Records it and gives the id. */
async function recorded(who: string, more: object = {}): Promise<string> {
  const reply = await tell(who, { ...DEED, ...more });
  assert.equal(reply.status, 201, reply.text);
  return reply.body.task?.id ?? '';
}

it('tells everyone on the route, takes one look of another person, and says so on the card and in the record', async () => {
  const reply = await tell('sam', DEED, { 'idempotency-key': 'k-1' });
  assert.equal(reply.status, 201, reply.text);
  const task = JSON.parse(reply.text).task;
  assert.deepEqual(
    [task.status, task.grant, JSON.parse(reply.text).result],
    ['failed', undefined, undefined],
  );
  assert.deepEqual(task.record, {
    by: { oid: PEOPLE.sam, name: 'Sam Sato' },
    done_at: DEED.done_at,
    done_by: 'person',
    untrusted_text: REASON,
  });
  const { id } = task;
  const card = await flow.teams.card(id);
  assert.match(
    card.words,
    /Recorded after the fact, not looked at yet.*Done by Sam Sato.*nobody: no one was asked/,
  );
  assert.ok(card.words.includes(REASON));
  assert.deepEqual(card.verbs, ['looks_right', 'needs_follow_up']);

  const own = await flow.teams.click(id, 'sam', 'looks_right');
  assert.match(own.text, /^You recorded this, so somebody else has to look at it\./);
  const outsider = await flow.teams.click(id, 'olivia', 'looks_right');
  assert.match(outsider.text, /^Only members of data-owners can look at this\./);
  await flow.records.tells(id, 'recorded', 'failed');

  const looked = await flow.teams.click(id, 'alice', 'needs_follow_up', { comment: 'Which rows went out?' });
  assert.match(looked.text, /needs follow-up.*Looked at by Alice Aho.*“Which rows went out\?”/);
  const { events, texts, request } = await flow.records.tells(id, 'recorded', 'failed', 'reviewed');
  assert.deepEqual([request.status, request.grant], ['failed', undefined]);
  const chain = JSON.stringify(events);
  for (const words of ['Sam Sato', 'Alice Aho', ...texts]) assert.ok(!chain.includes(words), words);
  assert.deepEqual((await flow.teams.card(id)).verbs, []);

  const second = await flow.teams.click(id, 'bob', 'looks_right');
  assert.match(second.text, /needs follow-up.*Looked at by Alice Aho/);
  assertProblem(
    await flow.person('bob').on(id, 'findings', { finding: 'looks_right' }),
    409,
    'already_looked_at',
  );
  const again = await tell('sam', DEED, { 'idempotency-key': 'k-1' });
  assert.deepEqual([again.status, again.body.task?.id], [201, id]);
  assert.equal(JSON.parse(again.text).task.record.look.finding, 'needs_follow_up');
  const read = await flow.person('sam').read(id);
  assert.equal(JSON.parse(read.text).task.record.look.untrusted_text, 'Which rows went out?');
  await flow.records.tells(id, 'recorded', 'failed', 'reviewed');
});

it('takes the look by API too, and reads the record to nobody but who made it', async () => {
  const id = await recorded('sam', { agent: 'nightly-etl' });
  assertProblem(await flow.person('dana').on(id, 'findings', { finding: 'looks_right' }), 403, 'own_request');
  const wrong = await flow.person('alice').on(id, 'findings', { finding: 'fine' });
  assertProblem(wrong, 400, 'invalid');
  const done = await flow.person('alice').on(id, 'findings', { finding: 'looks_right' });
  assert.equal(done.status, 200, done.text);
  assert.match(
    (await flow.teams.card(id)).words,
    /Done by agent nightly-etl.*Looked at by Alice Aho.*looks right/,
  );
  for (const other of [flow.person('alice'), flow.agent('nightly-etl'), flow.agent('warehouse')])
    assert.equal((await other.read(id)).status, 404);
});

it('is worth nothing to an agent: not redeemed, not touched, and its own request stays what it was', async () => {
  const etl = flow.agent('nightly-etl');
  const id = await recorded('sam', { agent: 'nightly-etl' });
  const used = await etl.redeem({ id: grantIdOf(id), state: 'e30.e30.e30' }, 'x-1');
  assert.deepEqual([used.status, used.body.decision], [200, false]);
  for (const what of ['cancel', 'outcome', 'comments'])
    assert.equal((await etl.on(id, what)).status, 404, what);
  for (const what of ['decisions', 'revoke']) {
    const body = what === 'decisions' ? { decision: 'approve' } : {};
    assert.equal((await flow.person('alice').on(id, what, body)).status, 409, what);
  }
  await flow.records.tells(id, 'recorded', 'failed');
  const asked = await etl.ask(EXPORT);
  assert.equal(asked.status, 202, 'what was done around the policy still needs a person next time');
});

it('asks the default approvers to look where a rule would have denied it', async () => {
  const id = await recorded('ada', { ...PROD_DELETION });
  const card = await flow.teams.card(id);
  assert.match(
    card.words,
    /Done without an approval: delete kubernetes prod\/cluster.*Second look wanted by one of data-owners, but not Ada Alm/,
  );
  assert.equal((await flow.person('carmen').on(id, 'findings', { finding: 'looks_right' })).status, 200);
});

it('takes a record from a person of ours alone, with a reason, about the past', async () => {
  const before = await flow.records.count();
  for (const workload of ['nightly-etl', 'warehouse', 'audit-export'])
    assertProblem(await flow.agent(workload).post('/access/v1/records', DEED), 403, 'not_permitted');
  assert.equal((await flow.bearer().post('/access/v1/records', DEED)).status, 401);
  const wrong: readonly (readonly [object, string])[] = [
    [{ reason: '   ' }, '/reason'],
    [{ reason: undefined }, '/reason'],
    [{ done_at: instant(Date.now() + 3_600_000) }, '/done_at'],
    [{ done_at: 'yesterday' }, '/done_at'],
    [{ agent: 'nobody' }, '/agent'],
    [{ subject: { type: 'agent', id: AGENTS.nightlyEtl } }, '/subject'],
    [{ callback: { endpoint: 'http://127.0.0.1:3983/callbacks/x' } }, '/callback'],
  ];
  for (const [change, at] of wrong) {
    const reply = await tell('sam', { ...DEED, ...change });
    assert.deepEqual([reply.status, JSON.parse(reply.text).problems[0].at], [400, at], reply.text);
  }
  const keyless = await tell('sam', DEED, { 'idempotency-key': 'x'.repeat(256) });
  assert.deepEqual([keyless.status, keyless.body.problems?.[0]?.at], [400, 'Idempotency-Key']);
  assertProblem(await tell('gus'), 403, 'guest');
  assert.equal(await flow.records.count(), before);
});

it('records nothing while the directory is silent or the person is disabled', async (t) => {
  const before = await flow.records.count();
  await flow.directory.spoilGraph(t, { next: 20, status: 503 });
  assertProblem(await tell('sam'), 503, 'could_not_verify');
  await flow.directory.spoilGraph(t, { next: 0 });
  const token = await flow.world.tokens.person('sam@contoso.example');
  await flow.directory.change(t, 'sam', { disabled: true });
  assertProblem(await flow.bearer(token).post('/access/v1/records', DEED), 403, 'disabled_person');
  assert.equal(await flow.records.count(), before);
});
