// A policy whose changes people approve, from the changed file to the switch: the card, the old rules meanwhile, the approval, the new rules
// without a restart; a change that is denied; and the way back for whoever is locked out. The app is a process of its own, started anew.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { logId } from '../../../approvals/audit/log.ts';
import { TENANT } from '../../../local/directory.ts';
import { POLICY_FILE } from '../../../local/start/project.ts';
import { createRecordReads } from '../../../store/audit-reads.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';
import { until } from '../support/until.ts';

const folder = await mkdtemp(join(tmpdir(), 'countersign-change-'));
after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
const file = join(folder, 'countersign.yaml');
const shipped = await readFile(POLICY_FILE, 'utf8');
const reviewed = `reviewPolicyChanges: true\n${shipped}`;
const frozen = `${reviewed}\n  - id: freeze\n    when: action.name == "data.export"\n    effect: deny\n`;
const forced = shipped;
const versionOf = (text: string) => createHash('sha256').update(text).digest('hex');
await writeFile(file, reviewed);
const flow = await startFlow({
  inProcessHost: false,
  env: { COUNTERSIGN_POLICY_FILE: file, COUNTERSIGN_POLICY_FORCE: versionOf(forced) },
});
after(flow.stop);
const etl = flow.agent('nightly-etl');
const ada = flow.person('ada');

interface Health {
  readonly status: string;
  readonly policy_version: string;
  readonly policy_waiting?: { readonly version: string; readonly request: string };
}
const health = async (): Promise<Health> => JSON.parse((await flow.bearer().get('/api/health')).text);

async function adopt(text: string): Promise<Health> {
  await writeFile(file, text);
  await flow.world.app.kill();
  await flow.world.app.start();
  return await health();
}

/** The doctor's line about the policy. */
async function doctorSays(): Promise<string> {
  const { checks } = JSON.parse((await ada.get('/access/v1/doctor')).text);
  const { state, says, cure } = checks.find(({ name }: { name: string }) => name === 'policy');
  return `${state} ${says} ${cure}`;
}

async function logTells(): Promise<readonly string[]> {
  const { rows } = await createRecordReads(flow.storage).events(logId(TENANT), 1, 1000);
  return rows.map(({ data }) => data.type).filter((type) => type.startsWith('policy_'));
}

it('loads the first policy at once, and asks people before another follows it', async () => {
  assert.equal((await health()).policy_version, versionOf(reviewed));
  const old = await approved(flow);
  const { policy_version, policy_waiting } = await adopt(frozen);
  assert.equal(policy_version, versionOf(reviewed));
  assert.equal(policy_waiting?.version, versionOf(frozen));
  const id = policy_waiting?.request ?? '';
  const card = await flow.teams.card(id);
  assert.match(card.words, /countersign/);
  assert.match(card.words, /freeze/);

  const meanwhile = await asked(flow);
  assert.equal((await etl.read(meanwhile)).body.task?.policy.version, versionOf(reviewed));
  assert.match((await flow.teams.click(id, 'olivia', 'approve')).text, /^Only members of data-owners/);
  await flow.sweep();
  assert.equal((await health()).policy_version, versionOf(reviewed));

  assert.equal((await flow.teams.click(id, 'alice', 'approve')).kind, 'card');
  await flow.sweep();
  await until(
    'the switch, without a restart',
    async () => (await health()).policy_version === versionOf(frozen),
  );
  assert.equal((await health()).policy_waiting, undefined);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'redeemed', 'outcome');
  const refused = await etl.ask(EXPORT);
  assert.equal(refused.status, 403);
  assert.equal(refused.body.task?.policy.version, versionOf(frozen));
  assert.ok(refused.body.task?.policy.rules.includes('freeze'));
  // What waits keeps its rules and its version; what was approved before is not used against the newer no.
  assert.equal((await flow.teams.click(meanwhile, 'alice', 'approve')).kind, 'card');
  assert.equal((await etl.read(meanwhile)).body.task?.policy.version, versionOf(reviewed));
  const used = await etl.redeem(old.approval, 'x-1');
  assert.deepEqual([used.body.decision, used.body.context?.reason], [false, 'policy_denied']);
  assert.deepEqual(await logTells(), ['policy_loaded', 'policy_proposed', 'policy_loaded']);
});

it('keeps the policy in force when people deny the file, and does not ask for that file again', async () => {
  const other = `${frozen}uncounted: [ticket]\n`;
  const id = (await adopt(other)).policy_waiting?.request ?? '';
  await flow.teams.card(id);
  assert.match(
    await doctorSays(),
    /^warning .* waits for approval in request req_\w+.*at http:\/\/\S+\/review\/req_/,
  );
  await flow.teams.click(id, 'alice', 'deny', { reason: 'too_much' });
  await flow.sweep();
  await until('the end of it', async () => (await health()).policy_waiting === undefined);
  const again = await adopt(other);
  assert.deepEqual([again.policy_version, again.policy_waiting], [versionOf(frozen), undefined]);
  assert.match(await doctorSays(), /the file \w+… is not/);
});

it('does not start on any file while the text of the policy in force is another than was approved', async () => {
  const row = { partitionKey: `policy-${versionOf(frozen)}`, rowKey: 'text' };
  const stored = await flow.storage.book.getEntity(row.partitionKey, row.rowKey);
  const json0 = String(stored.json0);
  const laxer = json0.replace('reviewPolicyChanges: true', 'reviewPolicyChanges: false');
  assert.notEqual(laxer, json0);
  await flow.storage.book.updateEntity({ ...row, json0: laxer }, 'Merge');
  await assert.rejects(adopt(reviewed));
  await flow.storage.book.updateEntity({ ...row, json0 }, 'Merge');
  assert.equal((await adopt(frozen)).policy_version, versionOf(frozen));
});

it('lets whoever deploys force the one file that the setting names, and says so in the log', async () => {
  const { policy_version, policy_waiting } = await adopt(forced);
  assert.deepEqual([policy_version, policy_waiting], [versionOf(forced), undefined]);
  const { rows } = await createRecordReads(flow.storage).events(logId(TENANT), 1, 1000);
  const last = rows.findLast(({ data }) => data.type === 'policy_loaded')?.data.facts;
  assert.deepEqual([last?.version, last?.forced], [versionOf(forced), true]);
  assert.match(await doctorSays(), /COUNTERSIGN_POLICY_FORCE stands by/);
});
