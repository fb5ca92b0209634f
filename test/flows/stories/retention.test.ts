// What the policy's `retain` says was kept for long enough goes; whoever reads afterwards is told so, and nothing breaks.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { NAME_REMOVED } from '../../../approvals/purged.ts';
import { EXPORT } from '../support/caller.ts';
import { passTime } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const flow = await startFlow({
  policyText: `${policyWith(ROOMY)}\nretain: { parameters: 1d, records: 3d }\n`,
});
after(flow.stop);
const etl = flow.agent('nightly-etl');
const purge = () => flow.world.app.runTimer('purgeOld');
/** What still had a card to send when its turn came is looked at again after an hour. */
const purgeUntil = (what: string, isRemoved: () => Promise<boolean>) => {
  let looks = 0;
  return until(what, async () => {
    await purge();
    if (await isRemoved()) return true;
    looks += 1;
    if (looks % 50 === 0) await flow.pass(HOUR_MS);
    return undefined;
  });
};
const REMOVED = /What was asked and said was removed on 2\d{3}-\d\d-\d\d under the policy's retention\./;

it('removes what was asked and said after a day, names after three, and keeps the chain and the decision', async () => {
  const context = { business_justification: 'for the audit' };
  const asked = await etl.ask({ ...EXPORT, context });
  const id = asked.body.task?.id ?? '';
  await flow.teams.card(id);
  await flow.teams.click(id, 'alice', 'deny', { comment: 'not with these rows' });
  await flow.records.quiet(id);
  await flow.pass(6 * 60_000);
  const evaluated = await etl.post('/access/v1/evaluation', EXPORT);
  const evaluation = evaluated.body.context?.evaluation_id ?? '';
  await purge();
  assert.equal((await flow.records.read(id)).request.purged, undefined);

  await flow.pass(2 * DAY_MS);
  const waiting = (await etl.ask()).body.task?.id ?? '';
  await purgeUntil('the parameters to be removed', async () => {
    return (await flow.records.read(id)).request.purged !== undefined;
  });
  const { request, types, texts, todos } = await flow.records.read(id);
  assert.deepEqual([types, texts, todos], [['requested', 'voted', 'denied', 'purged'], [], []]);
  assert.equal(request.votes[0]?.person.name, 'Alice Aho');
  assert.ok((await flow.records.read(evaluation)).request.purged);
  assert.equal((await flow.records.read(waiting)).request.purged, undefined);

  const read = await etl.read(id);
  assert.deepEqual([read.status, read.body.task?.status], [200, 'denied']);
  assert.match(read.body.task?.display?.description ?? '', REMOVED);
  assert.ok(!read.text.includes('for the audit') && !read.text.includes('not with these rows'));
  const page = await flow.person('alice').get(`/access/v1/requests/${id}/review`);
  assert.equal(page.status, 200, page.text);
  assert.match(page.text, REMOVED);
  assert.match(page.text, /"removed":"They were removed on 2/);
  assert.ok(!page.text.includes('"csv"'));
  const { card } = JSON.parse(page.text);
  assert.match(JSON.stringify(card), REMOVED);
  // What stands in Teams is a message of Teams: it keeps what it showed.
  assert.match((await flow.teams.card(id)).words, /not with these rows/);

  passTime(3 * DAY_MS);
  await purgeUntil('the names to be removed', async () => {
    return (await flow.records.read(id)).request.purged?.records !== undefined;
  });
  const left = await flow.records.read(id);
  assert.deepEqual([left.types.slice(-2), left.prompts], [['purged', 'purged'], []]);
  assert.equal(left.request.votes[0]?.person.name, NAME_REMOVED);
  assert.equal((await etl.read(id)).body.task?.decision?.votes[0]?.by.name, NAME_REMOVED);
  assert.equal((await flow.person('alice').get(`/access/v1/requests/${id}/review`)).status, 200);
});
