// Sealing the heads of the record: one list after another into a container, whoever asks, however many at once, and whatever died on the way.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, it } from 'node:test';
import { BlobServiceClient } from '@azure/storage-blob';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { openDraft } from '../../../approvals/audit/seal-draft.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { TENANT } from '../../../local/directory.ts';
import { createDraftBook } from '../../../store/draft-book.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { createSealedLists } from '../../../store/sealed-lists.ts';
import { DEV_READ, PROD_DELETION } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { fetchExport } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const auditor = flow.agent('audit-export');
const etl = flow.agent('nightly-etl');
const container = BlobServiceClient.fromConnectionString(flow.world.connectionString).getContainerClient(
  'sealed-heads',
);
const HOUR_MS = 60 * MINUTE_MS;
const GENESIS = '0'.repeat(64);
const store = createRecordStore<{ seq: number; head: string }>(flow.storage.requests, 'log');

const sealings = async () =>
  (await store.list<ChainEvent>(`log_${TENANT}`, 'event-'))
    .map(({ row }) => row.data)
    .filter(({ type }) => type === 'heads_sealed');
const blobText = async (name: string) =>
  (await container.getBlockBlobClient(name).downloadToBuffer()).toString();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
async function names(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name } of container.listBlobsFlat()) found.push(name);
  return found;
}

it('while nothing was sealed that is said', async () => {
  assertProblem(await auditor.get('/api/audit/heads'), 404, 'nothing_sealed');
  assertProblem(await auditor.get('/api/audit/heads?n=1'), 400, 'invalid');
});

it('a list names how far each chain reaches, is signed, and can be fetched by line', async () => {
  const waiting = await asked(flow);
  await etl.ask(DEV_READ);
  await etl.ask(PROD_DELETION);
  await flow.person('ada').post('/access/v1/agents/deploy-bot/pause', { reason: 'a drill' });
  const { manifest } = await fetchExport(auditor);
  const reply = await auditor.post('/api/audit/seals', {});
  assert.equal(reply.status, 201, reply.text);
  const told = JSON.parse(reply.text);

  const text = await blobText('00000001.ndjson');
  const [first, ...heads] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = heads.pop();
  assert.deepEqual([first.n, first.prev, first.tenant, first.format], [1, GENESIS, TENANT, 1]);
  assert.deepEqual(last, { by_status: { approved: 1, denied: 1, pending: 1 }, count: 5 });
  assert.equal(manifest.counts.requests, 3);
  const { request } = await flow.records.read(waiting);
  assert.deepEqual(
    heads.find(({ id }) => id === waiting),
    {
      day: request.createdAt.slice(0, 10),
      id: waiting,
      seq: request.seq,
      hash: request.head,
      status: 'pending',
    },
  );
  assert.deepEqual(
    heads.slice(3).map(({ id }) => id.split('_')[0]),
    ['agent', 'log'],
  );

  const jws = await blobText('00000001.jws');
  assert.equal(decodeProtectedHeader(jws).typ, 'countersign-sealed-heads+jws');
  assert.deepEqual(decodeJwt(jws), told);
  assert.equal(told.sha256, sha256(text));

  const page = await auditor.get('/api/audit/heads?n=1');
  const lines = page.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines.pop().jws, jws);
  assert.deepEqual(
    lines.map(({ row }) => row),
    [first, ...heads, last],
  );
  assert.deepEqual(new Set(lines.map(({ file }) => file)), new Set(['00000001.ndjson']));
  assert.deepEqual(JSON.parse((await flow.person('audrey').get('/api/audit/heads')).text), told);
});

it('within five minutes of a list no other is made; an administrator may seal too', async () => {
  const before = await names();
  assertProblem(await auditor.post('/api/audit/seals', {}), 429, 'limit_reached');
  assert.deepEqual(await names(), before);
  await flow.pass(6 * MINUTE_MS);
  const reply = await flow.person('ada').post('/api/audit/seals', {});
  assert.equal(reply.status, 201, reply.text);
  assert.equal(JSON.parse(reply.text).n, 2);
  assert.equal(JSON.parse(reply.text).prev, sha256(await blobText('00000001.ndjson')));
  assert.equal((await sealings()).length, 2);
});

it('of many who seal at once one list comes, and one event', async () => {
  await flow.pass(6 * MINUTE_MS);
  const replies = await Promise.all(Array.from({ length: 6 }, () => auditor.post('/api/audit/seals', {})));
  const sealed = replies.filter(({ status }) => status === 201).map(({ text }) => text);
  assert.equal(new Set(sealed).size, 1);
  for (const reply of replies.filter(({ status }) => status !== 201))
    assert.ok([429, 503].includes(reply.status));
  assert.deepEqual(
    (await names()).filter((name) => name.endsWith('.ndjson')),
    ['00000001.ndjson', '00000002.ndjson', '00000003.ndjson'],
  );
  assert.deepEqual(
    (await sealings()).map(({ facts }) => facts.n),
    [1, 2, 3],
  );
});

it('whoever died behind the list is made up for: its signature and its event come with the next look', async () => {
  // As it is when the process died between the list and what follows it.
  await container.getBlockBlobClient('00000003.jws').delete();
  assertProblem(await auditor.post('/api/audit/seals', {}), 429, 'limit_reached');
  assert.equal(JSON.parse(JSON.stringify(decodeJwt(await blobText('00000003.jws')))).n, 3);
  assert.equal((await sealings()).length, 3);
});

it('a signature planted behind the list does not win: ours lies beside it', async () => {
  const jws = await blobText('00000003.jws');
  await container.getBlockBlobClient('00000003.jws').delete();
  await container.getBlockBlobClient('00000003.jws').upload('a.b.c', 5);
  assertProblem(await auditor.post('/api/audit/seals', {}), 429, 'limit_reached');
  const beside = (await names()).filter((name) => /^00000003\.[0-9a-f]{16}\.jws$/.test(name));
  assert.equal(beside.length, 1);
  assert.equal(await blobText(beside[0] ?? ''), jws);
  assert.equal(await blobText('00000003.jws'), 'a.b.c');
  // The next look finds it there, and writes it no second time.
  assertProblem(await auditor.post('/api/audit/seals', {}), 429, 'limit_reached');
  assert.equal((await names()).filter((name) => /^00000003\.\w+\.jws$/.test(name)).length, 1);
});

it('a list that somebody else put there is passed over, and never signed or given out', async () => {
  const forged = '{"format":1,"n":4}\n{"by_status":{},"count":0}\n';
  const mine = await blobText('00000003.jws');
  for (const [name, metadata] of [
    ['00000004.ndjson', undefined],
    // With the signature of another list.
    ['00000005.ndjson', { jws: mine }],
    ['99999999.ndjson', undefined],
  ] as const) {
    const options = metadata === undefined ? {} : { metadata };
    await container.getBlockBlobClient(name).upload(forged, forged.length, options);
  }
  await flow.pass(6 * MINUTE_MS);
  const reply = await auditor.post('/api/audit/seals', {});
  assert.equal(reply.status, 201, reply.text);
  const told = JSON.parse(reply.text);
  assert.deepEqual([told.n, told.prev], [6, sha256(await blobText('00000003.ndjson'))]);
  for (const n of [4, 5, 99999999, 7, 0, -1, '1e1', ''])
    assertProblem(await auditor.get(`/api/audit/heads?n=${n}`), 400, 'invalid', String(n));
  assertProblem(await auditor.get('/api/audit/heads?n=6&after=99999999'), 400, 'invalid');
  assert.deepEqual(JSON.parse((await auditor.get('/api/audit/heads')).text), told);
});

it('a signature that somebody else put there takes its number, and no list is written beside it', async () => {
  await container.getBlockBlobClient('00000007.jws').upload('a.b.c', 5);
  await flow.pass(6 * MINUTE_MS);
  const reply = await auditor.post('/api/audit/seals', {});
  assert.equal(reply.status, 201, reply.text);
  const told = JSON.parse(reply.text);
  assert.deepEqual([told.n, told.prev], [8, sha256(await blobText('00000006.ndjson'))]);
  assert.deepEqual(decodeJwt(await blobText('00000008.jws')), told);
  assert.ok(!(await names()).includes('00000007.ndjson'));
  assertProblem(await auditor.get('/api/audit/heads?n=7'), 400, 'invalid');
});

it('the timer seals once a day, and the manifest of an export names the newest list', async () => {
  await flow.pass(25 * HOUR_MS);
  await flow.world.app.runTimer('sealDaily');
  await flow.world.app.runTimer('sealDaily');
  const told = JSON.parse((await auditor.get('/api/audit/heads')).text);
  assert.equal(told.n, 9);
  const last = (await sealings()).at(-1);
  assert.deepEqual([last?.actor, last?.facts.n], [{ kind: 'clock', id: 'timer' }, 9]);
  const { manifest } = await fetchExport(auditor);
  assert.deepEqual(manifest.sealed, { n: 9, sha256: told.sha256, at: told.at });
});

it('a list that two calls wrote, each as much as it had time for, is one blob; of two at once one gives way', async () => {
  const desk = {
    lists: createSealedLists(async () => container),
    drafts: createDraftBook(flow.storage),
    sign: async (type: string, payload: string) => `${type} ${payload}`,
    openAny: async (type: string, jws: string) =>
      jws.startsWith(`${type} `) ? jws.slice(type.length + 1) : undefined,
    clock: () => new Date().toISOString(),
    tenant: TENANT,
    software: { name: 'countersign', version: '0' },
  };
  const next = { n: 500, prev: GENESIS };
  const head = (id: string) => ({ id, seq: 1, hash: GENESIS });
  const [one, two] = [await openDraft(desk, next), await openDraft(desk, next)];
  assert.ok(await one.add(head('agent_a')));
  assert.ok(await one.keep());
  assert.ok(await two.add(head('agent_x')));
  assert.equal(await two.keep(), false);
  const later = await openDraft(desk, next);
  assert.deepEqual([later.after?.id, later.count(), later.at], ['agent_a', 1, one.at]);
  assert.ok(await later.add(head('agent_b')));
  const { sha256: told, count } = await later.end();
  assert.ok(await later.commit('signed'));
  const text = await blobText('00000500.ndjson');
  assert.deepEqual([sha256(text), count], [told, 2]);
  const ids = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  assert.deepEqual(ids, [undefined, 'agent_a', 'agent_b', undefined]);
});
