// The policy changes while requests and approvals are under way: what was asked keeps its rules, but a newer "no" blocks the use.
// The app is a process of its own here, since it has to be started anew.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { ASSIGNMENT, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const folder = await mkdtemp(join(tmpdir(), 'countersign-policy-'));
after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
const file = join(folder, 'countersign.yaml');
const shipped = await readFile(POLICY_FILE, 'utf8');
await writeFile(file, shipped);
const flow = await startFlow({ inProcessHost: false, env: { COUNTERSIGN_POLICY_FILE: file } });
after(flow.stop);
const etl = flow.agent('nightly-etl');

async function adopt(text: string): Promise<void> {
  await writeFile(file, text);
  await flow.world.app.kill();
  await flow.world.app.start();
}

it('blocks the use of an approval once a newer policy denies, and lets it work again when that is gone', async () => {
  const { id, approval } = await approved(flow);
  const before = await etl.read(id);
  await flow.records.quiet(id);
  await adopt(`${shipped}\n  - id: freeze\n    when: action.name == "data.export"\n    effect: deny\n`);
  const used = await etl.redeem(approval, 'x-1');
  assert.deepEqual(
    [used.body.decision, used.body.context?.reason, used.body.context?.next_action],
    [false, 'policy_denied', 'none'],
  );
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  const read = await etl.read(id);
  assert.equal(
    read.body.task?.policy.version,
    before.body.task?.policy.version,
    'the request keeps its policy',
  );
  const anew = await etl.ask(EXPORT);
  assert.equal(anew.status, 403);
  assert.notEqual(anew.body.task?.policy.version, before.body.task?.policy.version);

  await adopt(shipped);
  assert.equal((await etl.redeem(approval, 'x-1')).body.decision, true);
});

it('keeps the rules of a waiting request: a laxer policy does not lower its two approvers', async () => {
  const id = await asked(flow, ASSIGNMENT);
  await adopt(shipped.replace('{ group: data-owners, count: 2 }', '{ group: sre-leads, count: 1 }'));
  await flow.teams.click(id, 'alice', 'approve');
  const { request } = await flow.records.tells(id, 'requested', 'voted');
  assert.equal(request.status, 'pending');
  assert.match((await flow.teams.click(id, 'sam', 'approve')).text, /^Only members of data-owners/);
  await flow.teams.click(id, 'bob', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'voted', 'approved');
  await adopt(shipped);
});

it('answers a repeated wish with the request of before, though the policy changed in between', async () => {
  const key = { 'idempotency-key': 'nightly-1' };
  const first = await etl.ask(EXPORT, key);
  await adopt(`${shipped}\n  - id: freeze\n    when: 'true'\n    effect: deny\n`);
  const again = await etl.ask(EXPORT, key);
  assert.deepEqual([again.status, again.body.task?.id], [202, first.body.task?.id]);
  await adopt(shipped);
});

it('takes a decision that was acknowledged through a power cut', async () => {
  const id = await asked(flow);
  const answer = await flow.teams.click(id, 'alice', 'approve');
  await flow.world.app.kill();
  await flow.world.app.start();
  assert.equal(answer.kind, 'card');
  assert.equal((await etl.read(id)).body.task?.status, 'approved');
  await flow.records.read(id);
});
