// Where no person is asked: an allow rule approves at once, a deny rule denies at once. Both are recorded; nobody is disturbed.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import type { Explanation } from '../../../approvals/policy/explanation/explanation.ts';
import { DEV_READ, EXPORT, PROD_DELETION } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');

it('answers 201 with the result at once where a rule allows, names the rule, and the grant works once', async () => {
  const sends = await flow.teams.sends();
  const reply = await etl.ask(DEV_READ);
  assert.equal(reply.status, 201);
  assert.equal(reply.headers.get('location'), reply.body.task?.status_endpoint);
  assert.deepEqual(reply.body.task?.policy.rules, ['dev-read']);
  assert.equal(reply.body.task?.decision?.reason, 'allowed by rule dev-read');
  const { id = '' } = reply.body.task ?? {};
  const used = await etl.redeem(reply.body.result?.approval ?? {}, 'x-1', DEV_READ);
  assert.equal(used.body.decision, true);
  assert.equal((await etl.redeem(reply.body.result?.approval ?? {}, 'x-2', DEV_READ)).body.decision, false);
  const { events, prompts } = await flow.records.tells(id, 'requested', 'approved', 'redeemed');
  assert.deepEqual([events[1]?.actor.kind, events[1]?.actor.name, prompts], ['policy', 'dev-read', []]);
  assert.deepEqual(await flow.teams.sends(), sends);
});

it('answers 403 with the denied task where a rule denies, and posts no card', async () => {
  const sends = await flow.teams.sends();
  const reply = await etl.ask(PROD_DELETION);
  assert.equal(reply.status, 403);
  assert.deepEqual([reply.body.task?.status, reply.body.result], ['denied', undefined]);
  assert.equal(reply.body.task?.decision?.reason, 'denied by rule no-prod-deletion');
  const { id = '' } = reply.body.task ?? {};
  const { request, prompts } = await flow.records.tells(id, 'requested', 'denied');
  assert.deepEqual([request.grant, prompts], [undefined, []]);
  assert.deepEqual(await flow.teams.sends(), sends);
  const decision = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
  assert.equal(decision.status, 409);
});

it('never allows an agent that the policy does not list, nor by what the agent says of its target', async () => {
  const claims = { azp: '7c0ffee0-0000-4000-8000-0000000000ff' };
  const stranger = flow.bearer(await flow.directory.mint(claims));
  const asked = await stranger.ask(DEV_READ);
  assert.equal(asked.status, 202, 'people are asked instead');
  const claimed = { type: 'database', id: 'staging/x', properties: { environment: 'dev' } };
  const reply = await etl.ask({ ...DEV_READ, resource: claimed });
  assert.equal(reply.status, 202);
  const card = await flow.teams.card(reply.body.task?.id ?? '');
  assert.match(card.words, /resource\.environment, claimed by the agent dev/);
});

it('answers an evaluation by the policy in force, records each answer as a request born closed, and sends nobody a card', async () => {
  const [sends, count] = [await flow.teams.sends(), await flow.records.count()];
  const evaluate = (wish: object) => etl.post('/access/v1/evaluation', wish);
  const allowed = await evaluate(DEV_READ);
  assert.deepEqual([allowed.status, allowed.body.decision], [200, true]);
  assert.deepEqual(allowed.body.context?.rules, ['dev-read']);
  const denied = await evaluate(PROD_DELETION);
  assert.deepEqual([denied.body.decision, denied.body.context?.reason], [false, 'policy_denied']);
  const review = await evaluate(EXPORT);
  assert.deepEqual(
    [review.body.decision, review.body.context?.reason, review.body.context?.next_action],
    [false, 'approval_required', 'request'],
  );
  assert.equal(review.body.context?.access_request?.endpoint, `${flow.world.urls.functions}/api/requests`);
  const recorded = [
    { reply: allowed, status: 'approved', ends: 'approved' },
    { reply: denied, status: 'denied', ends: 'denied' },
    { reply: review, status: 'denied', ends: 'denied' },
  ] as const;
  for (const { reply, status, ends } of recorded) {
    const id = reply.body.context?.evaluation_id ?? '';
    const { request, prompts, events } = await flow.records.tells(id, 'requested', ends);
    assert.deepEqual([request.status, request.grant, request.todos, prompts], [status, undefined, [], []]);
    assert.equal(events[0]?.facts.evaluated, true);
    const read = await etl.read(id);
    assert.deepEqual(
      [read.status, read.body.task?.status, read.body.result, read.body.task?.evaluated?.decision],
      [200, status, undefined, reply.body.decision],
    );
    assert.match(read.body.task?.display?.description ?? '', /^An evaluation, answered on 2.* with (yes|no)/);
    assert.equal((await flow.agent('deploy-bot').read(id)).status, 404);
    assert.equal((await etl.on(id, 'outcome', { result: 'succeeded' })).status, 409);
    assert.equal((await flow.person('alice').on(id, 'decisions', { decision: 'approve' })).status, 409);
  }
  assert.deepEqual([await flow.teams.sends(), await flow.records.count()], [sends, count + 3]);
});

it('explains beforehand why each would be answered so, and leaves nothing behind', async () => {
  const [sends, count] = [await flow.teams.sends(), await flow.records.count()];
  const subject = { type: 'agent', id: 'nightly-etl' };
  for (const caller of [flow.agent('audit-export'), flow.person('audrey'), flow.person('ada')])
    for (const [wish, effect, rule] of [
      [DEV_READ, 'allow', 'dev-read'],
      [PROD_DELETION, 'deny', 'no-prod-deletion'],
      [EXPORT, 'review', 'prod-export'],
    ] as const) {
      const reply = await caller.post('/api/policy/explain', { ...wish, subject });
      assert.equal(reply.status, 200, reply.text);
      const told = JSON.parse(reply.text) as Explanation;
      assert.deepEqual([told.effect, told.why[0]?.includes(`"${rule}"`)], [effect, true], reply.text);
    }
  assert.deepEqual([await flow.teams.sends(), await flow.records.count()], [sends, count]);
});
