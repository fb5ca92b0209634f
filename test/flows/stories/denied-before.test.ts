// What people said no to, asked again: unchanged it is denied at once through every door, changed it comes with what was said before. And votes
// that a rule wants words with. Posts are counted exactly.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { startFlow } from '../support/flow.ts';
import { createGatewayCalls } from '../support/gateway.ts';
import { pageToken } from '../support/page-sign-in.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';
import { until } from '../support/until.ts';

const RULES = `
  - id: asked-once
    when: resource.id == "prod/once" || resource.id.startsWith("prod/many") || action.name == "k8s.patch"
    effect: review
    coolDown: 1h
  - id: with-words
    when: resource.id == "prod/words"
    effect: review
    requireReason: both
`;
const flow = await startFlow({ policyText: readFileSync(POLICY_FILE, 'utf8') + RULES });
after(flow.stop);
const etl = flow.agent('nightly-etl');
const exporting = (id: string, properties: object = {}, more: object = {}) => ({
  action: { name: 'data.export', properties: { format: 'csv', rows: 25, ...properties } },
  resource: { type: 'database', id },
  ...more,
});
const ONCE = exporting('prod/once');
const HOUR_MS = 3_600_000;

it('denied by Alice and asked again the same, it is denied at once through every door, and nobody gets a card', async () => {
  const first = await asked(flow, ONCE);
  await flow.teams.click(first, 'alice', 'deny', { comment: 'Not this month.', reason: 'too_much' });
  await flow.records.tells(first, 'requested', 'voted', 'denied');
  const sends = await flow.teams.sends();

  const again = await etl.ask(ONCE, { 'idempotency-key': 'again' });
  assert.equal(again.status, 403, again.text);
  const { id = '', decision, display } = again.body.task ?? {};
  assert.match(decision?.reason ?? '', new RegExp(`^a person denied the same as ${first}; it may be asked`));
  assert.match(display?.description ?? '', /^Denied: a person denied the same shortly before/);
  const { request, prompts, todos } = await flow.records.tells(id, 'requested', 'denied');
  assert.deepEqual([request.coolDown?.request, request.grant, prompts, todos], [first, undefined, [], []]);
  assert.equal((await etl.ask(ONCE, { 'idempotency-key': 'again' })).body.task?.id, id);

  const spelled = await etl.ask({ ...ONCE, context: { ticket: null, tags: [] } });
  assert.equal(spelled.status, 403, spelled.text);
  assert.match(spelled.text, new RegExp(`a person denied the same as ${first}`));

  const judged = await etl.post('/access/v1/evaluation', ONCE);
  assert.deepEqual([judged.body.decision, judged.body.context?.reason], [false, 'policy_denied']);
  assert.match(judged.text, /A person denied the same shortly before/);
  const enforcer = await flow.agent('warehouse').ask({ ...ONCE, subject: { type: 'agent', id: etlId } });
  assert.equal(enforcer.status, 403, enforcer.text);

  const tool = await etl.post(
    '/mcp',
    {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: 'request_approval', arguments: ONCE },
    },
    { accept: 'application/json, text/event-stream' },
  );
  assert.match(tool.text, /a person denied the same as/);
  assert.deepEqual(await flow.teams.sends(), sends);
});
const etlId = '7c0ffee0-0000-4000-8000-00000000c001';

it('a call at the gateway that a person denied is not asked again either, and nothing reaches the target', async () => {
  const { call, seen } = createGatewayCalls(flow);
  const path = 'cluster/apis/apps/v1/namespaces/prod/deployments/web';
  const scale = { spec: { replicas: 9 } };
  const before = (await seen()).length;
  const first = await call('PATCH', path, scale);
  assert.equal(first.status, 202, first.text);
  const id = first.body.task?.id ?? '';
  await flow.teams.click(id, 'alice', 'deny');
  await flow.records.tells(id, 'requested', 'voted', 'denied');
  const sends = await flow.teams.sends();
  const again = await call('PATCH', path, scale);
  assert.equal(again.status, 403, again.text);
  assert.match(again.text, /a person denied the same as/);
  assert.equal((await seen()).length, before);
  assert.deepEqual(await flow.teams.sends(), sends);
});

it('changed a little, people are asked, and the card says so beside the risk, then what differs from what was denied, by whom and why', async () => {
  const changed = exporting(
    'prod/once',
    { rows: 24, note: '{{DATE(2026)}} **fine**' },
    { context: { run: 7 } },
  );
  const before = await flow.teams.sends();
  const id = await asked(flow, changed);
  const { words, card } = await flow.teams.card(id);
  const order = [
    /Waiting for approval/,
    /asks to export/,
    /A person denied almost this less than a minute before it was asked: see below/,
    /You approve exactly this/,
    /Changed since it was denied/,
    /Denied \d\d:\d\d by Alice Aho/,
  ].map((each) => words.search(each));
  assert.ok(order[0] !== -1 && order.every((place, n) => n === 0 || place > (order[n - 1] ?? 0)), words);
  assert.match(words, /Denied \d\d:\d\d by Alice Aho, .* before this was asked\./);
  assert.match(words, /\/rows\s+was 25, is now 24/);
  assert.match(words, /\/context\/run\s+was not there, is now 7/);
  assert.match(words, /Alice Aho said then: Too much: “Not this month\.”/);
  assert.doesNotMatch(JSON.stringify(card), /\{\{/);
  const sends = await flow.teams.sends();
  assert.equal(sends.posts, before.posts + 1);
  const { request, events } = await flow.records.tells(id, 'requested');
  assert.deepEqual(events[0]?.facts.denied_before, request.deniedBefore);
  const told = (await etl.read(id)).body.task as { denied_before?: { changed?: readonly string[] } };
  assert.deepEqual(told.denied_before?.changed, [
    '/action/properties/note',
    '/action/properties/rows',
    '/context/run',
  ]);
  await flow.teams.click(id, 'bob', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'approved');

  const again = exporting('prod/once', { rows: 26 });
  await until('the list of its kind to tell of the approval', async () => {
    // An agent may make sixty requests a minute.
    await sleep(500);
    const third = await asked(flow, again);
    const { words: told } = await flow.teams.card(third);
    await etl.on(third, 'cancel', {});
    return (
      /rows\s+26\s+was 24 when last approved/.test(told) &&
      /1 approved in 30 days; the last one, [^,]+, differs in 3 values/.test(told)
    );
  });
});

it('a vote without words is not taken where a rule wants them: on the card, by API, on the review page', async () => {
  const id = await asked(flow, exporting('prod/words'));
  const before = await flow.teams.sends();
  for (const verb of ['approve', 'deny']) {
    const answer = await flow.teams.click(id, 'alice', verb, { comment: '\u200b \u2060' });
    assert.equal(answer.kind, 'card');
    assert.match(answer.text, new RegExp(`A reason is required to ${verb}\\. Nothing was changed\\.`));
    assert.match(answer.text, /Waiting for approval/);
  }
  const page = flow.bearer(await pageToken(flow, 'alice'));
  assert.match((await page.read(`${id}/review`)).text, /"reason_required":"both"/);
  for (const who of [flow.person('alice'), page])
    for (const decision of ['approve', 'deny'])
      assertProblem(await who.on(id, 'decisions', { decision }), 400, 'reason_missing', decision);
  await flow.records.tells(id, 'requested');
  // For the one who clicked alone: the card in the channel is as it was.
  assert.deepEqual(await flow.teams.sends(), before);
  assert.doesNotMatch((await flow.teams.card(id)).words, /Nothing was changed/);

  const done = await page.on(id, 'decisions', { decision: 'approve', comment: 'The books are closed.' });
  assert.equal(done.status, 200, done.text);
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  const other = await asked(flow, exporting('prod/words', { rows: 1 }));
  assert.equal((await flow.teams.click(other, 'bob', 'deny', { reason: 'wrong_time' })).kind, 'card');
  await flow.records.tells(other, 'requested', 'voted', 'denied');
});

it('asked five times at once and denied on one card, none of the others is approved, and all of them say by whom', async () => {
  const many = exporting('prod/many');
  const ids = await Promise.all(Array.from({ length: 5 }, () => asked(flow, many)));
  const [first = '', ...others] = ids;
  await flow.teams.click(first, 'alice', 'deny');
  for (const id of others) {
    const { request } = await flow.records.tells(id, 'requested', 'denied');
    assert.equal(request.coolDown?.request, first);
    await until('its card to tell the end', async () =>
      /Denied by\s+Alice Aho/.test((await flow.teams.card(id)).words),
    );
  }
  const late = await flow.person('bob').on(others[0] ?? '', 'decisions', { decision: 'approve' });
  assertProblem(late, 409, 'invalid_task_state', 'a yes after the end');
});

it('two people who click both cards at once: what is recorded first wins, and only that is done', async () => {
  for (const round of [1, 2, 3]) {
    const both = exporting(`prod/many-${round}`);
    const [one, two] = [await asked(flow, both), await asked(flow, both)];
    await Promise.all([flow.teams.click(one, 'alice', 'approve'), flow.teams.click(two, 'bob', 'deny')]);
    await flow.records.tells(two, 'requested', 'voted', 'denied');
    const { request } = await flow.records.quiet(one);
    const { approval } = (await etl.read(one)).body.result ?? {};
    const used = await etl.post(
      '/access/v1/evaluation',
      {
        ...both,
        context: { approval: { id: approval?.id ?? 'none', state: approval?.state ?? '' } },
      },
      { 'x-request-id': `many-${round}` },
    );
    assert.equal(used.body.decision === true, request.status === 'approved', used.text);
    // Denied first: the other never becomes a yes, whatever was clicked.
    if (request.status !== 'approved')
      assert.deepEqual([request.status, request.coolDown?.request], ['denied', two]);
  }
});

it('once the time is over the same is asked again, and the card says that it was denied before', async () => {
  await flow.pass(HOUR_MS);
  const id = await asked(flow, ONCE);
  assert.match((await flow.teams.card(id)).words, /6\d min before this was asked; now asked again unchanged/);
  await flow.records.tells(id, 'requested');
});
