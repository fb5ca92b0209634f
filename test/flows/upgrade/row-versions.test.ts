// Each row of each table carries the version of its shape, whoever wrote it: without it a later version could not tell what it reads.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { instant } from '../../../approvals/time.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { STORAGE_VERSION } from '../../../store/entity.ts';
import { listen } from '../support/agent-ear.ts';
import { DEV_READ, EXPORT, PROD_DELETION } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { fetchExport } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { approved, asked } from '../support/steps.ts';
import { until } from '../support/until.ts';
import { rowsOf, tablesOf } from '../support/versions.ts';

const policyText = policyWith(ROOMY).replace(
  /(id: dev-read\n.*\n.*\n.*)/,
  '$1\n    limit: { count: 20, per: agent, window: 1d }',
);
const flow = await startFlow({ policyText });
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const etl = flow.agent('nightly-etl');
const callback = { endpoint: ear.endpoint };

/** Kinds of rows there must have been, by table: the letters before the first digit, bar or id. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  requests: [
    'adopted',
    'event',
    'export',
    'intent',
    'log',
    'manifest',
    'prompt',
    'request',
    'sealed',
    'standing',
    'text',
    'todo',
    'undecidable',
  ],
  lists: ['agent', 'catalog', 'dead', 'kind', 'pending', 'resource', 'watch'],
  quotas: ['denied', 'limit', 'quota', 'rate'],
  book: ['greeted', 'hosts', 'key', 'policy', 'route', 'sweep'],
};

it('every row of every table has the version, after everything that can be done', async (t) => {
  await flow.teams.say('ada', '@Countersign link data-approvals');
  const { id, approval } = await approved(flow, { ...EXPORT, callback });
  assert.equal((await etl.redeem(approval, 'run-1')).body.decision, true);
  await etl.on(id, 'outcome', { result: 'succeeded', detail: 'done' });
  await etl.ask({ ...DEV_READ, callback });
  await etl.ask({ ...PROD_DELETION, callback });
  const withdrawn = await asked(flow);
  await etl.on(withdrawn, 'cancel', { comment: 'not needed' });
  const spoken = await asked(flow);
  await flow.teams.click(spoken, 'alice', 'comment', { comment: 'Why so many rows?' });

  for (const each of [id, withdrawn, spoken]) await flow.records.quiet(each);
  // A post that Teams took and whose answer got lost: the click adopts it.
  await fetch(`${flow.world.urls.teams}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next: 1, lost: true }),
  });
  const lost = (await etl.ask(EXPORT)).body.task?.id ?? '';
  const messageId = await until(
    'the lost card',
    async () =>
      (await flow.teams.messages()).find(({ card }) => JSON.stringify(card).includes(lost))?.messageId,
  );
  await fetch(`${flow.world.urls.teams}/_local/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messageId, user: PEOPLE.bob, verb: 'deny', data: {} }),
  });

  ear.answers.push(410);
  const dead = await asked(flow, { ...EXPORT, callback });
  await flow.teams.click(dead, 'alice', 'deny');
  const done_at = instant(Date.now() - MINUTE_MS);
  await flow.person('sam').post('/access/v1/records', { ...EXPORT, done_at, reason: 'It burned.' });
  await flow.person('ada').post('/access/v1/agents/deploy-bot/pause', { reason: 'a drill' });
  for (const who of ['alice', 'bob', 'carmen', 'dana'] as const)
    await flow.directory.change(t, who, { groups: [] });
  const open = await asked(flow);
  await flow.pass(MINUTE_MS);
  await flow.records.quiet(open);
  await fetchExport(flow.agent('audit-export'));
  assert.equal((await flow.agent('audit-export').post('/api/audit/seals', {})).status, 201);

  for (const [name, table] of Object.entries(tablesOf(flow.storage))) {
    const rows = await rowsOf(table);
    for (const { partitionKey, rowKey, v } of rows)
      assert.equal(v, STORAGE_VERSION, `${name}: ${partitionKey} ${rowKey}`);
    const key = name === 'requests' ? 'rowKey' : 'partitionKey';
    const kinds = new Set(rows.map((row) => /^[a-z]+/.exec(row[key])?.[0]));
    assert.deepEqual([...kinds].sort(), KINDS[name]);
  }
});
