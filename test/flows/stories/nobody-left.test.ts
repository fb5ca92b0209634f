// When the people who could decide are gone: the request fails and says so, to the agent and on the card, and not a moment too early.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { MINUTE_MS } from '../support/clock.ts';
import { startFlow } from '../support/flow.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const etl = flow.agent('nightly-etl');

it('fails a request once everybody has left the group: the agent is told, the card says why, nobody can decide it', async (t) => {
  const id = await asked(flow);
  for (const who of ['alice', 'bob', 'carmen'] as const) await flow.directory.change(t, who, { groups: [] });
  await flow.pass(MINUTE_MS);
  await flow.records.tells(id, 'requested');
  assert.equal((await flow.records.read(id)).request.status, 'pending', 'one look is no proof');
  // The app's own timer may have taken the row of a look: then the next one comes with the next pass.
  const status = async () => (await flow.records.read(id)).request.status;
  for (let n = 0; n < 4 && (await status()) === 'pending'; n++) await flow.pass(MINUTE_MS + 10_000);
  await flow.records.tells(id, 'requested', 'failed');

  const { task, result } = (await etl.read(id)).body;
  assert.deepEqual([task?.status, result], ['failed', undefined]);
  assert.match(JSON.stringify(task), /nobody is left who may approve this: data-owners/);
  const { words } = await flow.teams.card(id);
  assert.match(words, /^! {2}/);
  assert.match(words, /nobody is left who may approve this: data-owners/);
  assert.match(words, /Ask an administrator who may approve this; the agent can then ask again\./);
  const late = await flow.person('alice').on(id, 'decisions', { decision: 'approve' });
  assert.equal(late.status, 409);
});

it('goes on waiting while Graph is silent, and while one approver is left', async (t) => {
  const id = await asked(flow);
  for (const who of ['alice', 'bob'] as const) await flow.directory.change(t, who, { groups: [] });
  await flow.pass(MINUTE_MS);
  await flow.directory.change(t, 'carmen', { disabled: true });
  await flow.directory.spoilGraph(t, { next: 1000, status: 503 });
  for (let n = 0; n < 3; n++) await flow.pass(MINUTE_MS + 5000);
  await flow.records.tells(id, 'requested');
  await flow.directory.spoilGraph(t, { next: 0 });
  await flow.directory.change(t, 'carmen', { disabled: false });
  await flow.teams.click(id, 'carmen', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
});
