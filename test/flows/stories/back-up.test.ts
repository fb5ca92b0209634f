// tools/back-up.mjs over real storage: what it saves, what it restores, what it refuses. And why a restore needs the order of docs/operations.md.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { startAzurite } from '../../support/azurite.ts';
import { startFlow } from '../support/flow.ts';
import { approved } from '../support/steps.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const TABLES = ['countersignbook', 'countersignlists', 'countersignquotas', 'countersignrequests'];
const scratch = mkdtempSync(join(tmpdir(), 'countersign-back-up-'));
const flow = await startFlow();
const elsewhere = await startAzurite();
after(async () => {
  await elsewhere.close();
  // Not `flow.stop`, which verifies the record: one is tampered with here.
  await flow.world.stop();
  rmSync(scratch, { recursive: true, force: true });
});
const here = flow.world.connectionString;
const etl = flow.agent('nightly-etl');

it('knows every table the app makes', async () => {
  const service = TableServiceClient.fromConnectionString(here, { allowInsecureConnection: true });
  const names: (string | undefined)[] = [];
  for await (const { name } of service.listTables()) names.push(name);
  assert.deepEqual(names.sort(), TABLES);
});

it('restores every row with its types, and chains that verify', async () => {
  const { id } = await approved(flow);
  const waiting = (await etl.ask()).body.task?.id ?? '';
  await flow.records.quiet(waiting);
  const folder = join(scratch, 'whole');
  const saved = await tool(here, 'back-up', 'save', folder);
  assert.equal(saved.code, 0, saved.err);
  assert.deepEqual(readdirSync(folder).sort(), ['back-up.json', ...TABLES.map((table) => `${table}.ndjson`)]);

  const restored = await tool(elsewhere.connectionString, 'back-up', 'restore', folder);
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.out, /What happened later is forgotten here/);
  const again = join(scratch, 'again');
  assert.equal((await tool(elsewhere.connectionString, 'back-up', 'save', again)).code, 0);
  for (const table of TABLES) assert.equal(readRows(again, table), readRows(folder, table), table);
  for (const one of [id, waiting]) {
    const chain = await tool(elsewhere.connectionString, 'verify-chain', one);
    assert.equal(chain.code, 0, chain.out + chain.err);
  }
});

it('guesses no storage account', async () => {
  const { code, err } = await tool('', 'back-up', 'save', join(scratch, 'nowhere'));
  assert.equal(code, 1);
  assert.match(err, /Which tables\? Give --account NAME/);
});

it('restores over nothing: not into tables with rows, not what was changed, not what was never finished', async () => {
  const folder = join(scratch, 'refused');
  assert.equal((await tool(here, 'back-up', 'save', folder)).code, 0);
  const full = await tool(here, 'back-up', 'restore', folder);
  assert.equal(full.code, 1);
  assert.match(full.err, /is not empty .* Nothing was restored/);
  assert.match((await tool(here, 'back-up', 'save', folder)).err, /is not empty\. Name a new folder/);
  appendFileSync(join(folder, 'countersignrequests.ndjson'), '\n');
  assert.match((await tool(here, 'back-up', 'restore', folder)).err, /is not what was saved/);
  rmSync(join(folder, 'back-up.json'));
  assert.match((await tool(here, 'back-up', 'restore', folder)).err, /no back-up that was finished/);
});

it('saves each request of one moment, while people and agents go on', async () => {
  const folder = join(scratch, 'busy');
  let isOver = false;
  const others = (async () => {
    while (!isOver) await approved(flow);
  })();
  const saved = await tool(here, 'back-up', 'save', folder).finally(() => {
    isOver = true;
  });
  await others;
  assert.equal(saved.code, 0, saved.err);
  const rows = readRows(folder, 'countersignrequests')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const records = rows.filter(({ rowKey }) => rowKey === 'request');
  assert.ok(records.length > 1);
  for (const record of records) {
    const events = rows.filter(
      (row) => row.partitionKey === record.partitionKey && row.rowKey.startsWith('event-'),
    );
    assert.equal(JSON.parse(record.json0.value ?? record.json0).seq, events.length, record.partitionKey);
    assert.ok(
      readRows(folder, 'countersignlists').includes(record.partitionKey),
      'no request without its lists',
    );
  }
});

it('names a record that somebody tampered with, and saves it and all others', async () => {
  const { id } = await approved(flow);
  await flow.records.quiet(id);
  await tableOf('countersignrequests').deleteEntity(id, 'event-000002');
  const folder = join(scratch, 'broken');
  const saved = await tool(here, 'back-up', 'save', folder);
  assert.equal(saved.code, 2);
  assert.match(saved.err, new RegExp(`^${id} is saved as it is, but not whole`));
  assert.ok(readRows(folder, 'countersignrequests').includes(id));
  assert.equal(
    (await tool(elsewhere.connectionString, 'back-up', 'restore', folder)).code,
    1,
    'rows are there',
  );
});

it('a restored table has forgotten that an approval was used: opened as it is, it is used twice', async () => {
  const { approval } = await approved(flow);
  const folder = join(scratch, 'forgotten');
  assert.notEqual((await tool(here, 'back-up', 'save', folder)).code, 1);
  assert.equal((await etl.redeem(approval, 'before')).body.decision, true);
  assert.equal((await etl.redeem(approval, 'again')).body.decision, false);
  for (const table of TABLES) await tableOf(table).deleteTable();
  const restored = await tool(here, 'back-up', 'restore', folder);
  assert.equal(restored.code, 0, restored.err);
  // This is why a restore begins with a new grant key alone, and a policy that denies.
  assert.equal((await etl.redeem(approval, 'again')).body.decision, true);
});

const tableOf = (table: string) =>
  TableClient.fromConnectionString(here, table, { allowInsecureConnection: true });
const readRows = (folder: string, table: string): string =>
  readFileSync(join(folder, `${table}.ndjson`), 'utf8');

function tool(storage: string, name: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'tools', `${name}.mjs`), ...args], {
    env: { ...process.env, COUNTERSIGN_STORAGE: storage },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  return new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>(
    (resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    },
  );
}
