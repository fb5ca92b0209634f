// docs/operations.md, "Restore": of a back-up that has forgotten a use, nothing runs, by either of the two things that page asks for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TableClient } from '@azure/data-tables';
import { freeBase, untilFree } from '../../local/start/ports-of-test.ts';
import { type Flow, startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { approved, asked } from '../support/steps.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const TABLES = ['countersignbook', 'countersignlists', 'countersignquotas', 'countersignrequests'];
const scratch = mkdtempSync(join(tmpdir(), 'countersign-restore-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

it('what a restored table holds as unused or waiting comes to nothing', async () => {
  const dataDir = join(scratch, 'data');
  // The same address each time: in another name no grant would be ours anyhow.
  const ports = await freeBase();
  const start = (policyText: string) => startFlow({ inProcessHost: false, dataDir, ports, policyText });
  const usual = policyWith(ROOMY);

  const before = await start(usual);
  const { approval } = await approved(before);
  const waiting = await asked(before);
  tool(before, 'save', join(scratch, 'backup'));
  assert.equal((await before.agent('nightly-etl').redeem(approval, 'before')).body.decision, true);
  await stop(before, ports);

  const denying = await start(usual.replace(/^rules:$/m, `rules:\n${ruleOfThePage()}`));
  await restore(denying);
  assert.equal(await reasonOf(denying, approval), 'policy_denied');
  const decided = await denying.person('alice').on(waiting, 'decisions', { decision: 'approve' });
  assert.equal(decided.status, 200, decided.text);
  const { result } = (await denying.agent('nightly-etl').read(waiting)).body;
  assert.ok(result, 'approved, by the file it was asked under');
  assert.equal(await reasonOf(denying, result.approval), 'policy_denied');
  await stop(denying, ports);

  const keys = join(dataDir, 'keys.json');
  const fresh = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  writeFileSync(keys, JSON.stringify({ ...JSON.parse(readFileSync(keys, 'utf8')), grantKeys: [fresh] }));
  const rekeyed = await start(usual);
  await restore(rekeyed);
  assert.equal(await reasonOf(rekeyed, approval), 'approval_unverifiable');
  await stop(rekeyed, ports);
});

async function reasonOf(flow: Flow, approval: { readonly id: string; readonly state: string }) {
  const { id, state } = approval;
  const { decision, context } = (await flow.agent('nightly-etl').redeem({ id, state }, 'after')).body;
  assert.equal(decision, false);
  return context?.reason;
}

async function restore(flow: Flow): Promise<void> {
  const storage = flow.world.connectionString;
  for (const table of TABLES) {
    await TableClient.fromConnectionString(storage, table, { allowInsecureConnection: true }).deleteTable();
  }
  tool(flow, 'restore', join(scratch, 'backup'));
}

function tool(flow: Flow, ...args: readonly string[]): void {
  const env = { ...process.env, COUNTERSIGN_STORAGE: flow.world.connectionString };
  const path = join(ROOT, 'tools', 'back-up.mjs');
  const run = spawnSync(process.execPath, [path, ...args], { env, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
}

async function stop(flow: Flow, ports: number): Promise<void> {
  await flow.stop();
  await untilFree(ports, 20_000);
}

function ruleOfThePage(): string {
  const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const [, rule] = /^( {2}- \{ id: after-restore.*)$/m.exec(page) ?? [];
  assert.ok(rule);
  return rule;
}
