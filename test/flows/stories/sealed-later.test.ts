// Heads sealed while an export is fetched, and after it: what was exported is good beside every list of the container, however late it is checked. And
// the log cut off in storage, so that an export seems to have begun before lists that were there: it is not.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { BlobServiceClient } from '@azure/storage-blob';
import type { RecordLog } from '../../../approvals/audit/log.ts';
import { eventKey, sealedKey } from '../../../approvals/row-keys.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { openFolder } from '../../../cli/audit/export/folder.ts';
import { runExport } from '../../../cli/audit/export/run-export.ts';
import { verifyPackage } from '../../../cli/audit/verify/verify-package.ts';
import { TENANT } from '../../../local/directory.ts';
import { encode } from '../../../store/entity.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { DEV_READ } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { today } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
const scratch = mkdtempSync(join(tmpdir(), 'countersign-later-'));
after(async () => {
  await flow.stop();
  rmSync(scratch, { recursive: true, force: true });
});
const auditor = flow.agent('audit-export');
const etl = flow.agent('nightly-etl');
const container = BlobServiceClient.fromConnectionString(flow.world.connectionString).getContainerClient(
  'sealed-heads',
);
const store = createRecordStore<RecordLog>(flow.storage.requests, 'log');
const LOG = `log_${TENANT}`;
const FROM = today();

/** Seals, six minutes after whatever was before. */
async function seal(): Promise<void> {
  await flow.pass(6 * MINUTE_MS);
  const reply = await auditor.post('/api/audit/seals', {});
  assert.equal(reply.status, 201, reply.text);
}

/** The folder of an export of all days, with `meanwhile` between its first page and the next. */
async function exported(meanwhile: () => Promise<void> = async () => undefined) {
  const path = mkdtempSync(join(scratch, 'record-'));
  const folder = openFolder(path, { v: 1, url: 'http://here', from: FROM, to: today(), bytes: {} });
  let pages = 0;
  const { manifest } = await runExport(
    path,
    folder,
    async (call) => {
      const reply = await auditor.get(call.path);
      assert.equal(reply.status, 200, reply.text);
      pages += 1;
      if (pages === 1) await meanwhile();
      return { status: reply.status, text: reply.text, headers: new Headers() } as never;
    },
    () => undefined,
  );
  folder.close(true);
  return { path, manifest };
}

/** A copy of the container, as an auditor takes one. */
async function copied(): Promise<string> {
  const folder = mkdtempSync(join(scratch, 'sealed-'));
  for await (const { name } of container.listBlobsFlat())
    await container.getBlockBlobClient(name).downloadToFile(join(folder, name));
  return folder;
}

async function verified(path: string, heads?: string) {
  const { flaws, sealed } = await verifyPackage(path, heads === undefined ? {} : { heads });
  return { flaws, newest: sealed?.newest?.n, after: sealed?.after() };
}

it('an export during which heads are sealed names the list of before, and is good by that and by all of them', async () => {
  const waiting = await asked(flow);
  await etl.ask(DEV_READ);
  await seal();
  const { path, manifest } = await exported(async () => {
    assert.equal((await etl.on(waiting, 'cancel')).status, 200);
    await approved(flow);
    await seal();
  });
  assert.equal(manifest.sealed?.n, 1);
  assert.deepEqual(await verified(path), { flaws: [], newest: 1, after: undefined });
  const beside = await verified(path, await copied());
  assert.deepEqual([beside.flaws, beside.newest, beside.after?.from, beside.after?.to], [[], 1, 2, 2]);
  // What was withdrawn, and what was asked, between the pages; the log did not go on before the list.
  assert.equal(beside.after?.uncompared, 2);

  await etl.ask(DEV_READ);
  await seal();
  const later = await verified(path, await copied());
  assert.deepEqual([later.flaws, later.newest, later.after?.from, later.after?.to], [[], 1, 2, 3]);
});

it('an export that is gone on with after hours, on the next day too, is good beside what was sealed meanwhile', async () => {
  const { path, manifest } = await exported(async () => {
    for (let hours = 0; hours < 5; hours += 1) await flow.pass(60 * MINUTE_MS);
    await etl.ask(DEV_READ);
    await seal();
  });
  assert.equal(manifest.sealed?.n, 3);
  assert.deepEqual((await verified(path)).flaws, []);
  const { flaws, newest, after: later } = await verified(path, await copied());
  assert.deepEqual([flaws, newest, later?.from], [[], 3, 4]);
});

it('a log cut off in storage, so that an export seems to begin before a list that was there, is found by that list', async () => {
  await seal();
  await seal();
  const events = (await store.list<ChainEvent>(LOG, 'event-')).map(({ row }) => row.data);
  const sealed = events.filter(({ type }) => type === 'heads_sealed').at(-1);
  const [whole, last] = [await store.load(LOG), events.at(-4)];
  assert.ok(whole !== undefined && last !== undefined && sealed !== undefined);
  for (const { seq } of events.slice(-3)) await flow.storage.requests.deleteEntity(LOG, eventKey(seq));
  const first = await store.peek<NonNullable<RecordLog['sealed']>>(LOG, sealedKey(1));
  const cut: RecordLog = { ...whole.data, seq: last.seq, head: last.hash };
  const told = first === undefined ? cut : { ...cut, sealed: first.data };
  await flow.storage.requests.upsertEntity(encode(LOG, 'log', told), 'Replace');

  const { path, manifest } = await exported();
  // What the container says of lists counts, and not the log.
  assert.equal(manifest.sealed?.n, sealed.facts.n);
  const { flaws, after: later } = await verified(path, await copied());
  assert.match(
    flaws.map(({ why }) => why).join(),
    /was sealed with another event \d+ than the package holds/,
  );
  assert.equal(later, undefined);
});
