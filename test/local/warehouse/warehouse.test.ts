// The warehouse against a small fake Countersign, with a real Azurite and the real local Entra.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { AGENTS, AUDIENCE, TENANT } from '../../../local/directory.ts';
import { startEntra } from '../../../local/entra/start.ts';
import { accountsAt, startAzurite } from '../../../local/start/azurite.ts';
import { freePorts } from '../../../local/start/ports.ts';
import { startWarehouse } from '../../../local/warehouse/start.ts';
import { openTable } from '../../../local/warehouse/storage.ts';
import { type Answer, appToken, askPersonToken, BOT, call, ETL, SERVICE } from '../entra/entra-client.ts';
import { type Fake, REQUEST, startFakeCountersign } from './fake-countersign.ts';

const PARAMETERS = { format: 'csv', rows: 4812, columns: ['id', 'email', 'plan'] };
const APPROVED = {
  subject: { type: 'agent', id: AGENTS.nightlyEtl },
  action: { name: 'data.export', properties: PARAMETERS },
  resource: { type: 'database', id: 'prod/customers' },
  context: { run: 'nightly' },
};

const ports = await freePorts();
const warehouseKey = randomBytes(64).toString('base64');
const azurite = startAzurite({ ports, warehouseKey });
const { warehouse: storage } = accountsAt(ports, warehouseKey);
const entra = await startEntra({ port: 0, service: SERVICE, bot: BOT });
const folder = await mkdtemp(join(tmpdir(), 'countersign-warehouse-'));
let fake: Fake;
let warehouse: Awaited<ReturnType<typeof startWarehouse>>;
let token = '';
let lead = 0;

function open() {
  return startWarehouse({
    port: 0,
    storage,
    exportsFolder: folder,
    countersignUrl: fake.url,
    entraUrl: entra.url,
    tenant: TENANT,
    audience: AUDIENCE,
    credentials: { clientId: AGENTS.warehouse, secret: 'local-secret-of-warehouse' },
    now: () => Date.now() + lead,
  });
}

function ask(body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return call(`${warehouse.url}/exports`, {
    headers: { authorization: `Bearer ${token}`, 'x-request-id': 'call-1', ...headers },
    body: {
      table: 'prod/customers',
      parameters: PARAMETERS,
      context: { run: 'nightly' },
      approval: fake.approval,
      ...body,
    },
  });
}

const files = () => readdir(folder);
const evaluations = () => fake.seen.filter(({ path }) => path === '/access/v1/evaluation');

describe('the warehouse', () => {
  before(async () => {
    await azurite.ready;
    token = await appToken(entra.url, ETL, AUDIENCE);
  });

  beforeEach(async () => {
    await warehouse?.close();
    await fake?.close();
    for (const file of await files()) await rm(join(folder, file));
    const journal = openTable(storage, 'journal');
    await journal.createTable();
    for await (const row of journal.listEntities())
      await journal.deleteEntity(String(row.partitionKey), String(row.rowKey));
    lead = 0;
    fake = await startFakeCountersign();
    fake.approved = APPROVED;
    warehouse = await open();
  });

  after(async () => {
    await Promise.all([warehouse.close(), fake.close(), entra.close(), azurite.stop()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('gives nothing without an approval and says how to get one', async () => {
    const answer = await ask({ approval: undefined });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.match(answer.body.detail, /gives nothing without an approval.*POST .*\/api\/requests/);
    assert.equal(answer.body.ask, `${fake.url}/api/requests`);
    assert.deepEqual(await files(), []);
    assert.equal(fake.seen.length, 0);
  });

  it('refuses callers who are no agent', async () => {
    const person = await askPersonToken(entra.url, 'alice@contoso.example');
    const auditor = { clientId: AGENTS.auditExport, secret: 'local-secret-of-audit-export' };
    const cases: readonly (readonly [string, number])[] = [
      ['', 401],
      ['Bearer nonsense', 401],
      [`Bearer ${token.slice(0, -4)}AAAA`, 401],
      [`Bearer ${person.body.access_token}`, 403],
      [`Bearer ${await appToken(entra.url, auditor, AUDIENCE)}`, 403],
      [`Bearer ${await appToken(entra.url, SERVICE, 'https://graph.microsoft.com')}`, 401],
    ];
    for (const [authorization, status] of cases) {
      assert.equal((await ask({}, { authorization })).status, status, authorization.slice(0, 20));
    }
    assert.equal(fake.seen.length, 0);
  });

  it('writes the rows, names the file and reports the outcome', async () => {
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.equal(answer.body.rows, 4812);
    assert.equal(answer.body.file, join(folder, `customers-${REQUEST}.csv`));
    const lines = (await readFile(answer.body.file, 'utf8')).split('\r\n');
    assert.equal(lines.length, 4814);
    assert.equal(lines[0], 'id,email,plan');
    assert.match(lines[1] ?? '', /^cus_00001,[a-z.]+\.1@example\.com,(free|team|business)$/);
    assert.deepEqual(fake.outcomes, [{ result: 'succeeded', detail: 'exported 4,812 rows' }]);
  });

  it('asks as itself, for the agent, about exactly what it was sent', async () => {
    await ask({ approval: { ...fake.approval, approved_until: fake.runBefore } });
    const [asked] = evaluations();
    assert.deepEqual(asked?.body, { ...APPROVED, context: { run: 'nightly', approval: fake.approval } });
    assert.equal(asked?.requestId, 'call-1');
    const claims = JSON.parse(Buffer.from(asked?.authorization?.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(claims.azp, AGENTS.warehouse);
  });

  it('refuses changed parameters and writes nothing', async () => {
    const changes = [{ rows: 4811 }, { columns: ['id', 'email'] }, { note: 'x' }];
    for (const change of changes) {
      const answer = await ask({ parameters: { ...PARAMETERS, ...change } });
      assert.equal(answer.status, 403);
      assert.equal(answer.body.reason, 'out_of_scope');
    }
    assert.deepEqual(await files(), []);
  });

  it('refuses what it cannot run before an approval is used up', async () => {
    const cases: readonly (readonly [object, number, RegExp])[] = [
      [{ parameters: { ...PARAMETERS, format: 'parquet' } }, 400, /CSV only/],
      [{ parameters: { ...PARAMETERS, columns: ['ssn'] } }, 400, /columns/],
      [{ parameters: { ...PARAMETERS, where: '1=1' } }, 400, /where/],
      [{ table: 'prod/../secrets' }, 404, /no table/],
      [{ sudo: true }, 400, /sudo/],
    ];
    for (const [body, status, words] of cases) {
      const answer = await ask(body);
      assert.equal(answer.status, status);
      assert.match(answer.body.detail, words);
    }
    assert.equal(fake.seen.length, 0);
  });

  it('runs once when thirty calls come at the same time, and gives all of them the outcome', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask()));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(evaluations().length, 30);
    assert.equal(fake.outcomes.length, 1);
    assert.equal((await files()).length, 1);
  });

  it('never writes a second time: a repeat, even after a restart, gets the stored outcome', async () => {
    const first = await ask();
    await rm(first.body.file);
    await warehouse.close();
    warehouse = await open();
    const second = await ask();
    assert.equal(second.status, 200);
    assert.deepEqual(second.body, { ...first.body, redemption: { id: 'rdm_1', replayed: true } });
    assert.deepEqual(await files(), []);
    assert.equal(fake.outcomes.length, 1);
  });

  it('runs on the repeat when the answer to the redemption was lost', async () => {
    fake.next.push('cut');
    const lost = await ask();
    assert.equal(lost.status, 503);
    assert.equal(lost.headers.get('retry-after'), '2');
    assert.deepEqual(await files(), []);
    const again = await ask();
    assert.equal(again.status, 200);
    assert.deepEqual(again.body.redemption, { id: 'rdm_1', replayed: true });
  });

  it('refuses the same approval under another X-Request-ID', async () => {
    await ask();
    const answer = await ask({}, { 'x-request-id': 'call-2' });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.reason, 'approval_expired');
  });

  it('does not run what was started elsewhere and never ended', async () => {
    const journal = openTable(storage, 'journal');
    await journal.createEntity({
      partitionKey: 'redemption',
      rowKey: 'rdm_1',
      mark: 'another instance',
      request: REQUEST,
      agent: AGENTS.nightlyEtl,
      startedAt: '2026-01-01T00:00:00.000Z',
      reported: false,
    });
    const answer = await ask();
    assert.equal(answer.status, 409);
    assert.match(answer.body.detail, /not run again/);
    assert.deepEqual(await files(), []);
  });

  it('does not begin at or after run_before', async () => {
    lead = Date.parse(fake.runBefore) - Date.now() + 1;
    const answer = await ask();
    assert.equal(answer.status, 500);
    assert.match(answer.body.detail, /ran out/);
    assert.deepEqual(await files(), []);
    assert.deepEqual(fake.outcomes, [
      { result: 'failed', detail: 'the approval ran out before the export began' },
    ]);
  });

  it('runs nothing while Countersign is broken, and says when to come back', async () => {
    const yes = { redemption: { id: 'rdm_1', replayed: false }, run_before: fake.runBefore };
    const cases = [
      { status: 500, body: {} },
      { status: 503, body: {}, retryAfter: '7' },
      { status: 403, body: {} },
      { status: 200, body: 'no decision' },
      { status: 200, body: { decision: 'true', context: yes } },
      { status: 200, body: { decision: true, context: {} } },
      { status: 200, body: { decision: true, context: { ...yes, run_before: 'soon' } } },
      {
        status: 200,
        body: { decision: true, context: { ...yes, redemption: { id: '../x', replayed: false } } },
      },
      { status: 200, body: { decision: false, context: { next_action: 'retry', retry_after: 9 } } },
    ];
    for (const scripted of cases) {
      fake.next.push(scripted);
      const answer = await ask();
      assert.equal(answer.status, 503, JSON.stringify(scripted));
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    }
    assert.deepEqual(await files(), []);
    assert.equal((await ask()).status, 200);
  });

  it('takes a new token when Countersign no longer knows the old one', async () => {
    fake.next.push({ status: 401, body: {} });
    assert.equal((await ask()).status, 200);
  });

  it('reports the outcome later when it could not be told at once', async () => {
    fake.outcomeStatus = 503;
    assert.equal((await ask()).status, 200);
    assert.deepEqual(fake.outcomes, []);
    await warehouse.close();
    fake.outcomeStatus = 200;
    warehouse = await open();
    for (let tries = 0; fake.outcomes.length === 0 && tries < 40; tries++) await sleep(50);
    assert.deepEqual(fake.outcomes, [{ result: 'succeeded', detail: 'exported 4,812 rows' }]);
  });
});
