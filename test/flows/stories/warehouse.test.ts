// An agent that has no key, a warehouse that has: what a person approved is written, once, and nothing else ever is.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved } from '../support/steps.ts';

const exportsDir = await mkdtemp(join(tmpdir(), 'countersign-exports-'));
after(() => rm(exportsDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
const flow = await startFlow({ exportsDir });
after(flow.stop);
const { properties: parameters } = EXPORT.action;
const RAN = ['requested', 'voted', 'approved', 'redeemed', 'outcome'] as const;

async function exportWith(
  body: object,
  requestId?: string,
): Promise<{ status: number; body: { detail?: string; reason?: string; rows?: number } }> {
  const response = await fetch(`${flow.world.urls.warehouse}/exports`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await flow.world.tokens.agent('nightly-etl')}`,
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    },
    body: JSON.stringify({ table: 'prod/customers', parameters, ...body }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const files = async () => (await readdir(exportsDir)).filter((name) => name.endsWith('.csv'));

it('gives nothing to an agent without an approval', async () => {
  const reply = await exportWith({});
  assert.equal(reply.status, 403);
  assert.match(reply.body.detail ?? '', /gives nothing without an approval/);
  assert.deepEqual(await files(), []);
});

it('refuses parameters changed after the approval, writes no file, and the approval is still good for the right ones', async () => {
  const { id, approval } = await approved(flow);
  const changed = await exportWith({ parameters: { ...parameters, rows: 4812 }, approval });
  assert.deepEqual([changed.status, changed.body.reason], [403, 'out_of_scope']);
  const columns = await exportWith({ parameters: { ...parameters, columns: ['email'] }, approval });
  assert.equal(columns.status, 403);
  assert.deepEqual(await files(), []);
  await flow.records.tells(id, 'requested', 'voted', 'approved');

  const right = await exportWith({ approval });
  assert.deepEqual([right.status, right.body.rows], [200, 25]);
  const written = await files();
  assert.equal(written.length, 1);
  const lines = (await readFile(join(exportsDir, written[0] ?? ''), 'utf8')).trim().split('\n');
  assert.equal(lines.length, 26, 'a heading and what was approved');
  await flow.records.tells(id, ...RAN);
  const card = await flow.teams.card(id);
  assert.match(card.words, /Approved and used once.*Outcome warehouse reports success: “exported 25 rows”/);
});

it('writes once when thirty agents present one approval at once', async () => {
  const before = (await files()).length;
  const { id, approval } = await approved(flow);
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, n) => exportWith({ approval }, `many-${n}`)),
  );
  assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  assert.ok(replies.every(({ status }) => [200, 403, 503].includes(status)));
  assert.equal((await files()).length, before + 1);
  await flow.records.tells(id, ...RAN);
});

it('answers a repeat with the same X-Request-ID with the same outcome, and does not write again', async () => {
  const { id, approval } = await approved(flow);
  const first = await exportWith({ approval }, 'again');
  const count = (await files()).length;
  const second = await exportWith({ approval }, 'again');
  assert.deepEqual([first.status, second.status, second.body.rows], [200, 200, first.body.rows]);
  assert.equal((await files()).length, count);
  await flow.records.tells(id, ...RAN);
});

it('writes nothing for an approval that was taken back', async () => {
  const count = (await files()).length;
  const { id, approval } = await approved(flow);
  await flow.teams.click(id, 'alice', 'revoke');
  const reply = await exportWith({ approval });
  assert.deepEqual([reply.status, reply.body.reason], [403, 'approval_expired']);
  assert.equal((await files()).length, count);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'revoked');
});
