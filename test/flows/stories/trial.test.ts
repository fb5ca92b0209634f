// The test card: an administrator orders it, an approver presses a button, and nothing comes of it but the knowledge that the way works.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';

const flow = await startFlow();
after(flow.stop);
const TRIALS = '/access/v1/trials';
const ada = flow.person('ada');

async function ordered(body: object = {}, headers = {}) {
  const reply = await ada.post(TRIALS, body, headers);
  assert.equal(reply.status, 202, reply.text);
  return JSON.parse(reply.text).trial;
}
const seen = async (id: string) => JSON.parse((await ada.get(`${TRIALS}/${id}`)).text).trial;

it('brings a card to the route, takes an answer, and tells the administrator who pressed what', async () => {
  const { id, status, prompts } = await ordered();
  assert.deepEqual(
    [status, prompts.map((each: { route: string }) => each.route)],
    ['waiting', ['data-approvals']],
  );
  const card = await flow.teams.card(id);
  assert.match(card.words, /Test: deciding this does nothing.*Ada .* is checking/);
  assert.deepEqual(card.verbs, ['approve', 'deny']);

  const outsider = await flow.teams.click(id, 'olivia', 'approve');
  assert.match(outsider.text, /^Only members of data-owners can decide this\./);
  const answer = await flow.teams.click(id, 'alice', 'approve');
  assert.match(answer.text, /The way to a person and back works.*Alice Aho, who pressed Approve/);
  const { request } = await flow.records.tells(id, 'requested', 'voted', 'cancelled');
  assert.equal(request.grant, undefined);

  const over = await seen(id);
  assert.deepEqual(
    [over.status, over.decided.by.oid, over.decided.decision],
    ['answered', PEOPLE.alice, 'approve'],
  );
  assert.deepEqual(over.prompts, [{ route: 'data-approvals', state: 'delivered', current: true }]);
  assert.deepEqual((await flow.teams.card(id)).verbs, []);
  const late = await flow.teams.click(id, 'bob', 'deny');
  assert.match(late.text, /Alice Aho, who pressed Approve/);
});

it('is the same test for the same key, and goes to the named route alone', async () => {
  const headers = { 'idempotency-key': 'trial-1' };
  const first = await ordered({ route: 'data-approvals' }, headers);
  assert.equal((await ordered({ route: 'data-approvals' }, headers)).id, first.id);
  const wrong = await ada.post(TRIALS, { route: 'nowhere' });
  assertProblem(wrong, 400, 'invalid');
  assert.match(wrong.text, /there are: data-approvals/);
});

it('is nobody\u2019s business but the administrators\u2019', async () => {
  const { id } = await ordered();
  for (const who of ['alice', 'olivia'] as const) {
    assertProblem(await flow.person(who).post(TRIALS, {}), 403, 'not_permitted');
    assertProblem(await flow.person(who).get(`${TRIALS}/${id}`), 403, 'not_permitted');
  }
  assertProblem(await flow.agent('nightly-etl').post(TRIALS, {}), 403, 'not_permitted');
  assertProblem(await flow.agent('nightly-etl').read(id), 404, 'unknown_task');
  const asked = await flow.agent('nightly-etl').ask();
  assertProblem(await ada.get(`${TRIALS}/${asked.body.task?.id}`), 404, 'unknown_task');
});
