// The record out of the whole app by the commands of an auditor, as processes of their own: exported, verified, explained, sealed; and whoever is
// no auditor.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AGENTS, TENANT } from '../../../local/directory.ts';
import { agentEnvironment } from '../../../local/start/agent-environment.ts';
import { DEV_READ, PROD_DELETION } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
const scratch = mkdtempSync(join(tmpdir(), 'countersign-audit-'));
after(async () => {
  await flow.stop();
  rmSync(scratch, { recursive: true, force: true });
});
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));

function countersign(
  as: keyof typeof AGENTS | undefined,
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    ...(as === undefined ? {} : agentEnvironment(flow.world.urls, as)),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

it('exports, seals, verifies and explains what happened, offline but for the export', async () => {
  const etl = flow.agent('nightly-etl');
  const { id, approval } = await approved(flow);
  await etl.redeem(approval, 'export-1');
  await asked(flow);
  await etl.ask(DEV_READ);
  await etl.ask(PROD_DELETION);
  const sealed = await countersign('auditExport', 'audit', 'seal');
  assert.equal(sealed.code, 0, sealed.err);
  assert.match(sealed.out, /^Sealed list 1 at .*: the heads of \d+ chains\n/);

  const folder = join(scratch, 'record');
  const exported = await countersign('auditExport', 'audit', 'export', '--out', folder);
  assert.equal(exported.code, 0, exported.err);
  assert.match(exported.out, /4 requests, \d+ events, 1 policy\n {2}with list 1 of sealed heads/);
  const trust = /--trust=(\S+)/.exec(exported.out)?.[1] ?? '';

  const good = await countersign(undefined, 'audit', 'verify', folder, `--trust=${trust}`);
  assert.equal(good.code, 0, good.out + good.err);
  assert.match(
    good.out,
    /GOOD: nothing in it was changed.*Complete by its own lists: every chain in list 1/s,
  );
  const told = await countersign(undefined, 'explain', id, '--from-export', folder);
  assert.match(told.out, /Whether a legal hold keeps it cannot be told from this\./);
  assert.equal(told.code, 0, told.out + told.err);
  assert.match(told.out, /asked for this:.*used the approval, its one time/s);

  const events = readFileSync(join(folder, 'events.ndjson'), 'utf8');
  writeFileSync(join(folder, 'events.ndjson'), events.replace('"choice":"approve"', '"choice":"deny"'));
  const bad = await countersign(undefined, 'audit', 'verify', folder, `--trust=${trust}`);
  assert.equal(bad.code, 2, bad.out);
  assert.match(bad.out, /^BAD: events\.ndjson line \d+ \(req_\w+\) content does not match its hash\.$/m);
});

it('explains a request that Countersign holds, and the log says that somebody read it', async () => {
  const { id } = await approved(flow);
  const { code, out, err } = await countersign('auditExport', 'explain', id);
  assert.equal(code, 0, out + err);
  assert.match(out, /No legal hold keeps it\.\n {4}policy [\da-f]{64},/);
  assert.match(out, new RegExp(`^${id}: approved\n`));
  const log: string[] = [];
  const filter = `PartitionKey eq 'log_${TENANT}' and RowKey ge 'event-' and RowKey lt 'event.'`;
  for await (const row of flow.storage.requests.listEntities({ queryOptions: { filter } }))
    log.push(JSON.parse(String(row.json0)).type);
  assert.deepEqual(
    log.filter((type) => type === 'request_read'),
    ['request_read'],
  );
});

it('gives nothing to an agent or an enforcer, and leaves nothing on disk that looks like a record', async () => {
  const id = await asked(flow);
  for (const as of ['nightlyEtl', 'warehouse'] as const) {
    const folder = join(scratch, as);
    const refused = await countersign(as, 'audit', 'export', '--out', folder);
    assert.equal(refused.code, 3, refused.out);
    assert.match(refused.err, /Approvals\.Audit/);
    assert.equal(existsSync(join(folder, 'manifest.json')), false);
    assert.equal((await countersign(as, 'explain', id)).code, 3);
    assert.equal((await countersign(as, 'audit', 'seal')).code, 3);
  }
  const unknown = await countersign('auditExport', 'explain', `req_${'0'.repeat(26)}`);
  assert.equal(unknown.code, 3, unknown.err);
});
